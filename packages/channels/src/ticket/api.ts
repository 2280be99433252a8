/** The calls of a ticket system: find, create, comment, close. Each gives what it needs or an outcome that says why not. */
import type { Outcome } from '../contract.ts'
import { type Answer, call, type HttpResult } from '../http.ts'
import { fieldOf, headerSecrets, isSuccess, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import { linkTarget } from '../text/text.ts'
import type { TicketConfig } from './config.ts'

export interface Ticket {
  readonly id: string
  /** Empty where the system gave none that can be opened. */
  readonly url: string
}

export interface CallContext {
  readonly config: TicketConfig
  readonly idempotencyKey: string
  readonly now: number
}

export type ApiResult<T> =
  | { readonly kind: 'done'; readonly code: string; readonly value: T }
  /** 404 or 410: the ticket is no longer there. */
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'failed'; readonly outcome: Outcome }

export interface NewTicket {
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly key: string
}

export async function createTicket(context: CallContext, ticket: NewTicket): Promise<ApiResult<Ticket>> {
  const result = await post(context, '', ticket)
  if (result.kind !== 'answer' || !isSuccess(result)) return failed(context, result)
  const made = ticketIn(result.body)
  const code = `HTTP ${result.status}`
  if (made) return { kind: 'done', code, value: made }
  const reason = 'accepted, but the answer names no ticket ("id"); the next try looks for it by its key'
  return { kind: 'failed', outcome: { kind: 'unknown', code, reason } }
}

/** The ticket that bears the key, an open one before a closed one. Only a question: without an answer it is asked again. */
export async function findTicket(
  context: CallContext,
  key: string,
): Promise<ApiResult<(Ticket & { readonly closed: boolean }) | undefined>> {
  const { config } = context
  const url = `${config.url}?key=${encodeURIComponent(key)}`
  const result = await call({ method: 'GET', url, headers: config.headers, timeoutMs: config.timeoutMs })
  if (result.kind === 'no-answer') {
    const reason = 'no answer when asked for the ticket of an earlier try; nothing was sent'
    return { kind: 'failed', outcome: { kind: 'retry', code: result.code, reason } }
  }
  if (result.kind !== 'answer' || !isSuccess(result)) return failed(context, result)
  const code = `HTTP ${result.status}`
  if (!Array.isArray(result.body)) {
    const reason = 'the answer to a search by key is no list of tickets'
    return { kind: 'failed', outcome: { kind: 'retry', code, reason } }
  }
  const found = result.body.flatMap((entry: unknown) => {
    const ticket = ticketIn(entry)
    return ticket ? [{ ...ticket, closed: fieldOf(entry, 'status') === 'closed' }] : []
  })
  return { kind: 'done', code, value: found.find((ticket) => !ticket.closed) ?? found.at(-1) }
}

export async function commentOn(context: CallContext, id: string, body: string): Promise<ApiResult<undefined>> {
  return onTicket(context, await post(context, `/${encodeURIComponent(id)}/comments`, { body }))
}

export async function closeTicket(context: CallContext, id: string, body: string): Promise<ApiResult<undefined>> {
  return onTicket(context, await post(context, `/${encodeURIComponent(id)}/close`, { body }))
}

function post({ config, idempotencyKey }: CallContext, path: string, body: unknown): Promise<HttpResult> {
  return call({
    method: 'POST',
    url: config.url + path,
    headers: { ...config.headers, 'idempotency-key': idempotencyKey },
    body,
    timeoutMs: config.timeoutMs,
  })
}

function onTicket(context: CallContext, result: HttpResult): ApiResult<undefined> {
  if (result.kind !== 'answer') return failed(context, result)
  const code = `HTTP ${result.status}`
  if (result.status === 404 || result.status === 410) return { kind: 'gone', code }
  return isSuccess(result) ? { kind: 'done', code, value: undefined } : failed(context, result)
}

function failed(
  { config, now }: CallContext,
  result: HttpResult,
): { readonly kind: 'failed'; readonly outcome: Outcome } {
  if (result.kind !== 'answer') return { kind: 'failed', outcome: unansweredOutcome(result) }
  return { kind: 'failed', outcome: refusedOutcome(result, saidBy(result, config), now) }
}

function saidBy(answer: Answer, config: TicketConfig): string {
  const text = fieldOf(answer.body, 'message') ?? fieldOf(answer.body, 'error')
  return providerText(text, headerSecrets(config.headers))
}

function ticketIn(value: unknown): Ticket | undefined {
  const id = fieldOf(value, 'id')
  if ((typeof id !== 'string' && typeof id !== 'number') || !/^.{1,200}$/.test(String(id))) return undefined
  const url = fieldOf(value, 'url')
  return { id: String(id), url: (typeof url === 'string' ? linkTarget(url) : undefined) ?? '' }
}
