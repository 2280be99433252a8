/** What every request passes before a room of the router sees it: headers, rate limit, route prefix, guard. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { nameCaller } from './callers.ts'
import type { Guard, Judgement } from './guard.ts'
import { placeOf } from './prefix.ts'
import type { WebConfig } from './web-config.ts'

export interface EntryOptions {
  readonly config: () => WebConfig
  readonly guard: Guard
  readonly routePrefix: string
  readonly now: () => number
  /** Sees URLs without the prefix. */
  readonly handler: RequestListener
}

export function createEntry({ config, guard, routePrefix, now, handler }: EntryOptions): RequestListener {
  const admitsOneMore = createLimiter()
  return (request, response) => {
    const { headers, rateLimit } = config()
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (rateLimit && !admitsOneMore(rateLimit, now())) {
      answer(request, response, 429, 'the rate limit of the web configuration is reached', { 'Retry-After': '1' })
      return
    }
    const place = placeOf(request.url ?? '/', routePrefix)
    const inside = place.kind === 'inside' ? place.url : '/'
    const go = (judgement: Judgement): void => {
      if (judgement.kind === 'refused') {
        answer(request, response, judgement.status, judgement.message, judgement.headers)
      } else if (place.kind === 'moved') {
        response.writeHead(302, { Location: place.to }).end()
      } else if (place.kind === 'outside') {
        answer(request, response, 404, `there is nothing here; everything lies below ${routePrefix}/`)
      } else {
        request.url = inside
        if (judgement.caller) nameCaller(request, judgement.caller)
        handler(request, response)
      }
    }
    const judged = guard({
      method: request.method ?? 'GET',
      path: inside.split('?')[0] ?? '/',
      address: request.socket.remoteAddress ?? '',
      headers: request.headers,
    })
    if (!(judged instanceof Promise)) {
      go(judged)
      return
    }
    judged.then(go).catch(() => {
      if (!response.headersSent) answer(request, response, 500, 'the password could not be checked')
    })
  }
}

/** The form of Alertmanager's own refusals, which its clients print. */
function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string | string[]>> = {},
): void {
  // What is left of the body is not read, so the connection cannot carry another request.
  if (!request.complete && request.method !== 'GET' && request.method !== 'HEAD')
    response.setHeader('Connection', 'close')
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers })
    .end(`${JSON.stringify({ code: status, message })}\n`)
  if (!request.complete) request.resume()
}

/** A bucket of `burst`, one more each `intervalMs`: kept as the time at which it would be full again. */
function createLimiter() {
  let fullAt = 0
  return ({ intervalMs, burst }: NonNullable<WebConfig['rateLimit']>, now: number): boolean => {
    const next = Math.max(fullAt, now) + intervalMs
    if (next - now > burst * intervalMs) return false
    fullAt = next
    return true
  }
}
