import type { Logger } from '@tocsin/kit'
import { type ErrorRequestHandler, type Request, type RequestHandler, type Response, text } from 'express'
import type { Behaviour } from '../behaviour/behaviour.ts'
import type { Behaviours } from '../behaviour/routes.ts'
import { bodyError, ERROR_STATUS } from '../errors.ts'
import type { Inbox } from '../inbox/inbox.ts'
import type { About, ChannelName } from '../model.ts'
import type { Held } from './held.ts'

/** A body as it came: JSON, or what the parser said and the text. */
export type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string; readonly text: string }

export interface Call {
  readonly request: Request
  readonly body: Body
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What an endpoint makes of a call. `accept` does it, and may know more about it afterwards; it is called at most once. */
export interface Judged {
  readonly about: About
  readonly verdict:
    | { readonly kind: 'refuse'; readonly reason: string; readonly answer: Answer }
    | { readonly kind: 'accept'; accept(): { readonly answer: Answer; readonly about?: Partial<About> } }
  /** Where the body, not the header, carries the idempotency key. */
  readonly idempotencyKey?: string
}

export interface Endpoint {
  readonly channel: ChannelName
  judge(call: Call): Judged
  /** The answer of mode `errcode`: a refusal inside a body, with HTTP 200. */
  errcodeAnswer(behaviour: Extract<Behaviour, { mode: 'errcode' }>): Answer
}

export interface Receiver {
  readonly now: () => number
  readonly inbox: Inbox
  readonly behaviours: Behaviours
  readonly held: Held
  readonly logger: Logger
}

/** The handlers of one POST endpoint: read the body, meet the behaviour, judge, record, and answer or keep silent. */
export function receive(receiver: Receiver, endpoint: Endpoint): (RequestHandler | ErrorRequestHandler)[] {
  const { channel } = endpoint
  const unreadable: ErrorRequestHandler = (error: unknown, request, _response, next) => {
    const known = bodyError(error)
    if (known) {
      const about = { title: '', text: '', target: '' }
      const reason = `HTTP ${ERROR_STATUS[known.code]}: ${known.message}`
      const idempotencyKey = request.get('idempotency-key') ?? null
      receiver.inbox.record({
        channel,
        about,
        status: 'refused',
        reason,
        answered: true,
        raw: null,
        bytes: 0,
        idempotencyKey,
      })
    }
    next(known ?? error)
  }
  const readable: RequestHandler = (request, response) => {
    handle(receiver, endpoint, request, response)
  }
  return [text({ type: () => true, limit: '256kb' }), unreadable, readable]
}

function handle(receiver: Receiver, endpoint: Endpoint, request: Request, response: Response): void {
  const sent = typeof request.body === 'string' ? request.body : ''
  const body = parseBody(sent)
  const judged = endpoint.judge({ request, body, now: receiver.now() })
  const decided = decide(receiver.behaviours.take(endpoint.channel), endpoint, judged)
  const message = receiver.inbox.record({
    channel: endpoint.channel,
    about: { ...judged.about, ...decided.about },
    status: decided.status,
    reason: decided.reason,
    answered: decided.answer !== null,
    raw: body.ok ? body.value : body.text,
    bytes: Buffer.byteLength(sent),
    idempotencyKey: request.get('idempotency-key') ?? judged.idempotencyKey ?? null,
  })
  // No text and no number in the log: what is said to people is the inbox's.
  const { id, channel, status, answered, duplicate } = message
  receiver.logger.info({ id, channel, status, answered, duplicate }, 'call received')
  if (decided.answer === null) {
    receiver.held.hold(response)
    return
  }
  if (decided.retryAfterS !== undefined) response.set('Retry-After', String(decided.retryAfterS))
  response.status(decided.answer.status).json(decided.answer.body)
}

interface Decided {
  readonly status: 'accepted' | 'refused' | 'unanswered'
  readonly reason: string | null
  /** Null: never answered. */
  readonly answer: Answer | null
  readonly about?: Partial<About>
  readonly retryAfterS?: number
}

function decide(behaviour: Behaviour, endpoint: Endpoint, judged: Judged): Decided {
  switch (behaviour.mode) {
    case '500':
      return refused('HTTP 500', { status: 500, body: { error: 'INTERNAL', message: 'behaviour of the sandbox: 500' } })
    case '429':
      return {
        ...refused('HTTP 429', {
          status: 429,
          body: { error: 'TOO_MANY_REQUESTS', message: 'behaviour of the sandbox: 429' },
        }),
        retryAfterS: behaviour.retryAfterS,
      }
    case 'errcode':
      return refused(
        'errcode' in behaviour ? `errcode ${behaviour.errcode}` : `code ${behaviour.code}`,
        endpoint.errcodeAnswer(behaviour),
      )
    case 'silent-before-accept':
      return { status: 'unanswered', reason: 'never answered, not accepted', answer: null }
    case 'ok':
    case 'accept-then-silent': {
      // What is wrong with a message is told in any case: only a good one can be accepted in silence.
      if (judged.verdict.kind === 'refuse') return refused(judged.verdict.reason, judged.verdict.answer)
      const { answer, about } = judged.verdict.accept()
      const silent = behaviour.mode === 'accept-then-silent'
      return { status: 'accepted', reason: null, answer: silent ? null : answer, ...(about ? { about } : {}) }
    }
  }
}

function refused(reason: string, answer: Answer): Decided {
  return { status: 'refused', reason, answer }
}

function parseBody(sent: string): Body {
  try {
    const value: unknown = JSON.parse(sent)
    return { ok: true, value }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : 'no JSON', text: sent }
  }
}
