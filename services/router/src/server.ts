/**
 * Which path goes to which handler. The hot paths are answered on bare `node:http`, before the pages. URLs come
 * without the route prefix, of callers who may.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { answerFailures, type Logger } from '@tocsin/kit'
import express, { type RequestHandler } from 'express'

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export interface ServerOptions {
  /** `POST /api/v2/alerts`. */
  readonly alerts: Handler
  /** `/v1/logs`. */
  readonly logs: Handler
  /** `/webhook/…`. */
  readonly webhooks: Handler
  /** `/callback/…`. */
  readonly callbacks: Handler
  /** Everything else, in this order. */
  readonly pages: readonly { readonly path: string; readonly handler: RequestHandler }[]
  readonly log: Logger
}

export function createHandler({ alerts, logs, webhooks, callbacks, pages, log }: ServerOptions): RequestListener {
  const app = express()
  app.disable('x-powered-by')
  for (const { path, handler } of pages) app.use(path, handler)
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('404 page not found\n')
  })
  app.use(answerFailures(log))

  const failed = (response: ServerResponse) => (error: unknown) => {
    log.error({ err: error }, 'request failed')
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
  return (request, response) => {
    const path = request.url?.split('?')[0]
    if (request.method === 'POST' && path === '/api/v2/alerts') alerts(request, response).catch(failed(response))
    else if (path === '/v1/logs') logs(request, response).catch(failed(response))
    else if (path?.startsWith('/webhook/')) webhooks(request, response).catch(failed(response))
    else if (path?.startsWith('/callback/')) callbacks(request, response).catch(failed(response))
    else app(request, response)
  }
}
