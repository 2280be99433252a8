/** How many GETs run at once, and how long each request may take. Source: Alertmanager `api/api.go` limitHandler. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatDuration } from '@tocsin/kit'
import { answerPlain } from './answers.ts'

export interface Limits {
  /** GETs at once. */
  readonly getConcurrency: number
  /** 0: none. */
  readonly timeoutMs: number
}

export type Limiter = (request: IncomingMessage, response: ServerResponse) => boolean

/** What it gives says whether the request may go on; if not, it is answered. */
export function createLimiter({ getConcurrency, timeoutMs }: Limits): Limiter {
  let gets = 0
  return ({ method }, response) => {
    if (method === 'GET') {
      if (gets >= getConcurrency) {
        const text = `Limit of concurrent GET requests reached (${getConcurrency}), try again later.\n`
        answerPlain(response, 503, text)
        return false
      }
      gets++
      response.once('close', () => gets--)
    }
    if (timeoutMs > 0) {
      const timer = setTimeout(() => endLate(response, timeoutMs), timeoutMs)
      response.once('close', () => clearTimeout(timer))
    }
    return true
  }
}

/** Where a part of the answer is out already nothing else can be said: the client sees a broken connection, not a short list. */
function endLate(response: ServerResponse, timeoutMs: number): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(503).end(`Exceeded configured timeout of ${formatDuration(timeoutMs)}.\n`)
}
