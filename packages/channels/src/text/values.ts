/** What alerts say, changed before a template sees it: the operator's text may call people, a label may not. */
import type { Labels, Notification } from '../contract.ts'

export function withValues(notification: Notification, change: (value: string) => string): Notification {
  const changed = (labels: Labels): Labels =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, change(value)]))
  return {
    ...notification,
    groupLabels: changed(notification.groupLabels),
    commonLabels: changed(notification.commonLabels),
    commonAnnotations: changed(notification.commonAnnotations),
    alerts: notification.alerts.map((alert) => ({
      ...alert,
      labels: changed(alert.labels),
      annotations: changed(alert.annotations),
    })),
  }
}
