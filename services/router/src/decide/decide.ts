/** Notify or not, and why. Pure; `now` in milliseconds. Source of the reasons: Alertmanager `notify/dedup_stage.go`. */
import type { Reason } from '@tocsin/channels'
import { type Current, currentOf, type Known, knownOf, toldNow, toldStill } from './current.ts'
import { type NoNews, newsFor } from './news.ts'
import type { IntegrationPolicy, Member, Timing, Told } from './types.ts'

export interface GroupToDecide {
  readonly revision: number
  /** By integration index. */
  readonly told: Readonly<Record<string, Told>>
  readonly members: readonly Member[]
}

export interface NewDelivery {
  readonly integration: number
  readonly status: 'firing' | 'resolved'
  readonly reason: Reason
  /** Fingerprints of what the message shows: what is audible, and what else this integration still believes to fire. */
  readonly shows: readonly string[]
}

/** What was decided for one integration: the reason to tell it, or why not. */
interface IntegrationDecision {
  readonly integration: number
  readonly reason: Reason | NoNews
}

export interface Decision {
  /** For the history: each integration's reason, or why nobody hears anything. */
  readonly reason: string
  readonly integrations: readonly IntegrationDecision[]
  /** Rises with each piece of news, a due repeat included: it is part of the idempotency key. */
  readonly revision: number
  readonly deliveries: readonly NewDelivery[]
  readonly told: Readonly<Record<string, Told>>
  /** Members that are over and have been told of: they leave the group. */
  readonly leaving: readonly string[]
  /** Undefined when the group has ended. */
  readonly nextFlushAt: number | undefined
}

export function decide(
  group: GroupToDecide,
  integrations: readonly IntegrationPolicy[],
  timing: Timing,
  now: number,
): Decision {
  const current = currentOf(group.members, timing.compatibility)
  const told: Record<string, Told> = {}
  const deliveries: NewDelivery[] = []
  const decided: IntegrationDecision[] = []
  const wakeAt: number[] = [now + timing.groupIntervalMs]
  const held = new Set<string>()

  for (const { index, traits } of integrations) {
    const known = knownOf(group.told[index], current)
    const { reason, news } = newsFor(known, current, traits, timing, now)
    decided.push({ integration: index, reason })
    if (news === undefined) {
      const still = toldStill(known, current)
      if (still && still.firing.length > 0) told[index] = still
      wakeAt.push(...wakesFor(known, current, traits, timing))
      for (const { fingerprint } of known.held) held.add(fingerprint)
      continue
    }
    const shown = [...current.firing, ...known.muted, ...current.resolved]
    const status = current.firing.length + known.muted.length > 0 ? 'firing' : 'resolved'
    // A receiver that wants no "resolved" is done with the group, without a call.
    if (status === 'firing' || traits.sendResolved) {
      deliveries.push({
        integration: index,
        status,
        reason: news,
        shows: shown.map(({ fingerprint }) => fingerprint),
      })
    }
    if (status === 'firing') told[index] = toldNow(known, current, now)
  }

  const stays = group.members.some(({ resolved }) => !resolved) || held.size > 0
  return {
    reason: describe(group, decided, deliveries),
    integrations: decided,
    revision: deliveries.length > 0 ? group.revision + 1 : group.revision,
    deliveries,
    told,
    leaving: group.members.flatMap(({ fingerprint, resolved }) =>
      resolved && !held.has(fingerprint) ? [fingerprint] : [],
    ),
    nextFlushAt: stays ? Math.max(now + 1, Math.min(...wakeAt)) : undefined,
  }
}

/** Moments before the group interval at which there may be news without a new report. Strictly, only the ticks count. */
function wakesFor(
  { before, changed }: Known,
  current: Current,
  traits: IntegrationPolicy['traits'],
  timing: Timing,
): number[] {
  if (!before || current.firing.length === 0 || timing.compatibility === 'strict') return []
  return [
    ...(traits.repeats ? [before.at + timing.repeatIntervalMs] : []),
    ...(traits.updateOnChange && changed ? [before.at + traits.updateIntervalMs] : []),
  ]
}

function describe(
  { members }: GroupToDecide,
  decided: readonly IntegrationDecision[],
  deliveries: readonly NewDelivery[],
): string {
  if (members.length === 0) return 'its alerts go another way now'
  if (decided.length === 0) return 'receiver without integrations'
  const reasons = deliveries.length > 0 ? deliveries.map(({ reason }) => reason) : decided.map(({ reason }) => reason)
  return [...new Set(reasons)].join(', ')
}
