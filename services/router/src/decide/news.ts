/** Whether there is news for one integration. Pure. The order of the questions is Alertmanager's, `notify/dedup_stage.go`. */
import type { Reason } from '@tocsin/channels'
import type { Current, Known } from './current.ts'
import type { IntegrationPolicy, Timing } from './types.ts'

/** Why an integration is told nothing. */
export type NoNews =
  | 'nothing fires'
  | 'all that fires is muted'
  | 'muted by time'
  | 'told already'
  | 'changed, and waits for the update interval'

export type News =
  | { readonly reason: Reason; readonly news: Reason }
  | { readonly reason: NoNews; readonly news: undefined }

export function newsFor(
  known: Known,
  current: Current,
  traits: IntegrationPolicy['traits'],
  timing: Timing,
  now: number,
): News {
  const { before, believed, muted } = known
  const { firing, resolved, members } = current
  const mutedFiring = members.some((member) => !member.resolved && member.mute !== 'none')
  if (!before || before.firing.length === 0) {
    if (firing.length > 0) return tell('first notification')
    return quiet(mutedFiring ? mutedHow(current) : 'nothing fires')
  }
  if (firing.some(({ fingerprint }) => !believed.has(fingerprint))) return tell('new alerts added')
  // Only what this receiver knew as firing can be news as resolved.
  const over = resolved.filter(({ fingerprint }) => believed.has(fingerprint))
  if (firing.length + muted.length === 0 && over.length > 0) return tell('all alerts resolved')
  const heardOver = new Set(before.resolved)
  if (traits.sendResolved && over.some(({ fingerprint }) => !heardOver.has(fingerprint))) {
    return tell('some alerts resolved')
  }
  if (firing.length === 0) return quiet(members.length > 0 ? mutedHow(current) : 'nothing fires')
  const changed = traits.updateOnChange && known.changed
  if (changed && now - before.at >= traits.updateIntervalMs) return tell('evidence changed')
  if (traits.repeats && repeatIsDue(now - before.at, timing)) return tell('repeat interval elapsed')
  return quiet(changed ? 'changed, and waits for the update interval' : 'told already')
}

/** Alertmanager wants more than the interval, which makes an interval equal to the group's twice as long (#917). */
function repeatIsDue(passedMs: number, { repeatIntervalMs, compatibility }: Timing): boolean {
  return compatibility === 'strict' ? passedMs > repeatIntervalMs : passedMs >= repeatIntervalMs
}

function mutedHow({ members }: Current): NoNews {
  return members.some(({ mute }) => mute === 'time') ? 'muted by time' : 'all that fires is muted'
}

const tell = (reason: Reason): News => ({ reason, news: reason })
const quiet = (reason: NoNews): News => ({ reason, news: undefined })
