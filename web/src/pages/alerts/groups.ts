/** What the alerts page makes of the groups: which are bad, how bad, in which order. Pure. */
import type { AlertView, GroupView } from '../../data/contract.ts'

export type Severity = 'critical' | 'warning' | 'info' | 'none'

const severities: readonly Severity[] = ['critical', 'warning', 'info', 'none']

/** By the label. Rules of other people use other words (`page`, `ticket`): those count as warnings. */
export function severityOf(labels: Readonly<Record<string, string>>): Severity {
  const text = (labels['severity'] ?? '').toLowerCase()
  if (text === 'error' || text === 'emergency' || text === 'fatal') return 'critical'
  return severities.find((severity) => severity === text) ?? 'warning'
}

const rank = (severity: Severity): number => severities.indexOf(severity)

const firingAlerts = (group: GroupView): readonly AlertView[] =>
  group.alerts.filter((alert) => alert.status === 'firing')

/** The worst of what is firing; of a group that is over, the worst of what was. */
export function groupSeverity(group: GroupView): Severity {
  const firing = firingAlerts(group)
  const alerts = firing.length > 0 ? firing : group.alerts
  return alerts.map((alert) => severityOf(alert.labels)).sort((a, b) => rank(a) - rank(b))[0] ?? 'none'
}

/** When the group began: its oldest firing alert, or its oldest alert when it is over. */
export function groupStart(group: GroupView): number | undefined {
  const firing = firingAlerts(group)
  const starts = (firing.length > 0 ? firing : group.alerts).map((alert) => alert.startsAt)
  return starts.length === 0 ? undefined : Math.min(...starts)
}

/** When the last alert of a group that is over ended; undefined while something fires. */
export function groupEnd(group: GroupView): number | undefined {
  if (firingAlerts(group).length > 0 || group.alerts.length === 0) return undefined
  return Math.max(...group.alerts.map((alert) => alert.endsAt ?? alert.updatedAt))
}

/** The labels of a headline: the group's, with alert name and service of its alerts where all agree. */
export function groupSubject(group: GroupView): Readonly<Record<string, string>> {
  const subject: Record<string, string> = { ...group.labels }
  for (const name of ['alertname', 'service', 'service_name']) {
    const values = new Set(group.alerts.map((alert) => alert.labels[name]))
    const [only] = values
    if (subject[name] === undefined && values.size === 1 && only !== undefined) subject[name] = only
  }
  return subject
}

/** Firing before resolved. Firing: worst first, then newest. Resolved: last ended first. */
export function arrangeGroups(groups: readonly GroupView[]): {
  readonly firing: readonly GroupView[]
  readonly resolved: readonly GroupView[]
} {
  const firing = groups.filter((group) => firingAlerts(group).length > 0)
  const resolved = groups.filter((group) => firingAlerts(group).length === 0)
  return {
    firing: firing.sort(
      (a, b) =>
        rank(groupSeverity(a)) - rank(groupSeverity(b)) || (groupStart(b) ?? 0) - (groupStart(a) ?? 0) || a.id - b.id,
    ),
    resolved: resolved.sort((a, b) => (groupEnd(b) ?? 0) - (groupEnd(a) ?? 0) || a.id - b.id),
  }
}

/** Firing before resolved, then newest first. */
export const arrangeAlerts = (alerts: readonly AlertView[]): readonly AlertView[] =>
  [...alerts].sort(
    (a, b) =>
      Number(a.status === 'resolved') - Number(b.status === 'resolved') ||
      b.startsAt - a.startsAt ||
      (a.fingerprint < b.fingerprint ? -1 : 1),
  )
