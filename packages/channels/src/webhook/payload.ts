/** Alertmanager's webhook message, version 4. Pure. Source: Alertmanager `notify/webhook/webhook.go`, `template/template.go`. */
import type { AlertSnapshot, Labels, Notification } from '../contract.ts'
import { phrasesOf } from '../text/phrases.ts'
import type { Language } from '../text/time.ts'
import { GoStruct, goJson, goMap } from './go-json.ts'

/** Go's zero time: no end yet. */
const NO_END = '0001-01-01T00:00:00Z'

/** A test says so in the annotation `summary`, which is what receivers show; version 4 has no better place. */
export function marked(notification: Notification, language: Language): Notification {
  if (!notification.test) return notification
  const alerts = notification.alerts.map((alert) => {
    const summary = alert.annotations['summary'] ?? alert.labels['alertname'] ?? ''
    return { ...alert, annotations: { ...alert.annotations, summary: phrasesOf(language).test + summary } }
  })
  return { ...notification, alerts, commonAnnotations: common(alerts.map(({ annotations }) => annotations)) }
}

export interface Truncated {
  readonly notification: Notification
  readonly left: number
}

/**
 * The first `max` alerts, all for 0. Status and what the alerts have in common are then said of those alone, as Alertmanager
 * does; the router puts firing alerts first, so a message is `resolved` only where nothing fires.
 */
export function truncate(notification: Notification, max: number): Truncated {
  const { alerts } = notification
  if (max === 0 || alerts.length <= max) return { notification, left: 0 }
  const kept = alerts.slice(0, max)
  return {
    left: alerts.length - max,
    notification: {
      ...notification,
      alerts: kept,
      status: kept.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
      commonLabels: common(kept.map(({ labels }) => labels)),
      commonAnnotations: common(kept.map(({ annotations }) => annotations)),
    },
  }
}

/** `problem`: said in a field of its own at the end, which receivers that know version 4 pass over. */
export function renderPayload({ notification, left }: Truncated, problem?: string): string {
  return goJson(
    new GoStruct([
      ['receiver', quoteMeta(notification.receiver)],
      ['status', notification.status],
      ['alerts', notification.alerts.map(alertOf)],
      ['notification_reason', notification.reason],
      ['groupLabels', goMap(notification.groupLabels)],
      ['commonLabels', goMap(notification.commonLabels)],
      ['commonAnnotations', goMap(notification.commonAnnotations)],
      ['routeLabels', goMap(notification.routeLabels)],
      ['externalURL', notification.externalUrl],
      ['version', '4'],
      ['groupKey', notification.groupKey],
      ['truncatedAlerts', left],
      ...(problem === undefined ? [] : [['templateError', problem] as const]),
    ]),
  )
}

function alertOf(alert: AlertSnapshot): GoStruct {
  return new GoStruct([
    ['status', alert.status],
    ['labels', goMap(alert.labels)],
    ['annotations', goMap(alert.annotations)],
    ['startsAt', goTime(alert.startsAt)],
    ['endsAt', alert.endsAt === undefined ? NO_END : goTime(alert.endsAt)],
    ['generatorURL', alert.generatorUrl],
    ['fingerprint', alert.fingerprint],
  ])
}

/** RFC 3339 without zeros at the end of the fraction. */
function goTime(at: number): string {
  return new Date(at).toISOString().replace(/\.?0*Z$/, 'Z')
}

/** As Go's `regexp.QuoteMeta`, through which Alertmanager passes the receiver's name. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}

function common(maps: readonly Labels[]): Labels {
  const [first = {}, ...others] = maps
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((map) => (map[name] ?? '') === value)),
  )
}
