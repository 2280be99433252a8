/** Wiring only: which room is handed to which, what starts first, what stops last. */
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { dirname, join, resolve } from 'node:path'
import {
  answerFailures,
  closeServer,
  createStops,
  type Env,
  isLoopback,
  type Logger,
  listen,
  messageOf,
  metricsHandler,
  startScheduler,
} from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import express from 'express'
import { loadLiveConfig, type Settings } from './config.ts'
import { consolePages } from './console/console.ts'
import { createRulesStatus } from './console/rules-status.ts'
import { createIntake } from './intake/accept.ts'
import { alertmanagerApi } from './intake/api.ts'
import { postAlerts } from './intake/post-alerts.ts'
import { startLogEngine } from './logs/engine-thread.ts'
import { handleLogs } from './logs/intake.ts'
import { reportOf } from './logs/report.ts'
import { createDeliverer } from './loop/deliver.ts'
import type { LiveConfig } from './loop/live-config.ts'
import { tick } from './loop/tick.ts'
import { createMetrics, type Target } from './metrics.ts'
import { startClockWatch, watchClock } from './model/clock.ts'
import { openRouterStore } from './store/sqlite.ts'

const VERSION = '0.1.0'
const RETRY_LOOP_MS = 1_000
const PRUNE_EVERY_MS = 600_000
/** Time for open answers at a stop; the whole stop has to fit into 10 s. */
const STOP_GRACE_MS = 1_000
const STOP_CALLS_MS = 6_000

export interface RouterApp extends App {
  /** Reads the files again. Rejects with every problem, and keeps what was in force. */
  reload(): Promise<void>
}

export interface RouterOptions {
  readonly settings: Settings
  readonly env: Env
  readonly log: Logger
  /** The store cannot write any more: the process has to end and recover from the file. */
  readonly onFatal: (error: Error) => void
  /** Where the built console lies. */
  readonly pagesDir: string
}

