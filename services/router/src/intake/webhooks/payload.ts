/**
 * What Alertmanager and Grafana send to a webhook, read as reports of alerts. Pure. Sources: Alertmanager `notify/webhook/webhook.go` and
 * `template/template.go` (version 4); Grafana `grafana/alerting` `receivers/webhook/v1/webhook.go` and `templates` (version 1).
 */
import type { Labels } from '@tocsin/channels'
import type { ReportedAlert } from '../accept.ts'
import { MAX_MEMBERS, shapeProblem } from '../shape.ts'
import { grafanaAnnotations } from './grafana.ts'

export const SENDERS = ['alertmanager', 'grafana'] as const
export type Sender = (typeof SENDERS)[number]

export type WebhookBody =
  | { readonly kind: 'unreadable'; readonly message: string }
  | {
      readonly kind: 'read'
      readonly reports: readonly ReportedAlert[]
      /** The valid alerts are taken even when others are not; one reason each. */
      readonly refusals: readonly string[]
      /** Alerts that the sender knows of and left out. */
      readonly truncated: number
    }

export interface WebhookOptions {
  readonly now: number
  /** When a firing alert ends that nobody repeats; undefined: only when the sender says so. */
  readonly expiryMs: number | undefined
}

/** The last moment of the year 9999, the last that a time in an answer can name. */
export const NEVER = 253_402_300_799_999
/** Of the names and values of one alert together, in characters: it is kept, and goes into each message. */
const MAX_ALERT_LENGTH = 256 * 1024

const VERSIONS: Readonly<Record<Sender, string>> = { alertmanager: '4', grafana: '1' }

/** `body` is valid UTF-8. */
export function parseWebhook(body: Buffer, sender: Sender, options: WebhookOptions): WebhookBody {
  const shape = shapeProblem(body)
  if (shape !== undefined) return unreadable(shape)
  let payload: unknown
  try {
    payload = JSON.parse(body.toString('utf8').toWellFormed())
  } catch (error) {
    return unreadable(`the body is no JSON: ${error instanceof Error ? error.message : ''}`)
  }
  if (!isRecord(payload)) return unreadable('the body must be an object with a list of alerts')
  const problem = strangeness(payload, sender)
  if (problem !== undefined) return unreadable(problem)
  const alerts: unknown = payload['alerts']
  if (!Array.isArray(alerts))
    return unreadable('"alerts" must be a list; a payload of your own making is not read here')
  const truncated = payload['truncatedAlerts'] ?? 0
  if (typeof truncated !== 'number' || !Number.isInteger(truncated) || truncated < 0) {
    return unreadable('"truncatedAlerts" must be a whole number')
  }
  const reports: ReportedAlert[] = []
  const refusals: string[] = []
  for (const [index, alert] of alerts.entries()) {
    const report = isRecord(alert) ? readAlert(alert, sender, options) : 'must be an object'
    if (typeof report === 'string') refusals.push(`alerts[${index}]: ${report}`)
    else reports.push(report)
  }
  return { kind: 'read', reports, refusals, truncated }
}

function unreadable(message: string): WebhookBody {
  return { kind: 'unreadable', message }
}

/** A payload that was meant for somebody else. */
function strangeness(payload: Readonly<Record<string, unknown>>, sender: Sender): string | undefined {
  if (payload['alerts'] === undefined && ('evalMatches' in payload || 'ruleName' in payload)) {
    return "this is from Grafana's old alerting, before version 9, which knows no alerts with labels"
  }
  const version = payload['version']
  if (version === undefined || version === VERSIONS[sender]) return undefined
  const other = SENDERS.find((name) => VERSIONS[name] === version)
  return other === undefined
    ? `"version" must be "${VERSIONS[sender]}"`
    : `this is a payload of ${other === 'grafana' ? 'Grafana' : 'Alertmanager'}: send it to /webhook/${other}`
}

/** A text says why it is refused. */
function readAlert(
  alert: Readonly<Record<string, unknown>>,
  sender: Sender,
  { now, expiryMs }: WebhookOptions,
): ReportedAlert | string {
  const { status, generatorURL: generatorUrl = '' } = alert
  const labels = textMap(alert['labels'])
  const annotations = textMap(alert['annotations'] ?? {})
  const startsAt = readTime(alert['startsAt'])
  const endsAt = readTime(alert['endsAt'])
  if (status !== 'firing' && status !== 'resolved') return 'status must be "firing" or "resolved"'
  if (!labels) return 'labels must map names to texts'
  if (!annotations) return 'annotations must map names to texts'
  if (startsAt === 'invalid' || endsAt === 'invalid') return 'startsAt and endsAt must be RFC 3339 times'
  if (typeof generatorUrl !== 'string') return 'generatorURL must be a text'
  const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
  if (Object.keys(kept).length === 0) return 'at least one label is needed'
  if ('' in kept || '' in annotations) return 'the name of a label or an annotation is empty'
  const told = sender === 'grafana' ? { ...grafanaAnnotations(alert), ...annotations } : annotations
  const entries = [...Object.entries(kept), ...Object.entries(told)]
  if (entries.length > MAX_MEMBERS) return `more than ${MAX_MEMBERS} labels and annotations are not taken`
  if (entries.reduce((sum, [name, text]) => sum + name.length + text.length, generatorUrl.length) > MAX_ALERT_LENGTH) {
    return `more than ${MAX_ALERT_LENGTH} characters are not taken`
  }
  const end = Math.min(endsAt ?? now, now)
  return {
    ...{ labels: kept, annotations: told, generatorUrl },
    startsAt: startsAt ?? (status === 'resolved' ? end : now),
    ending:
      status === 'resolved'
        ? { kind: 'stated', at: Math.max(end, Math.min(startsAt ?? end, now)) }
        : { kind: 'expires', at: expiryMs === undefined ? NEVER : now + expiryMs },
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Milliseconds; undefined for a missing time and for Go's zero time. */
function readTime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || !RFC3339.test(value)) return 'invalid'
  const at = Date.parse(value)
  if (Number.isNaN(at)) return 'invalid'
  return value.startsWith('0001-01-01') ? undefined : at
}

function textMap(value: unknown): Labels | undefined {
  if (!isRecord(value)) return undefined
  const texts: Record<string, string> = Object.create(null)
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return undefined
    texts[name] = text
  }
  return { ...texts }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
