import type { ErrorRequestHandler } from 'express'
import type { Logger } from './logger.ts'

/**
 * The last handler of a server without error codes of its own, in place of express's, which answers with the stack: a JSON body;
 * the reason is in the log, never in the answer. What the caller did wrong (an address that cannot be decoded) is no failure.
 */
export function answerFailures(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const status = callersFault(error)
    if (status !== undefined) {
      response.status(status).json({ error: 'INVALID_REQUEST', message: 'the request cannot be read' })
      return
    }
    log.error({ err: error, path: request.path }, 'request failed')
    if (isUnavailable(error)) {
      response.status(503).json({ error: 'UNAVAILABLE', message: 'not possible for now; the log says why' })
      return
    }
    response.status(500).json({ error: 'INTERNAL', message: 'the request failed; the log says why' })
  }
}

/** express and its parts mark their refusals with `status`. */
function callersFault(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined
  return error.status >= 400 && error.status < 500 ? error.status : undefined
}

/** What may go well later, and is nobody's mistake: a full disk, say. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 503
}
