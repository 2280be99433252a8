/** The control API: what runs, and start, stop, restart, signal. For people at this machine, healer, rollout and drills. */

import { createServer, type IncomingMessage, type Server } from 'node:http'
import { OperatorError } from '@tocsin/kit'
import { SIGNALS, type Signal } from './spec.ts'
import type { ProcessStatus, Supervisor } from './supervisor.ts'

const VERBS = ['start', 'stop', 'restart', 'signal'] as const
type Verb = (typeof VERBS)[number]

interface Answer {
  readonly status: number
  readonly body: unknown
}

/**
 * `GET /healthz`, `GET /processes`, `POST /processes/NAME/start|stop|restart`, `POST /processes/NAME/signal?signal=SIGHUP`.
 * 202 for what has begun; 400, 404, 405 and 409 say what is allowed. Not listening yet.
 */
export function createControlServer(supervisor: Supervisor): Server {
  return createServer((request, response) => {
    request.resume()
    const { status, body } = refusal(request) ?? answer(supervisor, request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`)
  })
}

/** A page in the user's browser can reach this port: none may use it, also not by a name that points to 127.0.0.1. */
function refusal({ headers }: IncomingMessage): Answer | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  if (headers.origin === undefined && ['127.0.0.1', 'localhost'].includes(host)) return undefined
  return {
    status: 403,
    body: { error: 'only for programs on this machine, at 127.0.0.1 or localhost, not for web pages' },
  }
}

function answer(supervisor: Supervisor, request: IncomingMessage): Answer {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (url.pathname === '/healthz' || url.pathname === '/processes') {
    if (request.method !== 'GET') return problem(405, `${url.pathname} allows GET`)
    return { status: 200, body: url.pathname === '/healthz' ? { status: 'ok' } : supervisor.processes().map(render) }
  }
  const [, root, name, verb, ...rest] = url.pathname.split('/').map(decode)
  if (root !== 'processes' || !name || !verb || rest.length > 0) {
    return problem(404, `there are GET /processes and POST /processes/NAME/${VERBS.join('|')}`)
  }
  if (!isVerb(verb)) return problem(404, `"${verb}" is nothing a process can do; allowed: ${VERBS.join(', ')}`)
  if (request.method !== 'POST') return problem(405, `/processes/${name}/${verb} allows POST`)
  const names = supervisor.processes().map((process) => process.name)
  if (!names.includes(name)) return problem(404, `there is no process "${name}"; there are: ${names.join(', ')}`)
  return perform(supervisor, name, verb, url.searchParams.get('signal'))
}

function perform(supervisor: Supervisor, name: string, verb: Verb, signal: string | null): Answer {
  try {
    if (verb === 'start') supervisor.startProcess(name)
    if (verb === 'stop') supervisor.stopProcess(name)
    if (verb === 'restart') supervisor.restartProcess(name)
    if (verb === 'signal') {
      if (!isSignal(signal)) {
        return problem(400, `?signal=${signal ?? ''} is no signal; allowed: ${SIGNALS.join(', ')}`)
      }
      supervisor.signalProcess(name, signal)
    }
  } catch (error) {
    if (error instanceof OperatorError) return problem(409, error.message)
    throw error
  }
  return {
    status: 202,
    body: supervisor
      .processes()
      .map(render)
      .find((process) => process.name === name),
  }
}

/** One entry of `GET /processes`. Times are RFC 3339; what does not apply is null. */
function render({ name, state, restarts, blockedBy, logPath }: ProcessStatus): Readonly<Record<string, unknown>> {
  const failure = 'failure' in state ? state.failure : undefined
  return {
    name,
    state: state.kind,
    pid: 'pid' in state ? state.pid : null,
    restarts,
    readySince: state.kind === 'ready' ? new Date(state.readySince).toISOString() : null,
    reason: failure?.reason ?? (blockedBy === undefined ? null : `waits for ${blockedBy}, which does not run`),
    log: logPath,
  }
}

function problem(status: number, error: string): Answer {
  return { status, body: { error } }
}

function isVerb(text: string): text is Verb {
  return VERBS.some((verb) => verb === text)
}

function isSignal(text: string | null): text is Signal {
  return SIGNALS.some((signal) => signal === text)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
