/** From a decided group to what a channel will render: the snapshot that the delivery keeps. Pure. */
import { createHash } from 'node:crypto'
import type { AlertSnapshot, Labels, Notification } from '@tocsin/channels'
import type { RouteNode } from '@tocsin/rules'
import type { NewDelivery } from '../decide/decide.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import { traceUrls } from '../model/links.ts'
import type { DueGroup } from '../store/port.ts'

export interface Occasion {
  /** The database's own name: keys of a fresh database never repeat those of an old one. */
  readonly instance: string
  readonly group: DueGroup
  readonly route: Pick<RouteNode, 'labels'>
  readonly delivery: NewDelivery
  readonly revision: number
  readonly externalUrl: string
  /** For links to traces; undefined where there is no Grafana. */
  readonly grafanaUrl: string | undefined
  readonly now: number
  readonly heldUntil: number
}

/** Group, receiver, integration, revision; the same after any crash, and never the same for other news. */
export function idempotencyKeyOf({ instance, group, delivery, revision }: Occasion): string {
  const identity = [instance, group.routeId, group.labelsFingerprint, group.receiver, delivery.integration, revision]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)
}

export function notificationOf(occasion: Occasion): Notification {
  const { group, delivery, externalUrl, now } = occasion
  const shows = new Set(delivery.shows)
  const alerts = group.alerts
    .filter(({ fingerprint }) => shows.has(fingerprint))
    .map((alert) => snapshot(alert, occasion))
    .sort(compareSnapshots)
  return {
    idempotencyKey: idempotencyKeyOf(occasion),
    receiver: group.receiver,
    status: delivery.status,
    reason: delivery.reason,
    groupKey: group.groupKey,
    groupLabels: group.labels,
    commonLabels: common(alerts.map((alert) => alert.labels)),
    commonAnnotations: common(alerts.map((alert) => alert.annotations)),
    routeLabels: occasion.route.labels,
    alerts,
    externalUrl,
    decidedAt: now,
  }
}

function snapshot(alert: Alert, { now, heldUntil, grafanaUrl }: Occasion): AlertSnapshot {
  const resolved = isResolved(alert, now, heldUntil)
  return {
    status: resolved ? 'resolved' : 'firing',
    fingerprint: alert.fingerprint,
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: alert.startsAt,
    ...(resolved ? { endsAt: alert.ending.at } : {}),
    generatorUrl: alert.generatorUrl,
    ...(alert.evidence ? { evidence: alert.evidence } : {}),
    ...(alert.evidence && grafanaUrl !== undefined ? { traceUrls: traceUrls(grafanaUrl, alert.evidence) } : {}),
  }
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
