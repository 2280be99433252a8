/** Alertmanager's API v2: what all its paths have in common. Source: Alertmanager `api/v2/api.go`, go-openapi/runtime. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@tocsin/kit'
import type { RequestHandler } from 'express'
import { answer, answerProblem, refuseType, unreadableType } from './answers.ts'
import { allowOrigins } from './cors.ts'
import { createLimiter, type Limits } from './limits.ts'
import { type ApiRoute, apiTable, type TableOptions } from './table.ts'

export interface ApiV2Options extends TableOptions {
  readonly limits: Limits
  readonly log: Logger
}

const PREFIX = '/api/v2'
const SILENCE = '/silence/'

/** To be mounted at `/api/v2`. */
export function apiV2(options: ApiV2Options): RequestHandler {
  const table = apiTable(options)
  const mayGoOn = createLimiter(options.limits)

  return async (request, response) => {
    const [path = '', query = ''] = request.url.split(/\?(.*)/s)
    if (!mayGoOn(request, response)) return
    if (allowOrigins(request, response)) return
    response.setHeader('Cache-Control', 'no-store')
    const { route, id } = find(table, path.replace(/\/+$/, ''))
    if (!route) return answerProblem(response, { code: 404, message: `path ${PREFIX}${path} was not found` })
    const handler = route[request.method]
    if (!handler) return refuseMethod(request, response, route)
    const type = request.method === 'POST' ? unreadableType(request) : undefined
    if (type !== undefined) return refuseType(response, type)
    if (!acceptsJson(request.headers.accept)) {
      const message = 'unsupported media type requested, only [application/json] are available'
      return answerProblem(response, { code: 406, message })
    }
    try {
      await handler({ request, response, params: new URLSearchParams(query), id })
    } catch (error) {
      // A part of the answer is out: only a broken connection says that it is not whole.
      if (response.headersSent) throw error
      options.log.error({ err: error, path: request.path }, 'a request of the API failed; its client was told')
      answer(
        response,
        request.method === 'GET' ? 500 : 503,
        'the request failed, nothing was changed; the log says why',
      )
    }
  }
}

function find(
  table: Readonly<Record<string, ApiRoute>>,
  path: string,
): { readonly route: ApiRoute | undefined; readonly id: string } {
  if (path.startsWith(SILENCE) && !path.slice(SILENCE.length).includes('/')) {
    return { route: table[`${SILENCE}{silenceID}`], id: decoded(path.slice(SILENCE.length)) }
  }
  return { route: Object.hasOwn(table, path) && !path.includes('{') ? table[path] : undefined, id: '' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function refuseMethod({ method = '' }: IncomingMessage, response: ServerResponse, route: ApiRoute): void {
  const allowed = Object.keys(route).sort().join(',')
  response.setHeader('Allow', allowed)
  answerProblem(response, { code: 405, message: `method ${method} is not allowed, but [${allowed}] are` })
}

function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true
  return accept.split(',').some((range) => {
    const type = range.split(';')[0]?.trim().toLowerCase() ?? ''
    return type === '*/*' || type === 'application/*' || type === 'application/json'
  })
}
