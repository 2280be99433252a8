/** `POST /api/v2/alerts` on bare node:http: the hot path that every Prometheus knocks at. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Logger, messageOf } from '@tocsin/kit'
import type { Intake } from './accept.ts'
import { parseAlerts } from './parse.ts'

/** Far above any real batch (Prometheus sends 256 alerts at most); keeps one client from filling the memory. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024

const NOT_STORED =
  'the alerts could not be stored, and none of them counts as received: send them again; the log says why'

export interface PostAlertsOptions {
  readonly intake: Intake
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
  const body = await readBody(request).catch(() => null)
  // The client went away while sending: nobody is there to answer.
  if (body === null) return
  if (body === undefined) {
    response.setHeader('Connection', 'close')
    answer(response, 413, { code: 413, message: `the body is larger than ${BODY_LIMIT_BYTES} bytes` })
    return
  }
  const parsed = parseAlerts(body, { now: options.now(), resolveTimeoutMs: options.resolveTimeoutMs() })
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

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed when we stop reading: the refusal has to reach the client first.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > BODY_LIMIT_BYTES) return undefined
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}
