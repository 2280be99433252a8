/** Wiring only: which room is handed to which, what starts first, what stops last. */
import { createStops, type Env, type Logger, metricsHandler, readBoth } from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import { previewRoutes } from '@tocsin/rules'
import { createActing, linkKeyIn } from './act/acting.ts'
import { handleCallbacks } from './callback/handler.ts'
import { loadConfig } from './config.ts'
import { backupApi } from './console/backup.ts'
import { consolePages } from './console/console.ts'
import { tocsinApi } from './console/tocsin-api.ts'
import { createIntake } from './intake/accept.ts'
import { alertmanagerApi } from './intake/api.ts'
import { createBodyReader } from './intake/body.ts'
import { postAlerts } from './intake/post-alerts.ts'
import { createSilences } from './intake/silences.ts'
import { handleWebhooks } from './intake/webhooks/handler.ts'
import { handleLogs } from './logs/intake.ts'
import { startStoredLogs } from './logs/stored.ts'
import { createAudiences } from './loop/audience.ts'
import { readBudgets } from './loop/budget.ts'
import { startClockKeeper } from './loop/clock.ts'
import { createDeliverer } from './loop/deliver/deliver.ts'
import { createFollowUps } from './loop/follow-ups.ts'
import { describeConfig, type LiveConfig, type ReadConfig } from './loop/live-config.ts'
import { startLoop } from './loop/loop.ts'
import { openMutes } from './loop/mutes.ts'
import { createTurns } from './loop/turns.ts'
import { createAlertStates } from './metrics/alert-states.ts'
import { summaryOf } from './metrics/configured.ts'
import { createMetrics } from './metrics/metrics.ts'
import type { Alert } from './model/alert.ts'
import { startCalendars } from './oncall/calendars.ts'
import { createReload } from './reload.ts'
import { createHandler } from './server.ts'
import type { Settings } from './settings.ts'
import { databaseIn } from './store/place.ts'
import type { RouterStore } from './store/port.ts'
import { openRouterStore } from './store/sqlite.ts'
import { createFront } from './web/front.ts'
import { createLiveWeb } from './web/live-web.ts'
import { warnOfLoopback } from './web/loopback.ts'

