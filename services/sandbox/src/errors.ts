import type { ErrorRequestHandler, RequestHandler } from 'express'

export const ERROR_STATUS = {
  INVALID_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  INVALID_FIELDS: 422,
  INTERNAL: 500,
  CALLBACK_FAILED: 502,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** An answer, not a fault of the sandbox. */
export class RequestError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Every error becomes `{"error": "CODE", "message": "what is wrong and what is allowed"}`. */
export function answerErrors(onUnexpected: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const known = error instanceof RequestError ? error : bodyError(error)
    if (!known) onUnexpected(error)
    const { code, message } = known ?? new RequestError('INTERNAL', 'a fault of the sandbox; its log has the details')
    response.status(ERROR_STATUS[code]).json({ error: code, message })
  }
}

/** What is wrong with a body that could not be read; undefined for any other error. body-parser marks its own with `type`. */
export function bodyError(error: unknown): RequestError | undefined {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return undefined
  if (error.type === 'entity.too.large') return new RequestError('BODY_TOO_LARGE', 'the body may have up to 256 kB')
  if (error.type === 'entity.parse.failed') {
    return new RequestError('INVALID_REQUEST', 'the body is not valid JSON; send a JSON object')
  }
  return new RequestError('INVALID_REQUEST', `the body could not be read: ${error.message}`)
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
