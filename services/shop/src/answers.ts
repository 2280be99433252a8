import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ERROR_STATUS, errorBodyOf, RequestError } from './errors.ts'

/** The last handler of a server: every error becomes a JSON body with a code of the closed set. */
export function answerErrors(): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const body = errorBodyOf(error)
    response.status(ERROR_STATUS[body.error]).json(body)
  }
}

/** For a path that no route has. */
export function notFound(allowed: string): RequestHandler {
  return (request) => {
    throw new RequestError('NOT_FOUND', `nothing at ${request.path}; there is ${allowed}`)
  }
}

/** For a path that has other methods. `allowed` as the Allow header writes it. */
export function methodNotAllowed(allowed: string): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed)
    throw new RequestError(
      'METHOD_NOT_ALLOWED',
      `${request.method} is not possible at ${request.path}; allowed: ${allowed}`,
    )
  }
}
