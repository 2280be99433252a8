/** The settings that all channels share. Keys are as in router.yml; problems never repeat a value, which may be secret. */
import { formatDuration, parseDuration } from '@tocsin/kit'
import { z } from 'zod'
import { isTimeZone, type Language } from './text/time.ts'

/** A delivery makes at most two calls in a row, and must be over before the router takes it for lost (two minutes). */
const MAX_TIMEOUT_MS = 30_000

export interface CommonConfig {
  readonly language: Language
  readonly timeZone: string
  readonly sendResolved: boolean
  readonly timeoutMs: number
}

/** The fields of a `z.strictObject`, with their defaults; `commonOf` turns what they give into a `CommonConfig`. */
export function commonFields(language: Language, timeout = '5s') {
  return {
    language: z.enum(['zh', 'en'], { error: 'must be zh or en' }).default(language),
    timezone: z
      .string()
      .refine(isTimeZone, { error: 'must be a time zone such as Asia/Shanghai, Europe/Berlin or UTC' })
      .optional(),
    send_resolved: z.boolean().default(true),
    timeout: duration(100, MAX_TIMEOUT_MS).prefault(timeout),
  }
}

export function commonOf(fields: {
  readonly language: Language
  readonly timezone?: string | undefined
  readonly send_resolved: boolean
  readonly timeout: number
}): CommonConfig {
  return {
    language: fields.language,
    timeZone: fields.timezone ?? (fields.language === 'zh' ? 'Asia/Shanghai' : 'UTC'),
    sendResolved: fields.send_resolved,
    timeoutMs: fields.timeout,
  }
}

/** A duration as Prometheus writes them, in milliseconds. */
export function duration(minMs: number, maxMs: number) {
  const allowed = `must be a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as 5s or 1m30s`
  return z.string({ error: allowed }).transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== undefined && ms >= minMs && ms <= maxMs) return ms
    context.addIssue({ code: 'custom', message: allowed })
    return z.NEVER
  })
}

/** `${ENV}` gives text. */
export const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])], { error: 'must be true or false' })
  .transform((value) => value === true || value === 'true')

/** An http or https address; credentials belong into `headers`. */
export const httpUrl = z.string({ error: 'must be an http or https URL' }).transform((text, context) => {
  const url = URL.parse(text)
  const problem =
    !url || !['http:', 'https:'].includes(url.protocol) ? 'must be an http or https URL' : credentialsIn(url)
  if (url && problem === undefined) return url.href
  context.addIssue({ code: 'custom', message: problem ?? '' })
  return z.NEVER
})

function credentialsIn(url: URL): string | undefined {
  return url.username || url.password ? 'must not hold a user or password; send them by "headers"' : undefined
}

export const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
export const HEADER_VALUE = /^[\x20-\x7e]*$/
/** Those that the call itself decides. */
const OWN_HEADERS = ['content-type', 'content-length', 'host', 'idempotency-key', 'connection', 'transfer-encoding']

/** Header names in lower case. */
export const httpHeaders = z
  .record(
    z
      .string()
      .regex(HEADER_NAME, { error: 'is not a header name' })
      .refine((name) => !OWN_HEADERS.includes(name.toLowerCase()), { error: 'is set by Tocsin itself' }),
    z.string().regex(HEADER_VALUE, { error: 'must be printable ASCII on one line' }),
  )
  .default({})
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  )
