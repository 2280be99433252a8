/** What the shop answers when it cannot do what was asked: a closed set of codes, one HTTP status each. */

import { codeOf, messageOf } from '@tocsin/kit'
import type { z } from 'zod'

export const ERROR_STATUS = {
  INVALID_REQUEST: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ORDER_ALREADY_PAID: 409,
  BODY_TOO_LARGE: 413,
  INTERNAL: 500,
  DATABASE_UNAVAILABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** An answer, not a fault of the shop: nothing of it is logged as an error. */
export class RequestError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export interface ErrorBody {
  readonly error: ErrorCode
  readonly message: string
}

/** The answer to anything thrown while a request was handled. Messages of unexpected errors stay in the log. */
export function errorBodyOf(error: unknown): ErrorBody {
  if (error instanceof RequestError) return { error: error.code, message: error.message }
  const type = bodyParserType(error)
  if (type === 'entity.too.large') return { error: 'BODY_TOO_LARGE', message: 'the body may have up to 100 kB' }
  if (type) return { error: 'INVALID_REQUEST', message: 'the body is not valid JSON; send a JSON object' }
  if (isDatabaseUnavailable(error)) {
    return { error: 'DATABASE_UNAVAILABLE', message: 'the database did not answer in time; try again' }
  }
  return { error: 'INTERNAL', message: 'something went wrong in the shop; its log has the details' }
}

/** Parses with a schema; throws RequestError INVALID_REQUEST that names every wrong field and what is allowed. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const problems = result.error.issues.map(
    (issue) => `${[what, ...issue.path.map(String)].join('.')}: ${issue.message}`,
  )
  throw new RequestError('INVALID_REQUEST', problems.join('; '))
}

/** body-parser marks its errors with `type`, e.g. `entity.parse.failed`. */
function bodyParserType(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('type' in error) || !('status' in error)) return undefined
  return typeof error.type === 'string' && error.status !== 500 ? error.type : undefined
}

const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'])

/** SQLSTATE classes: 08 connection, 53 resources (too many clients), 57 operator intervention (shutdown, time-out). */
const SQLSTATE_UNAVAILABLE = /^(08|53|57)[0-9A-Z]{3}$/

/** pg's own words, which carry no code. Source: pg-pool index.js and pg lib/client.js. */
const PG_WORDS = /timeout exceeded when trying to connect|connection terminated|timeout expired|query read timeout/i

/** Whether the database could not be reached or did not answer, as opposed to refusing a statement. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined && (NETWORK_CODES.has(code) || SQLSTATE_UNAVAILABLE.test(code))) return true
  return PG_WORDS.test(messageOf(error))
}
