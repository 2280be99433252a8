/** `POST /api/v2/alerts`: from the body to reports. Pure. Order and texts: Alertmanager `api/v2/api.go`. */
import type { Labels } from '@tocsin/channels'
import type { ReportedAlert } from './accept.ts'
import { MAX_MEMBERS, shapeProblem } from './shape.ts'

/** Below it no structure is slow to parse. */
const LARGE_BODY_BYTES = 256 * 1024
/** Of the names and values of one alert together, in characters: it is kept, and goes into each message. */
const MAX_ALERT_LENGTH = 256 * 1024

/** The three forms in which Alertmanager's API answers an error; here the two that a POST can have. */
type BodyError =
  | { readonly status: 400; readonly body: string }
  | { readonly status: 400 | 422; readonly body: { readonly code: number; readonly message: string } }

export type ParsedBody =
  | { readonly kind: 'unreadable'; readonly error: BodyError }
  /** The valid ones are taken even when others are refused; `refusals` are the reasons, one each. */
  | { readonly kind: 'read'; readonly reports: readonly ReportedAlert[]; readonly refusals: readonly string[] }

/** `body` is valid UTF-8. */
export function parseAlerts(body: Buffer, options: { now: number; resolveTimeoutMs: number }): ParsedBody {
  const shape = body.length > LARGE_BODY_BYTES ? shapeProblem(body) : undefined
  if (shape !== undefined) return unparsable(shape)
  let value: unknown
  const text = body.toString('utf8')
  try {
    value = JSON.parse(text)
  } catch (error) {
    return unparsable(error instanceof Error ? error.message : 'invalid JSON')
  }
  if (!Array.isArray(value)) return unparsable('an array of alerts is wanted')
  // Half a surrogate pair can only come in as an escape. Go reads it as U+FFFD, and so do fingerprints.
  const read = /\\ud[89a-f]/i.test(text) ? wellFormed : asItIs
  const reports: ReportedAlert[] = []
  const refusals: string[] = []
  for (const [index, item] of value.entries()) {
    if (!isRecord(item) || item['labels'] === undefined || item['labels'] === null) {
      return malformed(422, 602, `${index}.labels in body is required`)
    }
    const outcome = parseOne(item, read, options)
    if (typeof outcome === 'string') refusals.push(outcome)
    else if ('malformed' in outcome) return unparsable(`${index}.${outcome.malformed}`)
    else reports.push(outcome)
  }
  return { kind: 'read', reports, refusals }
}

function unparsable(why: string): ParsedBody {
  return malformed(400, 400, `parsing alerts body from "" failed, because ${why}`)
}

function malformed(status: 400 | 422, code: number, message: string): ParsedBody {
  return { kind: 'unreadable', error: { status, body: { code, message } } }
}

function parseOne(
  item: Readonly<Record<string, unknown>>,
  read: (text: string) => string,
  { now, resolveTimeoutMs }: { now: number; resolveTimeoutMs: number },
): ReportedAlert | string | { malformed: string } {
  const labels = textMap(item['labels'], read)
  const annotations = textMap(item['annotations'] ?? {}, read)
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
  if (labels.count > MAX_MEMBERS || annotations.count > MAX_MEMBERS) {
    return `an alert with more than ${MAX_MEMBERS} labels or annotations is not taken`
  }
  if (labels.length + annotations.length + generatorUrl.length > MAX_ALERT_LENGTH) {
    return `an alert with more than ${MAX_ALERT_LENGTH} characters is not taken`
  }
  const kept = labels.hasEmpty ? withoutEmpty(labels.texts) : labels.texts
  if (labels.count === 0 || (labels.hasEmpty && Object.keys(kept).length === 0))
    return 'at least one label pair required'
  if (Object.hasOwn(kept, '')) return 'invalid label set: invalid name ""'
  if (Object.hasOwn(annotations.texts, '')) return 'invalid annotations: invalid name ""'
  return {
    labels: kept,
    annotations: annotations.texts,
    generatorUrl: read(generatorUrl),
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

interface TextMap {
  readonly texts: Labels
  readonly count: number
  /** Of all names and values. */
  readonly length: number
  readonly hasEmpty: boolean
}

/** Undefined where a value is no text. Null is Go's empty string. */
function textMap(value: unknown, read: (text: string) => string): TextMap | undefined {
  if (!isRecord(value)) return undefined
  const names = Object.keys(value)
  let length = 0
  let hasEmpty = false
  let same = true
  for (const name of names) {
    const text = value[name]
    if (typeof text !== 'string' && text !== null) return undefined
    if (!text) hasEmpty = true
    if (text === null || read(text) !== text || read(name) !== name) same = false
    length += name.length + (text?.length ?? 0)
  }
  // What JSON.parse made is kept as it is where it can be: this is the way of every alert.
  const texts = same ? (value as Labels) : mapTexts(value, read)
  return { texts, count: names.length, length, hasEmpty }
}

function mapTexts(value: Readonly<Record<string, unknown>>, read: (text: string) => string): Labels {
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [read(name), read(String(text ?? ''))]))
}

function withoutEmpty(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
}

const asItIs = (text: string): string => text
const wellFormed = (text: string): string => text.toWellFormed()

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
