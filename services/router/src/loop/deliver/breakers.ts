/** A breaker for each target. In memory: after a start, every target has its chance. */
import type { Outcome } from '@tocsin/channels'
import { type Breaker, type BreakerPolicy, CLOSED, permit, settle } from '@tocsin/guards'
import type { DeliveryPolicy } from '@tocsin/rules'

/** Longer than any call may take. */
const PROBE_TIMEOUT_MS = 120_000

export interface BreakersOptions {
  /** A target is left alone from now on, or takes messages again. */
  readonly onChange: (target: string, open: boolean) => void
}

export interface Breakers {
  /** Undefined where a call may not start before the time given by `restingUntil`. */
  permit(target: string, policy: DeliveryPolicy['breaker'], now: number): number | undefined
  /** The call that was permitted under `generation` is over. */
  settle(target: string, policy: DeliveryPolicy['breaker'], generation: number, outcome: Outcome, now: number): void
  /** The call was not made after all. */
  release(target: string, generation: number): void
  /** Target → until when it is left alone. */
  restingUntil(now: number): ReadonlyMap<string, number>
  /** The wall clock was set: every target has its chance again. */
  clear(): void
}

export function createBreakers({ onChange }: BreakersOptions): Breakers {
  const breakers = new Map<string, Breaker>()
  const resting = new Map<string, number>()
  const set = (target: string, before: Breaker, after: Breaker): void => {
    if (after.kind === 'closed' && after.failures === 0 && after.generation === 0) breakers.delete(target)
    else breakers.set(target, after)
    if (after.kind === 'open') resting.set(target, after.untilMs)
    else resting.delete(target)
    if (before.kind === 'closed' && after.kind === 'open') onChange(target, true)
    if (before.kind !== 'closed' && after.kind === 'closed') onChange(target, false)
  }
  return {
    permit(target, policy, now) {
      const before = breakers.get(target) ?? CLOSED
      const permission = permit(before, policyOf(policy), now)
      if (permission.kind === 'refused') {
        resting.set(target, permission.untilMs)
        return undefined
      }
      set(target, before, permission.breaker)
      return permission.generation
    },
    settle(target, policy, generation, outcome, now) {
      const before = breakers.get(target) ?? CLOSED
      set(target, before, settle(before, policyOf(policy), { generation, ok: answered(outcome) }, now))
    },
    release(target, generation) {
      const breaker = breakers.get(target)
      if (breaker?.kind !== 'half-open' || breaker.generation !== generation) return
      set(target, breaker, { ...breaker, slots: breaker.slots.slice(1) })
    },
    restingUntil(now) {
      for (const [target, until] of resting) if (until <= now) resting.delete(target)
      return resting
    },
    clear() {
      for (const [target, breaker] of breakers) if (breaker.kind !== 'closed') onChange(target, false)
      breakers.clear()
      resting.clear()
    },
  }
}

function policyOf({ failures, pauseMs }: DeliveryPolicy['breaker']): BreakerPolicy {
  return { failures, pauseMs, probes: 1, probeTimeoutMs: PROBE_TIMEOUT_MS }
}

/** Whoever refuses, or asks for a pause, is there: rates and pauses deal with that. */
function answered(outcome: Outcome): boolean {
  if (outcome.kind === 'unknown') return false
  return outcome.kind !== 'retry' || outcome.pauseAll === true
}
