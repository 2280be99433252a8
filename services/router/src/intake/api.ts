/** The reading half of the v2 API, and Alertmanager's management paths. Source: `api/v2/openapi.yaml`, `docs/management_api.md`. */
import { messageOf } from '@tocsin/kit'
import { type Matcher, matches, parseMatcher, routesFor } from '@tocsin/rules'
import { Router } from 'express'
import type { LiveConfig } from '../loop/live-config.ts'
import type { Alert } from '../model/alert.ts'
import { safePattern } from './pattern.ts'
import { projectConfig } from './projection.ts'

export interface ApiOptions {
  readonly firing: () => Promise<readonly Alert[]>
  readonly live: () => LiveConfig
  readonly reload: () => Promise<void>
  readonly startedAt: number
  readonly version: string
}

export function alertmanagerApi({ firing, live, reload, startedAt, version }: ApiOptions): Router {
  const router = Router()
  for (const path of ['/-/healthy', '/-/ready']) {
    router.get(path, (_request, response) => {
      response.type('text/plain').send('OK')
    })
  }
  router.post('/-/reload', async (_request, response) => {
    try {
      await reload()
      response.status(200).end()
    } catch (error) {
      response
        .status(500)
        .type('text/plain')
        .send(`failed to reload config: ${messageOf(error)}\n`)
    }
  })
  router.use('/api/v2', (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/api/v2/status', (_request, response) => {
    response.json({
      cluster: { status: 'disabled', peers: [] },
      versionInfo: { version, revision: '', branch: '', buildUser: '', buildDate: '', goVersion: '' },
      config: { original: projectConfig(live()) },
      uptime: new Date(startedAt).toISOString(),
    })
  })
  router.get('/api/v2/alerts', async (request, response) => {
    const query = readQuery(request.query)
    if (typeof query === 'string') {
      response.status(400).json(query)
      return
    }
    const tree = live().router.route
    const alerts = (await firing()).filter((alert) => matches(query.matchers, alert.labels))
    const shown = alerts
      .map((alert) => ({
        alert,
        receivers: [...new Set(routesFor(tree, alert.labels).map((route) => route.receiver))],
      }))
      .filter(({ receivers }) => query.receiver === undefined || receivers.some((name) => query.receiver?.test(name)))
    response.json(query.active ? shown.map(({ alert, receivers }) => gettable(alert, receivers)) : [])
  })
  return router
}

function gettable(alert: Alert, receivers: readonly string[]): unknown {
  const time = (at: number): string => new Date(at).toISOString()
  return {
    annotations: alert.annotations,
    endsAt: time(alert.ending.at),
    fingerprint: alert.fingerprint,
    receivers: receivers.map((name) => ({ name })),
    startsAt: time(alert.startsAt),
    status: { inhibitedBy: [], mutedBy: [], silencedBy: [], state: 'active' },
    updatedAt: time(alert.updatedAt),
    ...(alert.generatorUrl ? { generatorURL: alert.generatorUrl } : {}),
    labels: alert.labels,
  }
}

interface AlertQuery {
  readonly matchers: readonly Matcher[]
  readonly receiver: RegExp | undefined
  readonly active: boolean
}

/** A text is the error to answer. */
function readQuery(query: Readonly<Record<string, unknown>>): AlertQuery | string {
  const filters = [query['filter'] ?? []].flat().map(String)
  const matchers: Matcher[] = []
  for (const filter of filters) {
    const parsed = parseMatcher(filter)
    if (!parsed.ok) return `bad matcher format: ${filter}`
    const { op, value } = parsed.matcher
    if (op.includes('~') && !safePattern(value))
      return `bad matcher format: ${filter}: the regular expression is refused`
    matchers.push(parsed.matcher)
  }
  const receiver = query['receiver']
  const wanted = typeof receiver === 'string' && receiver !== '' ? receiver : undefined
  const pattern = wanted === undefined ? undefined : safePattern(wanted)
  if (wanted !== undefined && !pattern) {
    return 'failed to parse receiver param: an invalid regular expression, or one with repeated groups or look-around'
  }
  return { matchers, receiver: pattern, active: query['active'] !== 'false' }
}