export async function createApp(options: RouterOptions): Promise<RouterApp> {
  const { settings, env, log } = options
  const now = Date.now
  // Everything an operator can get wrong is read before anything is opened.
  let live = loadLiveConfig(settings, env)
  mkdirSync(settings.storagePath, { recursive: true })
  const store = await openRouterStore({ file: join(settings.storagePath, 'router.db'), onFatal: options.onFatal })
  const stops = createStops()
  stops.add('store', () => store.close())

  const startedAt = now()
  const readClocks = () => ({ wallMs: now(), monotonicMs: performance.now() })
  let clock = startClockWatch(readClocks(), settings.resendPeriodMs)
  const heldUntil = (): number => clock.expiriesHeldUntil
  let address = ''
  const externalUrl = (): string => settings.externalUrl ?? `http://${address}`
  const publicUrl = (url: string) => ({ url, loopback: isLoopback(url) })
  const { grafanaUrl } = settings

  let wake = (): void => {}
  const intake = createIntake({ store, known: await store.loadTimes(), now, wake: () => wake() })
  /** The alerts of log records are on disk before their sender hears a 200. */
  let logAlertsStored: Promise<void> = Promise.resolve()

  const engine = startLogEngine({
    rules: live.logRules,
    onAlerts: (alerts) => {
      logAlertsStored = intake.accept(alerts.map((alert) => reportOf(alert, now())))
      logAlertsStored.catch((error: unknown) => log.error({ err: error }, 'log alerts could not be stored'))
    },
    onCrash: (error) => log.error({ err: error }, 'the log engine ended; starting it again'),
    grafanaUrl,
  })
  stops.add('log engine', () => engine.stop())

  const metrics = createMetrics({
    counts: () => store.counts(now(), heldUntil()),
    queuedLogBytes: () => engine.stats.queuedBytes,
    now,
  })

  async function reload(): Promise<void> {
    try {
      const next = loadLiveConfig(settings, env)
      await store.rerouteAll(next.routes, now())
      live = next
      metrics.configured(targetsOf(live))
      engine.reload(next.logRules)
      metrics.reloaded(true)
      log.info({ file: settings.configFile }, 'configuration loaded')
      wake()
    } catch (error) {
      metrics.reloaded(false)
      log.error({ problems: messageOf(error) }, 'configuration refused; the one in force stays')
      throw error
    }
  }

  const pages = express()
  pages.disable('x-powered-by')
  pages.get('/metrics', metricsHandler(metrics.registry))
  pages.use(
    alertmanagerApi({
      firing: () => store.firingAlerts(now(), heldUntil()),
      live: () => live,
      reload,
      startedAt,
      version: VERSION,
    }),
  )
  pages.use(
    consolePages({
      store,
      now,
      heldUntil,
      startedAt,
      version: VERSION,
      externalUrl: () => publicUrl(externalUrl()),
      grafanaUrl: grafanaUrl === undefined ? undefined : publicUrl(grafanaUrl),
      pagesDir: options.pagesDir,
      runbooksDir: join(resolve(dirname(settings.configFile)), 'runbooks'),
      rulesStatus: createRulesStatus(settings.configFile),
    }),
  )
  pages.use(answerFailures(log))

  const posted = {
    intake,
    now,
    resolveTimeoutMs: () => live.router.resolveTimeoutMs,
    count: metrics.received,
    log,
  }
  const failed = (response: ServerResponse) => (error: unknown) => {
    log.error({ err: error }, 'request failed')
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
  const logs = handleLogs(
    {
      async ingest(body, encoding) {
        const result = await engine.ingest(body, encoding)
        await logAlertsStored
        metrics.logRecords(result.accepted, result.rejected)
        return result
      },
    },
    { onRefused: metrics.logRequestRefused },
  )
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?')[0]
    if (request.method === 'POST' && path === '/api/v2/alerts')
      postAlerts(posted, request, response).catch(failed(response))
    else if (path === '/v1/logs') logs(request, response).catch(failed(response))
    else pages(request, response)
  })

  return {
    get address() {
      return address
    },
    reload,
    async start() {
      const unfinished = await store.recover(now())
      if (unfinished > 0) log.warn({ unfinished }, 'calls without a recorded answer are made again, with the same key')
      // Routes may have changed while the router was down.
      await store.rerouteAll(live.routes, now())
      metrics.configured(targetsOf(live))
      metrics.reloaded(true)
      address = await listen(server, settings.listen)
      stops.add('http', () => closeServer(server, STOP_GRACE_MS))
      const here = [
        { flag: '--web.external-url', url: externalUrl() },
        ...(grafanaUrl === undefined ? [] : [{ flag: '--links.grafana', url: grafanaUrl }]),
      ].filter(({ url }) => isLoopback(url))
      if (here.length > 0) {
        log.warn(
          { urls: here.map(({ url }) => url) },
          `links in messages point to this machine only: no phone can open them; set ${here.map(({ flag }) => flag).join(' and ')}`,
        )
      }

      const deliverer = createDeliverer({
        store,
        live: () => live,
        now,
        random: Math.random,
        log,
        wake: () => wake(),
        observe: metrics.attempted,
      })
      stops.add('calls in flight', async () => {
        await Promise.race([deliverer.idle(), new Promise((done) => setTimeout(done, STOP_CALLS_MS).unref())])
      })
      let pruneAt = now()
      const scheduler = startScheduler({
        now,
        work: async () => {
          try {
            clock = watchClock(clock, readClocks(), settings.resendPeriodMs)
            await intake.flushRefreshes()
            await tick({
              ...{ store, live, externalUrl: externalUrl(), grafanaUrl, now: now(), heldUntil: heldUntil() },
              onDecided: metrics.decided,
            })
            if (now() >= pruneAt) {
              pruneAt = now() + PRUNE_EVERY_MS
              intake.forget(await store.prune(now()))
            }
            const dueAt = await deliverer.startDue()
            const next = [await store.nextFlushAt(), dueAt].filter((at) => at !== undefined)
            // What is due but held back by a limit must not spin the loop.
            return next.length > 0 ? Math.max(Math.min(...next), now() + 20) : undefined
          } catch (error) {
            log.error({ err: error }, 'the loop failed; it goes on in a second')
            return now() + RETRY_LOOP_MS
          }
        },
      })
      wake = scheduler.wake
      stops.add('loop', async () => {
        await scheduler.stop()
        await intake.flushRefreshes()
      })
    },
    stop: () => stops.run(),
  }
}

function targetsOf({ receivers }: LiveConfig): Target[] {
  return [...receivers].flatMap(([receiver, integrations]) =>
    integrations.map(({ channel }) => ({ receiver, channel: channel.type })),
  )
}
