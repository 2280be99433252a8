/** The API over a store in memory and a real socket, for tests. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@tocsin/kit'
import { parseRouterConfig } from '@tocsin/rules'
import express from 'express'
import { type LiveConfig, readConfig } from '../../loop/live-config.ts'
import { type Mutes, openMutes } from '../../loop/mutes.ts'
import type { RouterStore } from '../../store/port.ts'
import { openRouterStore } from '../../store/sqlite.ts'
import { createIntake } from '../accept.ts'
import { alertmanagerApi } from '../api.ts'
import { createBodyReader } from '../body.ts'
import { postAlerts } from '../post-alerts.ts'
import { createSilences, type Silences } from '../silences.ts'
import type { ApiV2Options } from '../v2/v2.ts'

const CONFIG = `
route: { receiver: team }
receivers: [ { name: team } ]
`

export function liveOf(yaml: string): LiveConfig {
  const parsed = parseRouterConfig(yaml, { file: 'router.yml', env: {}, channels: () => ({}) })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return { ...readConfig(parsed.config, []), version: 1 }
}

export interface TestApi {
  readonly url: string
  readonly store: RouterStore
  readonly mutes: Mutes
  readonly silences: Silences
  post(path: string, body: unknown): Promise<Response>
  close(): void
}

export async function startApi(
  change: Partial<Pick<ApiV2Options, 'limits' | 'store' | 'mode'>> & {
    readonly maxSilences?: number
    readonly saveSilences?: RouterStore['saveSilences']
  } = {},
): Promise<TestApi> {
  const fatal = (error: Error): void => {
    throw error
  }
  const store = await openRouterStore({ file: ':memory:', onFatal: fatal })
  const live = liveOf(CONFIG)
  const intake = createIntake({
    ...{ store, known: new Map(), now: Date.now, wake: () => {} },
    onTransitions: (alerts) => mutes.observe(alerts),
  })
  const mutes = await openMutes({ store, live: () => live, timesOf: intake.timesOf })
  const limits = { maxSilences: change.maxSilences ?? 0, maxBytes: 0 }
  const saving = { saveSilences: change.saveSilences ?? store.saveSilences }
  const silences = createSilences({ store: saving, index: mutes.silences, limits, now: Date.now, wake: () => {} })
  const common = { mode: 'fallback', log: silentLogger(), now: Date.now, ...change } as const
  const posted = {
    ...{ ...common, intake, readBody: createBodyReader(), resolveTimeoutMs: () => 300_000, count: () => {} },
  }
  const api = alertmanagerApi({
    ...{ store, mutes, silences, index: mutes.silences, live: () => live, heldUntil: () => 0 },
    ...{ startedAt: 0, version: '1', peer: () => ({ name: 'me', address: 'here' }), reload: async () => {} },
    ...{ limits: { getConcurrency: 8, timeoutMs: 0 }, readSilence: createBodyReader({ maxBytes: 10_000 }) },
    postAlerts: (request, response) => postAlerts(posted, request, response),
    ...common,
  })
  const server: Server = createServer(express().use(api))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ url, store, mutes, silences },
    post: (path, body) =>
      fetch(url + path, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: () => {
      server.closeAllConnections()
      server.close()
      store.close()
    },
  }
}
