/**
 * The forms in which Alertmanager's API answers: JSON of its handlers with a line break at the end, problems of binding and
 * validation as code and message without one, and statuses without a body. Source: `api/v2/api.go`, go-openapi/errors.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What a handler says: a value, or what is wrong as a bare text. */
export function answer(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', `${JSON.stringify(value)}\n`)
}

/** What could not be bound or is not valid; the codes of validation, from 600 upward, go out as 422. */
export interface BindProblem {
  readonly code: number
  readonly message: string
}

export function answerProblem(response: ServerResponse, { code, message }: BindProblem): void {
  const status = code >= 600 ? 422 : code
  send(response, status, 'application/json', JSON.stringify({ code, message }))
}

/** A body that was not read to its end: the connection cannot carry another request. */
export function refuseBody(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  const { complete } = request
  if (!complete) response.setHeader('Connection', 'close')
  if (status === 503) response.setHeader('Retry-After', '1')
  answerProblem(response, { code: status, message })
  if (!complete) request.resume()
}

/** The media type of a body that is no JSON; undefined where it is. */
export function unreadableType({ headers }: IncomingMessage): string | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream'
  return type === 'application/json' ? undefined : type
}

export function refuseType(response: ServerResponse, type: string): void {
  answerProblem(response, {
    code: 415,
    message: `unsupported media type ${JSON.stringify(type)}, only [application/json] are allowed`,
  })
}

/** Go's `http.Error`. */
export function answerPlain(response: ServerResponse, status: number, text: string): void {
  if (!response.headersSent) response.setHeader('X-Content-Type-Options', 'nosniff')
  send(response, status, 'text/plain; charset=utf-8', `${text}\n`)
}

/** Without a type, as nothing is said. */
export function answerEmpty(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, { 'Content-Length': 0 }).end()
}

/** One that took too long is answered already. */
function send(response: ServerResponse, status: number, type: string, text: string): void {
  if (response.headersSent) return
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text)
}
