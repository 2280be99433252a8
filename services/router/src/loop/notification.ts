/** From a decided group to what a channel will render: the snapshot that the delivery keeps. Pure. */
import { createHash } from 'node:crypto'
import type { AlertSnapshot, Notification } from '@tocsin/channels'
import type { RouteNode } from '@tocsin/rules'
import type { NewDelivery } from '../decide/decide.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import { traceUrls } from '../model/links.ts'
import { withAlerts } from '../model/message.ts'
import type { DueGroup } from '../store/port.ts'

export interface Occasion {
  /** The database's own name: keys of a fresh database never repeat those of an old one. */
  readonly instance: string
  readonly group: DueGroup
  readonly receiver: string
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
export function idempotencyKeyOf({ instance, group, receiver, delivery, revision }: Occasion): string {
  const identity = [instance, group.routeId, group.labelsFingerprint, receiver, delivery.integration, revision]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32)
}

export function notificationOf(occasion: Occasion): Notification {
  const { group, receiver, delivery, externalUrl, now } = occasion
  const shows = new Set(delivery.shows)
  return withAlerts(
    {
      idempotencyKey: idempotencyKeyOf(occasion),
      receiver,
      status: delivery.status,
      reason: delivery.reason,
      groupKey: group.groupKey,
      groupLabels: group.labels,
      routeLabels: occasion.route.labels,
      externalUrl,
      decidedAt: now,
    },
    group.alerts.filter(({ fingerprint }) => shows.has(fingerprint)).map((alert) => snapshot(alert, occasion)),
  )
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