export const VERSION = '0.1.0'
/** Time for open answers at a stop; the whole stop has to fit into 10 s. */
const STOP_GRACE_MS = 1_000
const STOP_CALLS_MS = 6_000
/** A silence is small; so many matchers have no honest use. */
const MAX_SILENCE_BYTES = 1024 * 1024
/** WeCom's are some hundred bytes. */
const MAX_CALLBACK_BYTES = 64 * 1024

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
  const [web, read] = readBoth(
    () => createLiveWeb({ file: settings.webConfigFile, log }),
    () => loadConfig(settings, env),
  )
  const file = databaseIn(settings.storagePath)
  const store = await openRouterStore({ file, onFatal: options.onFatal })
  const stops = createStops()
  stops.add('store', () => store.close())
  // In a directory that is ours and can be written: the database has said so.
  const linkKey = linkKeyIn(settings.storagePath, settings.linkKeyFile, env, log)
  let live = await inForce(store, read, now())

  const startedAt = now()
  const clock = await startClockKeeper({
    store,
    read: () => ({ wallMs: now(), monotonicMs: performance.now() }),
    resendPeriodMs: settings.resendPeriodMs,
    log,
  })
  const { heldUntil } = clock
  let address = ''
  const externalUrl = (): string => settings.externalUrl ?? `${front.scheme}://${address}${settings.routePrefix}`
  const { grafanaUrl } = settings

  let wake = (): void => {}
  const known = await store.loadTimes()
  const intake = createIntake({ store, known, now, onTransitions, wake: () => wake() })
  const mutes = await openMutes({ store, live: () => live, timesOf: intake.timesOf })
  function onTransitions(alerts: readonly Alert[]): void {
    mutes.observe(alerts)
  }
  const silences = createSilences({
    ...{ store, index: mutes.silences, limits: settings.silenceLimits, now },
    wake: () => wake(),
  })
  const engine = startStoredLogs({ rules: live.logRules, accept: intake.accept, now, grafanaUrl, log })
  stops.add('log engine', () => engine.stop())

  const metrics = createMetrics({
    counts: () => store.counts(now(), heldUntil()),
    alertStates: createAlertStates({
      ...{ alertsAfter: store.alertsAfter, now, heldUntil },
      explain: (alert) => mutes.explain(alert, undefined, now(), heldUntil()),
    }),
    silences: async () => mutes.silences.list(),
    queuedLogBytes: () => engine.stats.queuedBytes,
    budgets: () => readBudgets(store, live, now()),
    version: VERSION,
    now,
  })

  const calendars = await startCalendars({
    ...{ people: () => live.router.people, storagePath: settings.storagePath, registry: metrics.registry, now, log },
    onChange: () => store.releaseHeld(now()).then(() => wake()),
  })
  stops.add('calendars', () => calendars.stop())

  const inTurn = createTurns()
  const acting = createActing({
    ...{ store, silences, inTurn, externalUrl, grafanaUrl, heldUntil, now, log, key: linkKey },
    live: () => live,
    explain: (at) => (alert, route) => mutes.explain(alert, route, at, heldUntil()),
    listSilences: () => mutes.silences.list(),
    wake: () => wake(),
  })
  const reload = createReload({
    ...{ store, mutes, inTurn, now, log, file: settings.configFile, observe: metrics.reloaded },
    load: async () => inForce(store, loadConfig(settings, env), now()),
    use: (next) => {
      live = next
    },
    inForce: ({ logRules }) => {
      metrics.configured(summaryOf(live))
      engine.reload(logRules)
      calendars.reloaded()
      wake()
    },
  })

  const readBody = createBodyReader()
  const posted = {
    ...{ intake, readBody, now, mode: settings.matchers, count: metrics.received, log },
    resolveTimeoutMs: () => live.router.resolveTimeoutMs,
  }
  const logs = handleLogs(
    {
      async ingest(body, encoding) {
        const result = await engine.ingest(body, encoding)
        metrics.logRecords(result.accepted, result.rejected)
        return result
      },
    },
    { onRefused: metrics.logRequestRefused },
  )
  const handler = createHandler({
    alerts: (request, response) => postAlerts(posted, request, response),
    logs,
    webhooks: handleWebhooks({
      ...{ intake, readBody, now, expiryMs: settings.webhookExpiryMs, log },
      ...{ count: metrics.received, truncated: metrics.truncated },
    }),
    callbacks: handleCallbacks({
      ...{ live: () => live, perform: acting.acts.perform, startedAt, now, count: metrics.callback, log },
      readBody: createBodyReader({ maxBytes: MAX_CALLBACK_BYTES }),
    }),
    pages: [
      { path: '/metrics', handler: metricsHandler(metrics.registry) },
      { path: '/', handler: acting.pages },
      {
        path: '/',
        handler: alertmanagerApi({
          ...{ store, mutes, silences, now, heldUntil, startedAt, reload, version: VERSION },
          index: mutes.silences,
          live: () => live,
          peer: () => ({ name: store.instance, address }),
          postAlerts: (request, response) => postAlerts(posted, request, response),
          readSilence: createBodyReader({ maxBytes: MAX_SILENCE_BYTES }),
          ...{ limits: settings.apiLimits, mode: settings.matchers, log },
        }),
      },
      {
        path: '/',
        handler: tocsinApi({
          ...{ store, now, inTurn, wake: () => wake() },
          firing: () => store.firingAlerts(now(), heldUntil()),
          route: (labels, at) => previewRoutes(live.router, labels, at),
          live: () => live,
          ...{ calendars: calendars.shifts, calendarStates: calendars.states },
          onAlerts: (alerts) => {
            intake.remember(alerts)
            mutes.observe(alerts)
          },
          onSilences: (taken) => taken.forEach(mutes.silences.put),
          externalUrl,
          log,
        }),
      },
      { path: '/', handler: backupApi({ store, storagePath: settings.storagePath, now, log }) },
      {
        path: '/',
        handler: consolePages({
          ...{ store, now, heldUntil, startedAt, version: VERSION },
          explain: (alert, routeId) => mutes.explain(alert, live.routes.get(routeId), now(), heldUntil()),
          ...{ externalUrl, grafanaUrl, configFile: settings.configFile },
          pagesDir: options.pagesDir,
        }),
      },
    ],
    log,
  })
  const front = createFront({ ...settings, web, log, now, refused: metrics.refused, handler })

  return {
    get address() {
      return address
    },
    reload,
    async start() {
      const unfinished = await store.recover(now())
      if (unfinished > 0) log.warn({ unfinished }, 'calls without a recorded answer are made again, with the same key')
      // Routes may have changed while the router was down.
      await store.rerouteAll(live.routes, now(), live.version)
      metrics.configured(summaryOf(live))
      metrics.reloaded(true)
      stops.add('http', () => front.stop(STOP_GRACE_MS))
      const addresses = await front.start()
      address = addresses[0] ?? ''
      if (addresses.length > 1) log.info({ addresses }, 'listening')
      warnOfLoopback(log, externalUrl(), grafanaUrl)
      const audiences = createAudiences({ live: () => live, calendars: calendars.shifts })
      const deliverer = createDeliverer({
        store,
        live: () => live,
        now,
        random: Math.random,
        log,
        wake: () => wake(),
        complete: (notification, at, about) => acting.complete(audiences.complete(notification, at, about), about, at),
        waitsFor: audiences.waitsFor,
        onAftermath: metrics.aftermath,
        observe: metrics.attempted,
        onBreaker: metrics.breaker,
      })
      const { aftermath: onAftermath } = metrics
      const followUps = createFollowUps({ store, live: () => live, now, onAftermath, wake: () => wake(), log })
      stops.add('calls in flight', async () => {
        const idle = Promise.all([deliverer.idle(), followUps.idle()])
        await Promise.race([idle, new Promise((done) => setTimeout(done, STOP_CALLS_MS).unref())])
      })
      const loop = startLoop({
        ...{ store, deliverer, now, inTurn },
        watchClock: () => clock.look(),
        flushRefreshes: () => intake.flushRefreshes(),
        alsoDue: [followUps.due],
        context: () => ({
          ...{ store, live, externalUrl: externalUrl(), grafanaUrl, now: now(), heldUntil: heldUntil(), log },
          explain: (alert, route) => mutes.explain(alert, route, now(), heldUntil()),
          onDecided: metrics.decided,
        }),
        retentionMs: settings.retentionMs,
        onPruned: (fingerprints, before) => {
          intake.forget(fingerprints)
          mutes.forget(fingerprints)
          silences.forgetEnded(before)
        },
        log,
      })
      wake = loop.wake
      stops.add('loop', async () => {
        await loop.stop()
        await intake.flushRefreshes()
      })
    },
    stop: () => stops.run(),
  }
}

async function inForce(store: RouterStore, read: ReadConfig, now: number): Promise<LiveConfig> {
  await store.knowReceivers(
    [...read.receivers].flatMap(([name, its]) => (its.length > 0 ? [name] : [])),
    now,
  )
  return { ...read, version: await store.configurationLoaded(describeConfig(read), now) }
}
