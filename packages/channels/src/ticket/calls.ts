/** What the calls of all ticket systems have in common. */
import type { AddressKind, Contact, Outcome } from '../contract.ts'
import { type Answer, call, type HttpCall, type HttpResult } from '../http.ts'
import { isSuccess, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import type { ApiResult, CallContext } from './port.ts'

export type Request = Pick<HttpCall, 'method' | 'body'> & { readonly path: string }

export interface Client {
  ask(request: Request): Promise<HttpResult>
  /** The value of a success; `read` says undefined for a success that is none. */
  result<T>(result: HttpResult, read: (answer: Answer) => T | undefined): ApiResult<T>
  /** As `result`, of a call that only asked: without an answer, nothing has happened. */
  asked<T>(result: HttpResult, read: (answer: Answer) => T | undefined): ApiResult<T>
  failed(result: HttpResult): { readonly kind: 'failed'; readonly outcome: Outcome }
}

export interface ClientOptions {
  readonly context: CallContext
  readonly base: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls?: HttpCall['tls']
  readonly timeoutMs: number
  /** Not to be repeated, whatever the system says. */
  readonly secrets: readonly string[]
  /** Statuses beside 404 and 410 that say that the ticket is no longer there. */
  readonly goneBy?: readonly number[]
  /** The words of a refusal. */
  said(answer: Answer): string
  /** The system's own sense of a refusal; undefined: as everywhere. */
  judge?(answer: Answer, said: string): Outcome | undefined
}

export function createClient(options: ClientOptions): Client {
  const { context, base, headers, tls, timeoutMs } = options
  const failed = (result: HttpResult) => ({ kind: 'failed' as const, outcome: failureOf(options, result) })
  const result = <T>(answer: HttpResult, read: (answer: Answer) => T | undefined): ApiResult<T> => {
    if (answer.kind !== 'answer') return failed(answer)
    const code = `HTTP ${answer.status}`
    if ([404, 410, ...(options.goneBy ?? [])].includes(answer.status)) return { kind: 'gone', code }
    if (!isSuccess(answer)) return failed(answer)
    const value = read(answer)
    if (value !== undefined) return { kind: 'done', code, value }
    const reason = 'accepted, but the answer is not one that the ticket system would give'
    return { kind: 'failed', outcome: { kind: 'unknown', code, reason } }
  }
  return {
    ask: ({ method, path, body }) =>
      call({
        method,
        url: base + path,
        headers: { ...headers, 'idempotency-key': context.idempotencyKey },
        ...(body === undefined ? {} : { body }),
        ...(tls ? { tls } : {}),
        timeoutMs,
      }),
    result,
    asked: (answer, read) => {
      const found = result(answer, read)
      if (found.kind !== 'failed' || found.outcome.kind !== 'unknown') return found
      const reason = 'no usable answer to a question about the ticket; nothing was changed'
      return { kind: 'failed', outcome: { kind: 'retry', code: found.outcome.code, reason } }
    },
    failed,
  }
}

function failureOf({ context, secrets, said, judge }: ClientOptions, result: HttpResult): Outcome {
  if (result.kind !== 'answer') return unansweredOutcome(result)
  const text = providerText(said(result), secrets)
  return judge?.(result, text) ?? refusedOutcome(result, text, context.now)
}

/** Whether a create that failed so surely made nothing, and may be made again without a look. */
export function surelyNotMade(outcome: Outcome): boolean {
  if (outcome.kind === 'reject') return true
  return outcome.kind === 'retry' && !/^HTTP (?:5\d\d|408)$/.test(outcome.code)
}

export function addressOf(people: readonly Contact[], kind: AddressKind): string | undefined {
  return people.map(({ addresses }) => addresses[kind]).find((address) => address !== undefined && address !== '')
}
