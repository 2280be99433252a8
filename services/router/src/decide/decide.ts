/** Notify or not, and why. Pure; `now` in milliseconds. Source of the reasons: Alertmanager `notify/dedup_stage.go`. */
import type { ChannelTraits, Reason } from '@tocsin/channels'

/** An alert of the group as the decision sees it. */
export interface Member {
  readonly fingerprint: string
  readonly resolved: boolean
  /** Changes when the evidence has news (count, kinds of lines); empty for alerts without evidence. */
  readonly evidence: string
}

/** What one integration was last told about the group. */
export interface Told {
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  readonly evidence: string
  readonly at: number
}

export interface IntegrationPolicy {
  readonly index: number
  readonly traits: Pick<ChannelTraits, 'updateOnChange' | 'updateIntervalMs' | 'repeats' | 'sendResolved'>
}

export interface GroupToDecide {
  readonly revision: number
  /** By integration index. */
  readonly told: Readonly<Record<string, Told>>
  readonly members: readonly Member[]
}

export interface Timing {
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
}

export interface NewDelivery {
  readonly integration: number
  readonly status: 'firing' | 'resolved'
  readonly reason: Reason
}

export interface Decision {
  /** For the history: each integration's reason, or why nobody hears anything. */
  readonly reason: string
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
  const firing = group.members.filter((member) => !member.resolved)
  const resolved = group.members.filter((member) => member.resolved)
  const evidence = firing.map((member) => member.evidence).join('|')
  const status = firing.length > 0 ? 'firing' : 'resolved'
  const told: Record<string, Told> = {}
  const deliveries: NewDelivery[] = []
  const wakeAt: number[] = [now + timing.groupIntervalMs]
  const members = new Set(group.members.map(({ fingerprint }) => fingerprint))

  for (const { index, traits } of integrations) {
    const before = withoutMoved(group.told[index], members)
    const reason = newsFor(before, { firing, resolved, evidence }, traits, timing, now)
    if (reason === undefined) {
      if (before && before.firing.length > 0) told[index] = before
      if (before && firing.length > 0 && traits.repeats) wakeAt.push(before.at + timing.repeatIntervalMs)
      if (before && traits.updateOnChange && before.evidence !== evidence)
        wakeAt.push(before.at + traits.updateIntervalMs)
      continue
    }
    // A receiver that wants no "resolved" is done with the group, without a call.
    if (status === 'firing' || traits.sendResolved) deliveries.push({ integration: index, status, reason })
    if (status === 'firing') {
      told[index] = {
        firing: firing.map((member) => member.fingerprint),
        resolved: resolved.map((member) => member.fingerprint),
        evidence,
        at: now,
      }
    }
  }

  return {
    reason: members.size === 0 ? 'its alerts go another way now' : describe(deliveries, integrations.length),
    revision: deliveries.length > 0 ? group.revision + 1 : group.revision,
    deliveries,
    told,
    leaving: resolved.map((member) => member.fingerprint),
    nextFlushAt: firing.length > 0 ? Math.max(now + 1, Math.min(...wakeAt)) : undefined,
  }
}

/** A member stays until its end is decided on, so one that is gone went another way with an edit of the routes: it did not end. */
function withoutMoved(told: Told | undefined, members: ReadonlySet<string>): Told | undefined {
  return told && { ...told, firing: told.firing.filter((fingerprint) => members.has(fingerprint)) }
}

interface Current {
  readonly firing: readonly Member[]
  readonly resolved: readonly Member[]
  readonly evidence: string
}

function newsFor(
  before: Told | undefined,
  current: Current,
  traits: IntegrationPolicy['traits'],
  timing: Timing,
  now: number,
): Reason | undefined {
  const { firing, resolved, evidence } = current
  if (!before || before.firing.length === 0) return firing.length > 0 ? 'first notification' : undefined
  if (firing.some((member) => !before.firing.includes(member.fingerprint))) return 'new alerts added'
  if (firing.length === 0) return 'all alerts resolved'
  // Only what this receiver knew as firing can be news as resolved.
  const newlyResolved = resolved.some(
    ({ fingerprint }) => before.firing.includes(fingerprint) && !before.resolved.includes(fingerprint),
  )
  if (traits.sendResolved && newlyResolved) return 'some alerts resolved'
  if (traits.updateOnChange && before.evidence !== evidence && now - before.at >= traits.updateIntervalMs) {
    return 'evidence changed'
  }
  if (traits.repeats && now - before.at >= timing.repeatIntervalMs) return 'repeat interval elapsed'
  return undefined
}

function describe(deliveries: readonly NewDelivery[], integrations: number): string {
  if (integrations === 0) return 'receiver without integrations'
  if (deliveries.length === 0) return 'no news'
  return [...new Set(deliveries.map((delivery) => delivery.reason))].join(', ')
}
