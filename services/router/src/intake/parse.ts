/** `POST /api/v2/alerts`: from the body to reports. Pure. Order and texts: Alertmanager `api/v2/api.go`. */
import type { Labels } from '@tocsin/channels'
import type { ReportedAlert } from './accept.ts'

/** The three forms in which Alertmanager's API answers an error; here the two that a POST can have. */
type BodyError =
  | { readonly status: 400; readonly body: string }
  | { readonly status: 400 | 422; readonly body: { readonly code: number; readonly message: string } }

export type ParsedBody =
  | { readonly kind: 'unreadable'; readonly error: BodyError }
  /** The valid ones are taken even when others are refused; `refusals` are the reasons, one each. */
  | { readonly kind: 'read'; readonly reports: readonly ReportedAlert[]; readonly refusals: readonly string[] }

export function parseAlerts(body: string, options: { now: number; resolveTimeoutMs: number }): ParsedBody {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'invalid JSON'
    return malformed(400, 400, `parsing alerts body from "" failed, because ${why}`)
  }
  if (!Array.isArray(value))
    return malformed(400, 400, 'parsing alerts body from "" failed, because an array of alerts is wanted')
  const reports: ReportedAlert[] = []
  const refusals: string[] = []
  for (const [index, item] of value.entries()) {
    if (!isRecord(item) || item['labels'] === undefined || item['labels'] === null) {
      return malformed(422, 602, `${index}.labels in body is required`)
    }
    const outcome = parseOne(item, options)
    if (typeof outcome === 'string') refusals.push(outcome)
    else if ('malformed' in outcome)
      return malformed(400, 400, `parsing alerts body from "" failed, because ${index}.${outcome.malformed}`)
    else reports.push(outcome)
  }
  return { kind: 'read', reports, refusals }
}

function malformed(status: 400 | 422, code: number, message: string): ParsedBody {
  return { kind: 'unreadable', error: { status, body: { code, message } } }
}

function parseOne(
  item: Readonly<Record<string, unknown>>,
  { now, resolveTimeoutMs }: { now: number; resolveTimeoutMs: number },
): ReportedAlert | string | { malformed: string } {
  const labels = stringMap(item['labels'])
  const annotations = stringMap(item['annotations'] ?? {})
  const startsAt = parseTime(item['startsAt'])
  const endsAt = parseTime(item['endsAt'])
  const generatorUrl = item['generatorURL'] ?? ''
  if (!labels) return { malformed: 'labels must be an object of strings' }
  if (!annotations) return { malformed: 'annotations must be an object of strings' }
  if (startsAt === 'invalid') return { malformed: 'startsAt must be an RFC 3339 time' }
  if (endsAt === 'invalid') return { malformed: 'endsAt must be an RFC 3339 time' }
  if (typeof generatorUrl !== 'string') return { malformed: 'generatorURL must be a string' }

  const start = startsAt ?? endsAt ?? now
  if (endsAt !== undefined && endsAt < start) return 'start time must be before end time'
  const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
  if (Object.keys(kept).length === 0) return 'at least one label pair required'
  if ('' in kept) return 'invalid label set: invalid name ""'
  if ('' in annotations) return 'invalid annotations: invalid name ""'
  return {
    labels: kept,
    annotations,
    generatorUrl,
    startsAt: start,
    // An end that is not ahead is a statement; one ahead only says when to stop believing.
    ending:
      endsAt === undefined
        ? { kind: 'expires', at: now + resolveTimeoutMs }
        : { kind: endsAt <= now ? 'stated' : 'expires', at: endsAt },
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Milliseconds; undefined for a missing time and for Go's zero time. */
function parseTime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || !RFC3339.test(value)) return 'invalid'
  const at = Date.parse(value)
  if (Number.isNaN(at)) return 'invalid'
  return value.startsWith('0001-01-01T00:00:00') ? undefined : at
}

function stringMap(value: unknown): Labels | undefined {
  if (!isRecord(value)) return undefined
  const entries = Object.entries(value)
  return entries.every(([, text]) => typeof text === 'string') ? (value as Labels) : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
