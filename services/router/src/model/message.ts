/** What a message says of its alerts. Pure. */
import type { AlertSnapshot, Labels, Notification } from '@tocsin/channels'

/** In the order in which people are told, with what they have in common. */
export function withAlerts(
  notification: Omit<Notification, 'alerts' | 'commonLabels' | 'commonAnnotations'>,
  alerts: readonly AlertSnapshot[],
): Notification {
  const sorted = [...alerts].sort(compareSnapshots)
  return {
    ...notification,
    commonLabels: common(sorted.map((alert) => alert.labels)),
    commonAnnotations: common(sorted.map((alert) => alert.annotations)),
    alerts: sorted,
  }
}

/**
 * The newer message with what the older one, which nobody will get, would have said and the newer no longer knows: the ends of
 * alerts. A group forgets an alert whose end was decided on, so that the next decision cannot tell of it.
 */
export function carryEnds(older: Notification, newer: Notification): Notification {
  const known = new Set(newer.alerts.map(({ fingerprint }) => fingerprint))
  const ends = older.alerts.filter(({ status, fingerprint }) => status === 'resolved' && !known.has(fingerprint))
  return ends.length === 0 ? newer : withAlerts(newer, [...newer.alerts, ...ends])
}

/** What is wrong now comes first; then by job, instance and the rest, as Alertmanager sorts. */
function compareSnapshots(a: AlertSnapshot, b: AlertSnapshot): number {
  if (a.status !== b.status) return a.status === 'firing' ? -1 : 1
  const sortKey = ({ labels, fingerprint }: AlertSnapshot): string =>
    [labels['job'] ?? '', labels['instance'] ?? '', JSON.stringify(Object.entries(labels).sort()), fingerprint].join(
      '\0',
    )
  return sortKey(a) < sortKey(b) ? -1 : 1
}

function common(maps: readonly Labels[]): Labels {
  const [first, ...rest] = maps
  if (!first) return {}
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => rest.every((map) => map[name] === value)))
}
