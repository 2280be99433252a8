/** `POST /api/v2/alerts` on bare node:http: the hot path that every Prometheus knocks at. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Logger, messageOf } from '@tocsin/kit'
import type { Intake } from './accept.ts'
import type { ReadBody } from './body.ts'
import { parseAlerts } from './parse.ts'

const NOT_STORED = 'not all of the alerts could be stored: send them again; the log says why'

export interface PostAlertsOptions {
  readonly intake: Pick<Intake, 'accept'>
  readonly readBody: ReadBody
  readonly now: () => number
  readonly resolveTimeoutMs: () => number
  readonly count: (result: 'firing' | 'resolved' | 'invalid', n: number) => void
  readonly log: Logger
}

export async function postAlerts(
  options: PostAlertsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-store')
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'application/json'
  if (type !== 'application/json') {
    answer(response, 415, {
      code: 415,
      message: `unsupported media type "${type}", only [application/json] are allowed`,
    })
    return
  }
  const body = await options.readBody(request)
  if (body.kind === 'gone') return
  if (body.kind === 'refused') {
    options.count('invalid', 1)
    // What is left of the body is not read, so the connection cannot carry another request.
    if (!request.complete) response.setHeader('Connection', 'close')
    if (body.status === 503) response.setHeader('Retry-After', '1')
    answer(response, body.status, { code: body.status, message: body.message })
    if (!request.complete) request.resume()
    return
  }
  const parsed = parseAlerts(body.bytes, { now: options.now(), resolveTimeoutMs: options.resolveTimeoutMs() })
  if (parsed.kind === 'unreadable') {
    options.count('invalid', 1)
    answer(response, parsed.error.status, parsed.error.body)
    return
  }
  const { reports, refusals } = parsed
  try {
    await options.intake.accept(reports)
  } catch (error) {
    options.log.error({ reason: messageOf(error) }, 'alerts could not be stored; their sender was told')
    answer(response, 503, NOT_STORED)
    return
  }
  const resolved = reports.filter((report) => report.ending.kind === 'stated').length
  options.count('resolved', resolved)
  options.count('firing', reports.length - resolved)
  if (refusals.length > 0) {
    options.count('invalid', refusals.length)
    answer(response, 400, refusals.join('\n'))
    return
  }
  response.writeHead(200).end()
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
}
