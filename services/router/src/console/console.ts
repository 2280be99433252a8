/** The console: its pages, its read API, and the runbooks that messages link to. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isLoopback } from '@tocsin/kit'
import express, { Router } from 'express'
import { traceUrls } from '../model/links.ts'
import { AUDIBLE, isMuted, type Verdict } from '../model/verdict.ts'
import type { ReceiverCounts, RouterStore } from '../store/port.ts'
import type { AlertView, DeliveryState, GroupView, Overview, PublicUrl } from './contract.ts'
import { createRulesStatus } from './rules-status.ts'
import { runbookPages } from './runbooks/runbooks.ts'

export interface ConsoleOptions {
  readonly store: RouterStore
  readonly now: () => number
  readonly heldUntil: () => number
  /** What keeps an alert from being told now by a route. */
  readonly explain: (alert: Pick<AlertView, 'fingerprint' | 'labels'>, routeId: string) => Verdict
  readonly startedAt: number
  readonly version: string
  readonly externalUrl: () => string
  readonly grafanaUrl: string | undefined
  /** The built pages; may be missing. */
  readonly pagesDir: string
  /** The runbooks, and what became of the last edit, lie beside it. */
  readonly configFile: string
}

const NEWEST_DELIVERIES = 200

const publicUrl = (url: string): PublicUrl => ({ url, loopback: isLoopback(url) })

export function consolePages(options: ConsoleOptions): Router {
  const { store, now, heldUntil, grafanaUrl } = options
  const rulesStatus = createRulesStatus(options.configFile)
  const router = Router()
  router.use((_request, response, next) => {
    response.set(
      'Content-Security-Policy',
      // Attributes only: a mail in a frame of the preview has its looks there, and the frame has the page's policy.
      "default-src 'self'; style-src-attr 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    )
    response.set('X-Content-Type-Options', 'nosniff')
    next()
  })
  router.use('/console/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/console/api/overview', async (_request, response) => {
    const at = now()
    const { alerts, receivers, lastAlertAt } = await store.counts(at, heldUntil())
    const { deliveries, oldestWaitingSince } = overAll([...receivers.values()])
    const rules = await rulesStatus()
    const overview: Overview = {
      version: options.version,
      now: at,
      startedAt: options.startedAt,
      externalUrl: publicUrl(options.externalUrl()),
      ...(grafanaUrl === undefined ? {} : { grafanaUrl: publicUrl(grafanaUrl) }),
      alerts,
      deliveries,
      ...(oldestWaitingSince === undefined ? {} : { oldestWaitingSince }),
      ...(lastAlertAt === undefined ? {} : { lastAlertAt }),
      ...(rules ? { rules } : {}),
    }
    response.json(overview)
  })
  router.get('/console/api/groups', async (_request, response) => {
    const groups = await store.groupViews(now(), heldUntil())
    const muted = groups.map((group) => withMutes(group, options.explain))
    response.json(grafanaUrl === undefined ? muted : muted.map((group) => withTraces(group, grafanaUrl)))
  })
  router.get('/console/api/deliveries', async (_request, response) => {
    response.json(await store.deliveryViews(NEWEST_DELIVERIES))
  })
  router.get('/console/api/tickets', async (_request, response) => {
    response.json(await store.ticketViews())
  })
  router.use(runbookPages(join(resolve(dirname(options.configFile)), 'runbooks')))
  router.get('/', (_request, response, next) => {
    if (existsSync(join(options.pagesDir, 'index.html'))) {
      next()
      return
    }
    response.status(503).type('text/plain').send('The console is not built. Run: npm run build\n')
  })
  router.use(express.static(options.pagesDir, { index: 'index.html', redirect: false }))
  return router
}

function withMutes(group: GroupView, explain: ConsoleOptions['explain']): GroupView {
  const marked = (alert: AlertView): AlertView => {
    const verdict = alert.status === 'firing' ? explain(alert, group.routeId) : AUDIBLE
    return isMuted(verdict) ? { ...alert, muted: verdict } : alert
  }
  return { ...group, alerts: group.alerts.map(marked) }
}

function withTraces(group: GroupView, grafanaUrl: string): GroupView {
  const linked = (alert: AlertView): AlertView =>
    alert.evidence
      ? { ...alert, evidence: { ...alert.evidence, traceUrls: traceUrls(grafanaUrl, alert.evidence) } }
      : alert
  return { ...group, alerts: group.alerts.map(linked) }
}

/** The receivers' counts as one. */
function overAll(receivers: readonly ReceiverCounts[]): Omit<ReceiverCounts, 'heardElsewhere'> {
  const sum = (state: DeliveryState): number => receivers.reduce((n, { deliveries }) => n + deliveries[state], 0)
  const oldest = receivers.flatMap(({ oldestWaitingSince: since }) => (since === undefined ? [] : [since]))
  return {
    deliveries: {
      waiting: sum('waiting'),
      sending: sum('sending'),
      retrying: sum('retrying'),
      sent: sum('sent'),
      rejected: sum('rejected'),
      superseded: sum('superseded'),
    },
    oldestWaitingSince: oldest.length === 0 ? undefined : Math.min(...oldest),
  }
}
