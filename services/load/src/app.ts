import { createServer } from 'node:http'
import {
  answerFailures,
  closeServer,
  createLogger,
  createStops,
  type Logger,
  listen,
  metricsHandler,
} from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import express from 'express'
import type { Config } from './config.ts'
import { createGenerator } from './generator.ts'
import { createLoadMetrics } from './metrics.ts'
import { createTarget } from './target.ts'

export interface LoadOptions {
  readonly config: Config
  readonly logger?: Logger
  readonly random?: () => number
  readonly inFlightMax?: number
  readonly timeoutMs?: number
}

/** Wires the load generator. `start` does not wait for the target. */
export function createApp(options: LoadOptions): App {
  const { config, logger = createLogger('load'), inFlightMax = 1000 } = options
  const stops = createStops()
  let address = ''
  return {
    async start() {
      const target = createTarget(config.target, {
        connections: inFlightMax,
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      })
      const metrics = createLoadMetrics(() => generator.inFlight(), config.rate)
      const generator = createGenerator({
        target,
        rate: config.rate,
        metrics,
        logger,
        random: options.random ?? Math.random,
        inFlightMax,
      })
      const api = express()
      api.disable('x-powered-by')
      api.get('/healthz', (_request, response) => {
        response.json({ status: 'ok' })
      })
      api.get('/metrics', metricsHandler(metrics.registry))
      api.use((request, response) => {
        response.status(404).json({
          error: 'NOT_FOUND',
          message: `nothing at ${request.path}; there is GET /healthz, GET /metrics`,
        })
      })
      api.use(answerFailures(logger))
      const server = createServer(api)
      address = await listen(server, config.listen)
      stops.add('server', () => closeServer(server, 1000))
      generator.start()
      stops.add('generator', () => generator.stop())
    },
    stop: () => stops.run(),
    get address() {
      return address
    },
  }
}
