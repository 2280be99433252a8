import { createServer, type Server } from 'node:http'
import { closeServer, createLogger, createStops, type Logger, listen, messageOf } from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import { cachedCatalogue, uncachedCatalogue } from './cache/catalogue.ts'
import type { Config } from './config.ts'
import { createPool, databaseOf, prepareDatabase } from './database.ts'
import { createFaults } from './faults/faults.ts'
import { createFaultsApi } from './faults/routes.ts'
import { startStalledDatabase } from './faults/stalled.ts'
import { createShopMetrics } from './metrics.ts'
import { removeOldOrders } from './orders/orders.ts'
import { createShopApi } from './orders/routes.ts'

export interface ShopOptions {
  readonly config: Config
  readonly logger?: Logger
  /** In [0, 1), as Math.random; decides which requests a fault hits. */
  readonly random?: () => number
  /** How long the first connection is tried again. */
  readonly databaseDeadlineMs?: number
}

export interface ShopApp extends App {
  /** Of the faults API, known after `start`. */
  readonly faultsAddress: string
}

/** Requests under way get this long at a stop; the pools need up to 1 s more. */
const STOP_GRACE_MS = 3000
const CLEANING_INTERVAL_MS = 60_000

/** Wires the shop. `start` waits for the database, never for the cache, then listens. */
export function createApp(options: ShopOptions): ShopApp {
  const { config, logger = createLogger('shop') } = options
  const stops = createStops()
  const stopping = new AbortController()
  let address = ''
  let faultsAddress = ''
  const start = async (): Promise<void> => {
    const pool = createPool({ connectionString: config.databaseUrl, max: config.poolMax }, logger)
    stops.add('pool', () => pool.end())
    await prepareDatabase(pool, {
      deadlineMs: options.databaseDeadlineMs ?? 30_000,
      logger,
      signal: stopping.signal,
    })
    const real = databaseOf(pool)
    const stalled = await startStalledDatabase(logger)
    stops.add('stalled database', () => stalled.stop())
    const faults = createFaults({ pool, real, stalled, random: options.random ?? Math.random })

    const cleaning = setInterval(() => {
      removeOldOrders(real).catch((error: unknown) => {
        logger.warn({ reason: messageOf(error) }, 'old orders were not removed')
      })
    }, CLEANING_INTERVAL_MS)
    stops.add('cleaning', () => clearInterval(cleaning))

    const metrics = createShopMetrics(pool, config.poolMax)
    const catalogue = config.cache
      ? cachedCatalogue(config.cache, { registry: metrics.registry, logger, stops })
      : uncachedCatalogue
    const server = createServer(createShopApi({ faults, catalogue, metrics, logger }))
    stops.add('server', () => finishRequests(server))
    // Before the server's stop: sleeping requests wake up, and held clients go back, so that the rest can finish.
    stops.add('faults', () => faults.clearAll())
    const faultsServer = createServer(createFaultsApi(faults, config.poolMax))
    stops.add('faults server', () => closeServer(faultsServer, 500))
    address = await listen(server, config.listen)
    faultsAddress = await listen(faultsServer, config.faultsListen)
    logger.info({ address, faultsAddress }, 'the shop is open')
  }
  return {
    async start() {
      try {
        await start()
      } catch (error) {
        await stops.run().catch(() => undefined)
        throw error
      }
    },
    async stop() {
      stopping.abort()
      await stops.run()
    },
    get address() {
      return address
    },
    get faultsAddress() {
      return faultsAddress
    },
  }
}

/** A kept-alive connection whose request ends after the close stays open by itself, so the idle ones are ended again and again. */
async function finishRequests(server: Server): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  await closeServer(server, STOP_GRACE_MS)
  clearInterval(sweep)
}
