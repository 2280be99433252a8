/** `POST /webhook/alertmanager` and `POST /webhook/grafana`: the router behind what somebody runs already. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Logger, messageOf, parseDuration } from '@tocsin/kit'
import type { Intake } from '../accept.ts'
import type { ReadBody } from '../body.ts'
import { parseWebhook, SENDERS, type Sender } from './payload.ts'

export interface WebhookHandlerOptions {
  readonly intake: Pick<Intake, 'accept'>
  readonly readBody: ReadBody
  readonly now: () => number
  /** Without `?expire_after=`; undefined: never. */
  readonly expiryMs: number | undefined
  readonly count: (result: 'firing' | 'resolved' | 'invalid', n: number) => void
  readonly truncated: (sender: Sender, n: number) => void
  readonly log: Logger
}

/** A bare node:http handler. 200 once every alert is on disk; the same payload again changes nothing. */
export function handleWebhooks(options: WebhookHandlerOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://router')
    const sender = SENDERS.find((name) => url.pathname === `/webhook/${name}`)
    if (!sender)
      return answer(request, response, 404, `there are ${SENDERS.map((name) => `/webhook/${name}`).join(', ')}`)
    // Grafana can be told to PUT.
    if (request.method !== 'POST' && request.method !== 'PUT') {
      response.setHeader('Allow', 'POST, PUT')
      return answer(request, response, 405, 'send alerts with POST')
    }
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (type !== 'application/json') return answer(request, response, 415, 'send JSON, as application/json')
    const expiry = readExpiry(url.searchParams.get('expire_after'), options.expiryMs)
    if (expiry === 'invalid') {
      return answer(request, response, 400, 'expire_after is no duration; write 12h, or 0 for never')
    }
    const body = await options.readBody(request)
    if (body.kind === 'gone') return
    if (body.kind === 'refused') {
      options.count('invalid', 1)
      return answer(request, response, body.status, body.message)
    }
    const parsed = parseWebhook(body.bytes, sender, { now: options.now(), expiryMs: expiry.ms })
    if (parsed.kind === 'unreadable') {
      options.count('invalid', 1)
      return answer(request, response, 400, parsed.message)
    }
    const { reports, refusals, truncated } = parsed
    try {
      await options.intake.accept(reports)
    } catch (error) {
      options.log.error({ reason: messageOf(error) }, 'alerts of a webhook could not be stored; their sender was told')
      return answer(request, response, 503, 'not all of the alerts could be stored: send them again; the log says why')
    }
    const resolved = reports.filter(({ ending }) => ending.kind === 'stated').length
    options.count('resolved', resolved)
    options.count('firing', reports.length - resolved)
    options.count('invalid', refusals.length)
    if (truncated > 0) {
      options.truncated(sender, truncated)
      options.log.warn({ sender, truncated }, 'a sender left alerts out: take the limit on alerts out of its webhook')
    }
    if (refusals.length > 0) return answer(request, response, 400, refusals.join('\n'))
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"accepted":${reports.length}}\n`)
  }
}

function readExpiry(text: string | null, fallback: number | undefined): { ms: number | undefined } | 'invalid' {
  if (text === null) return { ms: fallback }
  const ms = parseDuration(text)
  if (ms === undefined) return 'invalid'
  return { ms: ms === 0 ? undefined : ms }
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  // What is left of the body is not read, so the connection cannot carry another request.
  if (!request.complete) response.setHeader('Connection', 'close')
  if (status === 503) response.setHeader('Retry-After', '1')
  response
    .writeHead(status, { 'Content-Type': 'application/json' })
    .end(`${JSON.stringify({ code: status, message })}\n`)
  if (!request.complete) request.resume()
}
