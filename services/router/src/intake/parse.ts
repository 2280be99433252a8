/** `POST /api/v2/alerts`: from the body to reports. Pure. Order and texts: Alertmanager `api/v2/api.go`. */
import type { Labels } from '@tocsin/channels'
import { isLabelName, type MatcherMode } from '@tocsin/rules'
import type { ReportedAlert } from './accept.ts'
import { MAX_MEMBERS } from './shape.ts'
import { isRequestUri } from './uri.ts'
import type { BindProblem } from './v2/answers.ts'
import { GO_ZERO_TIME, parseDateTime } from './v2/date-time.ts'

/** Of the names and values of one alert together, in characters: it is kept, and goes into each message. */
const MAX_ALERT_LENGTH = 256 * 1024

export type ParsedBody =
  | { readonly kind: 'unreadable'; readonly problem: BindProblem }
  /** The valid ones are taken even when others are refused; `refusals` are the reasons, one each. */
  | { readonly kind: 'read'; readonly reports: readonly ReportedAlert[]; readonly refusals: readonly string[] }

export interface ParseOptions {
  readonly now: number
  readonly resolveTimeoutMs: number
  /** Which names labels may have; without it, all. */
  readonly mode?: MatcherMode
}

/** `body` is valid UTF-8 and, where it is large, in a shape that `shape.ts` lets through. */
export function parseAlerts(body: Buffer, options: ParseOptions): ParsedBody {
  if (body.length === 0) return malformed(602, 'alerts in body is required')
  let value: unknown
  const text = body.toString('utf8')
  try {
    value = JSON.parse(text)
  } catch (error) {
    return unparsable(error instanceof Error ? error.message : 'invalid JSON')
  }
  value ??= []
  if (!Array.isArray(value)) return unparsable('an array of alerts is wanted')
  // Half a surrogate pair can only come in as an escape. Go reads it as U+FFFD, and so do fingerprints.
  const read = /\\ud[89a-f]/i.test(text) ? wellFormed : asItIs
  const reports: ReportedAlert[] = []
  const refusals: string[] = []
  // Wrong types anywhere come before what is not valid, as where a body is first read and then looked at.
  let invalid: ParsedBody | undefined
  for (const [index, item] of value.entries()) {
    const fields: unknown = item ?? {}
    if (!isRecord(fields)) return unparsable(`${index} must be an alert`)
    const outcome = parseOne(fields, read, options)
    if (typeof outcome === 'string') refusals.push(outcome)
    else if ('malformed' in outcome) return unparsable(`${index}.${outcome.malformed}`)
    else if ('code' in outcome) invalid ??= malformed(outcome.code, `${index}.${outcome.message}`)
    else reports.push(outcome)
  }
  return invalid ?? { kind: 'read', reports, refusals }
}

export function unparsable(why: string): ParsedBody {
  return malformed(400, `parsing alerts body from "" failed, because ${why}`)
}

function malformed(code: number, message: string): ParsedBody {
  return { kind: 'unreadable', problem: { code, message } }
}

function parseOne(
  item: Readonly<Record<string, unknown>>,
  read: (text: string) => string,
  { now, resolveTimeoutMs, mode = 'fallback' }: ParseOptions,
): ReportedAlert | string | { malformed: string } | BindProblem {
  const missing = item['labels'] === undefined || item['labels'] === null
  const labels = textMap(item['labels'] ?? {}, read)
  const annotations = textMap(item['annotations'] ?? {}, read)
  const startsAt = parseTime(item['startsAt'])
  const endsAt = parseTime(item['endsAt'])
  const generatorUrl = item['generatorURL'] ?? ''
  if (!labels) return { malformed: 'labels must be an object of strings' }
  if (!annotations) return { malformed: 'annotations must be an object of strings' }
  if (startsAt === 'invalid') return { malformed: 'startsAt must be an RFC 3339 time' }
  if (endsAt === 'invalid') return { malformed: 'endsAt must be an RFC 3339 time' }
  if (typeof generatorUrl !== 'string') return { malformed: 'generatorURL must be a string' }
  if (generatorUrl !== '' && !isRequestUri(generatorUrl)) {
    return { code: 601, message: `generatorURL in body must be of type uri: ${JSON.stringify(generatorUrl)}` }
  }
  if (missing) return { code: 602, message: 'labels in body is required' }

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
  const invalidLabel = invalidName(kept, mode)
  if (invalidLabel !== undefined) return `invalid label set: invalid name ${JSON.stringify(invalidLabel)}`
  const invalidAnnotation = invalidName(annotations.texts, mode)
  if (invalidAnnotation !== undefined) return `invalid annotations: invalid name ${JSON.stringify(invalidAnnotation)}`
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

/** Only classic mode looks at each name. */
function invalidName(labels: Labels, mode: MatcherMode): string | undefined {
  if (mode !== 'classic') return Object.hasOwn(labels, '') ? '' : undefined
  return Object.keys(labels).find((name) => !isLabelName(name, mode))
}

/** Milliseconds; undefined for a missing time, an empty one, and Go's zero time. */
function parseTime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined || value === null || value === '') return undefined
  const at = typeof value === 'string' ? parseDateTime(value) : undefined
  if (at === undefined) return 'invalid'
  return at === GO_ZERO_TIME ? undefined : at
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
