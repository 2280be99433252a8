/** `POST /api/v2/alerts` on bare node:http: the hot path that every Prometheus knocks at. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { type Logger, messageOf } from '@tocsin/kit'
import type { MatcherMode } from '@tocsin/rules'
import type { Intake } from './accept.ts'
import type { ReadBody } from './body.ts'
import { type ParsedBody, type ParseOptions, parseAlerts, unparsable } from './parse.ts'
import { shapeProblem } from './shape.ts'

/** Below it no structure is slow to parse. */
const LARGE_BODY_BYTES = 256 * 1024

import { answer, answerEmpty, answerProblem, refuseBody, refuseType, unreadableType } from './v2/answers.ts'
import { allowOrigins } from './v2/cors.ts'

const NOT_STORED = 'not all of the alerts could be stored: send them again; the log says why'

export interface PostAlertsOptions {
  readonly intake: Pick<Intake, 'accept'>
  readonly readBody: ReadBody
  readonly now: () => number
  readonly resolveTimeoutMs: () => number
  /** Which names labels may have. */
  readonly mode: MatcherMode
  readonly count: (result: 'firing' | 'resolved' | 'invalid', n: number) => void
  readonly log: Logger
}

export async function postAlerts(
  options: PostAlertsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (allowOrigins(request, response)) return
  response.setHeader('Cache-Control', 'no-store')
  const type = unreadableType(request)
  if (type !== undefined) return refuseType(response, type)
  const body = await options.readBody(request)
  if (body.kind === 'gone') return
  if (body.kind === 'refused') {
    options.count('invalid', 1)
    return refuseBody(request, response, body.status, body.message)
  }
  const parsed = await parse(body.bytes, {
    now: options.now(),
    resolveTimeoutMs: options.resolveTimeoutMs(),
    mode: options.mode,
  })
  if (parsed.kind === 'unreadable') {
    options.count('invalid', 1)
    return answerProblem(response, parsed.problem)
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
  answerEmpty(response, 200)
}

/** A large body is looked at, then parsed: each takes some of the time that others have to wait. */
async function parse(bytes: Buffer, options: ParseOptions): Promise<ParsedBody> {
  if (bytes.length > LARGE_BODY_BYTES) {
    const problem = shapeProblem(bytes)
    if (problem !== undefined) return unparsable(problem)
    await setImmediate()
  }
  return parseAlerts(bytes, options)
}
