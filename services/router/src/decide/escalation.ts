/**
 * Who is called next while nobody acknowledges. Pure; times are milliseconds since the epoch. The clock of a climb stands still
 * while somebody has it and while nobody may be told: what is left of the time to the next step is left afterwards.
 */
import type { EscalationPolicy, EscalationStep } from '@tocsin/rules'

/** `taken`: steps so far, over all rounds. `from`: what the steps' times count from, moved along by the time that stood still. */
export type Climb =
  /** `heldSince`: nobody may be told since then, because all of it is muted or over. */
  | { readonly kind: 'climbing'; readonly taken: number; readonly from: number; readonly heldSince?: number }
  | { readonly kind: 'acknowledged'; readonly taken: number; readonly from: number; readonly since: number }
  /** Everybody was called, and the policy does not repeat. */
  | { readonly kind: 'exhausted'; readonly taken: number; readonly from: number }
  | { readonly kind: 'ended'; readonly taken: number }

/** How things stand when a climb is looked at. */
export interface Situation {
  /** The episode is over: nobody believes any more that it fires. */
  readonly over: boolean
  /** Nothing of it fires that people may be told of now. */
  readonly quiet: boolean
  readonly acknowledgedAt: number | undefined
}

export interface Climbed {
  readonly climb: Climb
  /** Why it is as it is, for the history. */
  readonly reason: ClimbReason
  /** Steps to be taken now, with their number in the file, from 1. */
  readonly due: readonly DueStep[]
  /** When to look again; undefined: when something changes. */
  readonly nextAt: number | undefined
  /** The acknowledgement counts no more: what it was for has not ended in time. */
  readonly lapsed: boolean
}

export interface DueStep extends EscalationStep {
  readonly n: number
}

type ClimbReason =
  | 'nobody acknowledged'
  | 'waits for the next step'
  | 'waits: nobody may be told'
  | 'acknowledged'
  | 'everybody was called, nobody acknowledged'
  | 'over'
  | 'the escalation policy is gone from the configuration'
  | 'the escalation policy has fewer steps now'

export function beginClimb(now: number): Climb {
  return { kind: 'climbing', taken: 0, from: now }
}

export function climb(before: Climb, policy: EscalationPolicy | undefined, situation: Situation, now: number): Climbed {
  if (before.kind === 'ended') return rest(before, 'over')
  const { taken } = before
  if (situation.over) return rest({ kind: 'ended', taken }, 'over')
  if (!policy) return rest({ kind: 'ended', taken }, 'the escalation policy is gone from the configuration')
  if (before.kind === 'acknowledged') return whileAcknowledged(before, policy, situation, now)
  if (situation.acknowledgedAt !== undefined) {
    const since = situation.acknowledgedAt
    const from = before.kind === 'climbing' ? before.from + heldFor(before, since) : before.from
    return whileAcknowledged({ kind: 'acknowledged', taken, from, since }, policy, situation, now)
  }
  if (before.kind === 'exhausted') {
    return stepAt(policy, taken) === undefined
      ? rest(before, 'everybody was called, nobody acknowledged')
      : goOn({ kind: 'climbing', taken, from: before.from }, policy, situation, now)
  }
  return goOn(before, policy, situation, now)
}

function whileAcknowledged(
  before: Climb & { kind: 'acknowledged' },
  policy: EscalationPolicy,
  situation: Situation,
  now: number,
): Climbed {
  const since = Math.max(before.since, situation.acknowledgedAt ?? 0)
  const until = policy.acknowledgedForMs === undefined ? undefined : since + policy.acknowledgedForMs
  const lapsed = until !== undefined && until <= now && situation.acknowledgedAt !== undefined
  if (situation.acknowledgedAt !== undefined && !lapsed) return rest(before, 'acknowledged', until)
  // A lapse is noticed at its time, whenever it is looked at.
  const resumedAt = lapsed ? until : now
  const resumed = { kind: 'climbing', taken: before.taken, from: before.from + (resumedAt - before.since) } as const
  return { ...goOn(resumed, policy, { ...situation, acknowledgedAt: undefined }, now), lapsed }
}

function goOn(
  before: Climb & { kind: 'climbing' },
  policy: EscalationPolicy,
  { quiet }: Situation,
  now: number,
): Climbed {
  if (quiet) return rest({ ...before, heldSince: before.heldSince ?? now }, 'waits: nobody may be told')
  let from = before.from + heldFor(before, now)
  let { taken } = before
  if (taken > 0 && stepAt(policy, taken - 1) === undefined) {
    return rest({ kind: 'ended', taken }, 'the escalation policy has fewer steps now')
  }
  const due: DueStep[] = []
  for (let next = stepAt(policy, taken); next && from + next.afterMs <= now; next = stepAt(policy, taken)) {
    if (due.some(({ n }) => n === next?.n)) {
      // After a long stop of the process nobody is called once for each round that was missed: the next is a whole pause away.
      from = now + (policy.repeatMs ?? 0) - next.afterMs
      break
    }
    due.push(next)
    taken += 1
  }
  const next = stepAt(policy, taken)
  const reason = due.length > 0 ? 'nobody acknowledged' : 'waits for the next step'
  if (next) return { ...rest({ kind: 'climbing', taken, from }, reason, Math.max(now + 1, from + next.afterMs)), due }
  return { ...rest({ kind: 'exhausted', taken, from }, 'everybody was called, nobody acknowledged'), due }
}

/** The step after `taken` of them, counted over all rounds, with its time since `from`. */
export function stepAt({ steps, repeatMs }: EscalationPolicy, taken: number): DueStep | undefined {
  const round = Math.floor(taken / steps.length)
  const index = taken % steps.length
  const step = steps[index]
  if (!step || (round > 0 && repeatMs === undefined)) return undefined
  const roundMs = (steps.at(-1)?.afterMs ?? 0) + (repeatMs ?? 0)
  return { ...step, afterMs: step.afterMs + round * roundMs, n: index + 1 }
}

function heldFor({ heldSince }: Climb & { kind: 'climbing' }, now: number): number {
  return heldSince === undefined ? 0 : Math.max(0, now - heldSince)
}

function rest(state: Climb, reason: ClimbReason, nextAt?: number): Climbed {
  return { climb: state, reason, due: [], nextAt, lapsed: false }
}
