import type { Alert, AlertTimes, Ending } from './alert.ts'

/** A change of state, startsAt or labels must be committed before the answer; a refresh may be written a second later. */
export type Report =
  | { readonly kind: 'transition' | 'refresh'; readonly alert: Alert }
  /** The end of an earlier episode, heard late (from the second of two Prometheis, say): it says nothing about this one. */
  | { readonly kind: 'stale' }

/**
 * What a new report means beside what is known of the same alert (same fingerprint, so the same labels).
 * Two reports of one episode merge: the earliest start, the latest truth; reports of two episodes do not, and the newer wins.
 * Source: Alertmanager `alert/alert.go` Merge and `provider/mem` Put.
 */
export function mergeReport(known: AlertTimes | undefined, incoming: Alert, now: number): Report {
  if (!known) return { kind: 'transition', alert: incoming }
  if (incoming.ending.kind === 'stated' && incoming.ending.at <= known.startsAt && incoming.startsAt < known.startsAt) {
    return { kind: 'stale' }
  }
  const sameEpisode = overlaps(known, incoming)
  const alert: Alert = sameEpisode
    ? {
        ...incoming,
        startsAt: Math.min(known.startsAt, incoming.startsAt),
        ending: mergeEndings(known.ending, incoming.ending, now),
      }
    : incoming
  const wasEnded = known.ending.at <= now
  const isEnded = alert.ending.at <= now
  // An expiry that has passed looks like an end, but nobody stated it: the statement is news.
  const stated = isEnded && alert.ending.kind === 'stated' && known.ending.kind !== 'stated'
  const changed = wasEnded !== isEnded || stated || alert.startsAt !== known.startsAt
  return { kind: changed ? 'transition' : 'refresh', alert }
}

function overlaps(known: AlertTimes, incoming: Alert): boolean {
  const within = (at: number): boolean => at > known.startsAt && at < known.ending.at
  // Prometheus repeats an alert with the very same start: one episode, whatever became of its expiry.
  return incoming.startsAt === known.startsAt || within(incoming.startsAt) || within(incoming.ending.at)
}

function mergeEndings(known: Ending, incoming: Ending, now: number): Ending {
  if (incoming.at > now || known.at > now) return incoming
  // Both say that it is over: the later end is the better known one.
  return known.kind === 'stated' && known.at > incoming.at ? known : incoming
}
