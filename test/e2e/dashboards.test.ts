/**
 * The dashboards over a running stack: every expression of every panel gives data, and the panels that a fault concerns
 * tell of it while it is on and no longer afterwards. Asked of real Prometheus, as Grafana would.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { putJson, remove } from '../support/clients.ts'
import { highest, nameOf, prometheusClient, type Question, questions } from '../support/prometheus.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { until } from '../support/until.ts'

const ALL = questions(['tocsin-overview', 'tocsin-shop', 'tocsin-alert-path', 'tocsin-nodejs', 'tocsin-db-pool'])

/** Panels that stay empty here. Their expressions have been proved elsewhere, or there is nothing to show. */
const EMPTY: Readonly<Record<string, string>> = {
  'tocsin-db-pool / Time to get a connection, mean': 'Hikari; promtool.test.ts has its series',
  'tocsin-db-pool / Time a connection is held, mean': 'Hikari; promtool.test.ts has its series',
  'tocsin-db-pool / Timeouts': 'Hikari; promtool.test.ts has its series',
}

let t: TestStack
let prometheus: ReturnType<typeof prometheusClient>
beforeAll(async () => {
  t = await startTestStack()
  prometheus = prometheusClient(t.url('prometheus'))
})
afterAll(() => t?.stop())

/** What has shown something at least once. A panel that only speaks during a fault is asked again then. */
const seen = new Set<string>()

const open = (): Question[] =>
  ALL.filter((question) => !seen.has(nameOf(question)) && !(`${question.dashboard} / ${question.panel}` in EMPTY))

async function look(): Promise<void> {
  for (const question of open()) {
    if (highest(await prometheus.query(question.expr)) !== undefined) seen.add(nameOf(question))
  }
}

const fault = (name: string, body: unknown): Promise<unknown> => putJson(`${t.url('faults')}/${name}`, body)
const faultsOff = (): Promise<unknown> => remove(t.url('faults'))

interface Change {
  /** `dashboard / panel / letter`. */
  readonly where: string
  /** What the panel says while the fault is on, and does not say without it. */
  readonly wrong: (value: number | undefined) => boolean
  /** It tells of a long window, and goes on telling when the fault is over. */
  readonly lasts?: boolean
}

const above =
  (limit: number) =>
  (value: number | undefined): boolean =>
    value !== undefined && value > limit
const below =
  (limit: number) =>
  (value: number | undefined): boolean =>
    value !== undefined && value < limit
const shown = (value: number | undefined): boolean => value !== undefined

async function numberOf(where: string): Promise<number | undefined> {
  const question = ALL.find((other) => nameOf(other) === where)
  if (!question) throw new Error(`no such panel: ${where}`)
  return highest(await prometheus.query(question.expr))
}

/** Which of the panels tell of the fault now. */
async function telling(changes: readonly Change[]): Promise<string[]> {
  const told: string[] = []
  for (const { where, wrong } of changes) if (wrong(await numberOf(where))) told.push(where)
  return told
}

/** Off: nobody tells. On: everybody does. Off again: nobody, as soon as the windows and the alerts have passed. */
async function proves(name: string, body: unknown, changes: readonly Change[]): Promise<void> {
  await until(`${name}: off, and no panel tells of it`, 120_000, async () => {
    const told = await telling(changes)
    if (told.length > 0) throw new Error(told.join(', '))
    return true
  })
  await fault(name, body)
  try {
    // Rates of single events last one window: what told once has told.
    const told = new Set<string>()
    await until(`${name}: on, and all ${changes.length} panels tell of it`, 90_000, async () => {
      await look()
      for (const where of await telling(changes)) told.add(where)
      const silent = changes.filter(({ where }) => !told.has(where)).map(({ where }) => where)
      if (silent.length > 0) throw new Error(silent.join(', '))
      return true
    })
  } finally {
    await faultsOff()
  }
  await until(`${name}: off again, and the panels are as before`, 120_000, async () => {
    const left = await telling(changes.filter(({ lasts = false }) => !lasts))
    if (left.length > 0) throw new Error(left.join(', '))
    return true
  })
}

