/** What a result on the wire means, where all channels agree. Reasons are for the operator, in English, without secrets. */
import type { Outcome } from './contract.ts'
import type { Answer, HttpResult } from './http.ts'
import { cutUnits, oneLine } from './text/text.ts'

const MAX_RETRY_AFTER_MS = 3_600_000
const MAX_PROVIDER_TEXT = 200

/** Refused or unreachable: `retry`. Left and unanswered: `unknown`. */
export function unansweredOutcome(result: Exclude<HttpResult, Answer>): Outcome {
  if (result.kind === 'not-sent') {
    return { kind: 'retry', code: result.code, reason: 'no connection to the provider; nothing was sent' }
  }
  return { kind: 'unknown', code: result.code, reason: 'sent, but no answer came: the provider may have accepted it' }
}

/** 408, 425, 429 and 5xx: `retry`, after Retry-After where given. All else that is no success: `reject`. */
export function refusedOutcome(answer: Answer, said: string, now: number): Outcome {
  const code = `HTTP ${answer.status}`
  const reason = said === '' ? `the provider answered ${code}` : `the provider answered ${code}: ${said}`
  if (answer.status >= 300 && answer.status < 400) {
    return { kind: 'reject', code, reason: `${reason}; this redirect is not followed, configure the final address` }
  }
  const worthAnother = answer.status >= 500 || [408, 425, 429].includes(answer.status)
  if (!worthAnother) return { kind: 'reject', code, reason }
  const afterMs = retryAfterMs(answer.headers['retry-after'], now)
  const pauseAll = answer.status === 429
  return {
    kind: 'retry',
    code,
    reason,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(pauseAll ? { pauseAll } : {}),
  }
}

export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300
}

/** Seconds or an HTTP date, as milliseconds from `now`; at most an hour. */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header === '') return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS)
}

/** What the provider said, short enough for a log line and without any of `secrets`, which providers like to repeat. */
export function providerText(text: unknown, secrets: readonly string[]): string {
  if (typeof text !== 'string') return ''
  // Two of a secret's characters at the cut would be harmless, half of it not: first hide, then cut.
  const hidden = secrets
    .filter((secret) => secret.length >= 4)
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return cutUnits(oneLine(hidden), MAX_PROVIDER_TEXT)
}

/** The parts of headers that may not be repeated: whole values, the words in them (`Bearer TOKEN`), a `Basic` password. */
export function headerSecrets(headers: Readonly<Record<string, string>>): string[] {
  return Object.values(headers).flatMap((value) => [
    value,
    ...value.split(/[\s,]+/).filter((word) => word.length >= 8),
    ...passwordIn(value),
  ])
}

/** Source: RFC 7617, 2. */
function passwordIn(authorization: string): string[] {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization)?.[1]
  const login = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  return login.includes(':') ? [login.slice(login.indexOf(':') + 1)] : []
}

/** The address itself and whatever is in its query. */
export function urlSecrets(url: string): string[] {
  const { searchParams } = new URL(url)
  return [url, ...[...searchParams.values()].flatMap((value) => [value, encodeURIComponent(value)])]
}

/** Long parts of the path: many webhooks carry their secret there. */
export function pathSecrets(url: string): string[] {
  return new URL(url).pathname.split('/').filter((part) => part.length >= 12)
}

export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
