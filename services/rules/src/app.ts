/** Wiring only: the folder is watched, rendered, and its readers are told. */
import { mkdirSync, realpathSync } from 'node:fs'
import { createServer } from 'node:http'
import {
  answerFailures,
  closeServer,
  createStops,
  type Env,
  type Logger,
  listen,
  messageOf,
  metricsHandler,
  OperatorError,
} from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import express from 'express'
import { type Config, checkFolders } from './config.ts'
import { initialState, TARGETS, type Target } from './converge/state.ts'
import { startLoop } from './loop.ts'
import { attempt } from './render/attempt.ts'
import { createCopies } from './render/copies.ts'
import { createMetrics } from './report/metrics.ts'
import { createPublisher } from './report/publish.ts'
import { createTidy } from './report/tidy.ts'
import { viewOf } from './report/view.ts'
import { createLook } from './watch/look.ts'

const STOP_GRACE_MS = 1_000

export interface RulesOptions {
  readonly config: Config
  /** For `${ENV}` in router.yml. */
  readonly env: Env
  readonly log: Logger
}

export function createApp({ config, env, log }: RulesOptions): App {
  const { from, to } = config
  const now = Date.now
  const stops = createStops()
  let address = ''
  return {
    get address() {
      return address
    },
    async start() {
      prepareFolders(config)
      const urls: Record<Target, string | undefined> = { router: config.routerUrl, prometheus: config.prometheusUrl }
      const look = createLook(from, now)
      const copies = createCopies(to)
      const metrics = createMetrics()
      const onDisk = await copies.onDisk()
      const publisher = await createPublisher({ to, log, metrics, now, tidy: createTidy({ from, env }) }, onDisk)
      const writtenAt = await copies.writtenAt()
      metrics.told({ refused: false, problems: 0, inForceSince: writtenAt })
      let ready = writtenAt !== undefined
      log.info({ from, to, profile: config.profile, targets: urls }, startMessage(ready))
      let noted = ''
      const onNote = (note: string): void => {
        if (note !== noted) log.warn({ note }, 'promtool does not take part')
        noted = note
      }
      const initial = initialState({
        ...{ onDisk, accepted: await copies.accepted(), now: now() },
        targets: TARGETS.filter((target) => urls[target] !== undefined),
      })
      const { profile, externalUrl, grafanaUrl, promtool } = config
      const attemptOptions = { from, to, profile, externalUrl, grafanaUrl, env, promtool, look, copies, onNote }
      const loop = startLoop({
        ...{ initial, from, urls, routerToken: config.routerToken, look, copies, publisher, metrics, log, now },
        async attempt(wanted, signal) {
          const outcome = await attempt(attemptOptions, wanted, signal)
          ready ||= outcome.kind === 'in-force'
          return outcome
        },
      })
      stops.add('loop', () => loop.stop())

      const api = express()
      api.disable('x-powered-by')
      api.get('/healthz', (_request, response) => {
        if (ready) response.json({ status: 'ok' })
        else
          response
            .status(503)
            .json({ error: 'NOTHING_IN_FORCE', message: 'no rules have passed the check yet; see /status' })
      })
      api.get('/status', (_request, response) => {
        response.json({ ...publisher.status(), targets: viewOf(loop.state()), from, to, profile: config.profile })
      })
      api.get('/metrics', metricsHandler(metrics.registry))
      api.use((request, response) => {
        response.status(404).json({
          error: 'NOT_FOUND',
          message: `nothing at ${request.path}; there is GET /status, GET /healthz, GET /metrics`,
        })
      })
      api.use(answerFailures(log))
      const server = createServer(api)
      address = await listen(server, config.listen)
      stops.add('http', () => closeServer(server, STOP_GRACE_MS))
    },
    stop: () => stops.run(),
  }
}

function startMessage(ready: boolean): string {
  return ready
    ? 'the last good copy is in force until the folder has been checked'
    : 'nothing is in force until the folder has passed its first check'
}

function prepareFolders({ from, to }: Config): void {
  try {
    mkdirSync(to, { recursive: true })
  } catch (error) {
    throw new OperatorError(`TOCSIN_RULES_TO cannot be made: ${messageOf(error)}`)
  }
  const real = (path: string): string => {
    try {
      return realpathSync(path)
    } catch {
      return path
    }
  }
  checkFolders({ from: real(from), to: real(to) })
}