test('the alert path is shown to be whole', async () => {
  await until('Prometheus has told the router', 60_000, async () => {
    const received = await numberOf('tocsin-alert-path / Received, 5 min / A')
    return received !== undefined && received >= 1 ? true : undefined
  })
  expect(await numberOf('tocsin-alert-path / Watchdog / A')).toBe(1)
  expect(await numberOf('tocsin-alert-path / Configuration / A')).toBe(1)
  expect(await numberOf('tocsin-alert-path / Routers known to Prometheus / A')).toBe(1)
  await look()
})

test('latency: the P99 panels pass the objective, an alert is shown, decided and delivered', () =>
  proves('latency', { ms: 900, share: 0.05 }, [
    { where: 'tocsin-shop / P99 /checkout / A', wrong: above(0.5) },
    { where: 'tocsin-shop / P99 /orders / A', wrong: above(0.5) },
    { where: 'tocsin-shop / /checkout: latency / C', wrong: above(0.5) },
    { where: 'tocsin-shop / /orders: latency / C', wrong: above(0.5) },
    { where: 'tocsin-shop / P99 by route / A', wrong: above(0.5) },
    { where: 'tocsin-overview / Highest P99 / A', wrong: above(0.5) },
    { where: 'tocsin-overview / Latency, P99 / A', wrong: above(0.5) },
    { where: 'tocsin-overview / Warnings / A', wrong: above(0) },
    { where: 'tocsin-overview / Firing alerts / A', wrong: shown },
    { where: 'tocsin-overview / annotation Firing alerts / A', wrong: shown },
    { where: 'tocsin-alert-path / Firing alerts / A', wrong: shown },
    { where: 'tocsin-alert-path / Decided to tell / A', wrong: above(0) },
    { where: 'tocsin-alert-path / Delivered / A', wrong: above(0) },
    { where: 'tocsin-alert-path / Alerts and groups / B', wrong: above(0) },
  ]))

test('pool: the pool panels pass 80 %, and a critical alert is shown', () =>
  proves('pool', { hold: 9 }, [
    { where: 'tocsin-shop / Pool in use / A', wrong: above(0.8) },
    { where: 'tocsin-shop / Use by instance / A', wrong: above(0.8) },
    { where: 'tocsin-shop / Connections / A', wrong: above(8) },
    { where: 'tocsin-db-pool / Fullest pool / A', wrong: above(0.8) },
    { where: 'tocsin-db-pool / Use / A', wrong: above(0.8) },
    { where: 'tocsin-db-pool / Pools now / A', wrong: above(0.8) },
    { where: 'tocsin-db-pool / In use / A', wrong: above(8) },
    { where: 'tocsin-overview / Saturation / A', wrong: above(0.8) },
    { where: 'tocsin-overview / Critical alerts / A', wrong: above(0) },
    { where: 'tocsin-shop / Critical alerts / A', wrong: above(0) },
  ]))

test('dbTimeout: the error panels pass 5 %', () =>
  proves('dbTimeout', { share: 0.2 }, [
    { where: 'tocsin-shop / Error ratio / A', wrong: above(0.05) },
    { where: 'tocsin-shop / Error ratio by route / A', wrong: above(0.05) },
    { where: 'tocsin-overview / Highest error ratio / A', wrong: above(0.05) },
    { where: 'tocsin-overview / Errors / A', wrong: above(0.05) },
    { where: 'tocsin-overview / Burn rate, 1 h / A', wrong: above(14.4), lasts: true },
    { where: 'tocsin-overview / Burn rate / A', wrong: above(14.4), lasts: true },
    { where: 'tocsin-overview / Where the budget goes / D', wrong: above(14.4), lasts: true },
    { where: 'tocsin-overview / Error budget left / A', wrong: below(0), lasts: true },
    { where: 'tocsin-overview / Critical alerts / A', wrong: above(0) },
  ]))

test('every panel and annotation has shown data', async () => {
  await until('all expressions have data', 60_000, async () => {
    await look()
    if (open().length > 0) throw new Error(open().map(nameOf).join('; '))
    return true
  })
  console.log(
    `  ${seen.size} of ${ALL.length} expressions have shown data, ${Object.keys(EMPTY).length} panels are excepted`,
  )
})

test('the exceptions are empty indeed', async () => {
  const speaking = []
  for (const question of ALL.filter((other) => `${other.dashboard} / ${other.panel}` in EMPTY)) {
    if (highest(await prometheus.query(question.expr)) !== undefined) speaking.push(nameOf(question))
  }
  expect(speaking).toEqual([])
})
