/** One POST, the redirects that keep it one, and what the answer means. */
import { performance } from 'node:perf_hooks'
import type { Outcome } from '../contract.ts'
import { type Answer, call, type HttpResult } from '../http.ts'
import {
  fieldOf,
  headerSecrets,
  isSuccess,
  pathSecrets,
  providerText,
  refusedOutcome,
  unansweredOutcome,
  urlSecrets,
} from '../outcome.ts'
import type { WebhookConfig } from './config.ts'
import { signatureHeaders } from './sign.ts'

/**
 * How Alertmanager names itself, for receivers look at the beginning; the version is that of the contract which is kept.
 * Source: Alertmanager `notify/util.go`.
 */
const USER_AGENT = 'Alertmanager/0.34.0 (Tocsin)'

const MAX_REDIRECTS = 5
/** All others turn a POST into a GET, and lose the message. Source: RFC 9110, 15.4. */
const KEEPING = [307, 308]

export interface WebhookMessage {
  readonly url: string
  readonly json: string
  readonly idempotencyKey: string
  readonly now: number
}

export async function post(config: WebhookConfig, message: WebhookMessage): Promise<Outcome> {
  const deadline = performance.now() + config.timeoutMs
  let { url } = message
  for (let redirects = 0; ; redirects++) {
    const result = await postOnce(config, message, url, deadline - performance.now())
    const next = redirects < MAX_REDIRECTS ? redirectOf(config, result, url) : undefined
    if (next === undefined || deadline - performance.now() < 1) return outcomeOf(config, result, message, url)
    url = next
  }
}

function postOnce(config: WebhookConfig, message: WebhookMessage, url: string, timeoutMs: number): Promise<HttpResult> {
  return call({
    method: 'POST',
    url,
    headers: {
      ...config.http.headers,
      ...signatureHeaders(config.hmacSecret, message.json, message.now),
      'user-agent': USER_AGENT,
      'idempotency-key': message.idempotencyKey,
    },
    json: message.json,
    timeoutMs,
    tls: config.http.tls,
  })
}

/** Undefined for what is no redirect, and for one that is not followed. */
function redirectOf({ http }: WebhookConfig, result: HttpResult, from: string): string | undefined {
  if (!http.followsRedirects || result.kind !== 'answer' || !KEEPING.includes(result.status)) return undefined
  const { location = '' } = result.headers
  const next = location === '' ? null : URL.parse(location, from)
  if (next?.username !== '' || next.password !== '') return undefined
  const safe = next.protocol === 'https:' || (next.protocol === 'http:' && from.startsWith('http:'))
  // What a receiver says may not send alerts and logins to a host that nobody configured.
  return safe && next.host === new URL(from).host ? next.href : undefined
}

function outcomeOf(config: WebhookConfig, result: HttpResult, message: WebhookMessage, url: string): Outcome {
  if (result.kind !== 'answer') return unansweredOutcome(result)
  if (isSuccess(result)) return { kind: 'sent', code: `HTTP ${result.status}` }
  return refusedOutcome(result, said(config, result, [message.url, url]), message.now)
}

function said(config: WebhookConfig, { body }: Answer, addresses: readonly string[]): string {
  const secrets = addresses.flatMap((address) => [...urlSecrets(address), ...pathSecrets(address)])
  const text = typeof body === 'string' ? body : (fieldOf(body, 'message') ?? fieldOf(body, 'error'))
  const own = config.hmacSecret === undefined ? [] : [config.hmacSecret]
  return providerText(text, [...secrets, ...own, ...headerSecrets(config.http.headers)])
}
