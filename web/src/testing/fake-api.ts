import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answers, badNight, refusedRules } from './fixtures.ts'

/** The night began when the server did, so that ages grow as they would. */
const began = Date.now()

const isResource = (name: string): name is keyof Answers =>
  ['overview', 'groups', 'deliveries', 'tickets'].includes(name)

/** Answers `/console/api/*` with made-up data, for `vite --mode fake`. */
export function answerFakeApi(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const match = /^\/console\/api\/(\w+)$/.exec(request.url ?? '')
  const name = match?.[1]
  if (name === undefined || !isResource(name)) {
    next()
    return
  }
  const answers = badNight(began)
  const body =
    name === 'overview' ? { ...answers.overview, now: Date.now(), rules: refusedRules(began) } : answers[name]
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
}
