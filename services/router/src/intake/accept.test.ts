import { expect, test } from 'vitest'
import type { AlertTimes } from '../model/alert.ts'
import { openRouterStore } from '../store/sqlite.ts'
import { createIntake, type ReportedAlert } from './accept.ts'

const NOW = 1_700_000_000_000
const fatal = (error: Error): void => {
  throw error
}

async function setUp(known: ReadonlyMap<string, AlertTimes> = new Map()) {
  const store = await openRouterStore({ file: ':memory:', onFatal: fatal })
  const written: number[] = []
  let clock = NOW
  const intake = createIntake({
    store: {
      ...store,
      saveRefreshes: (alerts) => {
        written.push(alerts.length)
        return store.saveRefreshes(alerts)
      },
    },
    known,
    now: () => clock,
    onTransitions: () => {},
    wake: () => {},
  })
  const stored = async () => await store.alertsAfter('', 100_000)
  return { store, intake, written, stored, pass: (ms: number) => (clock += ms) }
}

const report = (n: number, change: Partial<ReportedAlert> = {}): ReportedAlert => ({
  labels: { alertname: 'A', n: String(n) },
  annotations: { value: '1' },
  generatorUrl: '',
  startsAt: NOW - 1_000,
  ending: { kind: 'expires', at: NOW + 60_000 },
  ...change,
})

test('a body of thousands is on disk in slices when it is answered', async () => {
  const { intake, stored } = await setUp()
  await intake.accept(Array.from({ length: 1_700 }, (_, n) => report(n)))
  expect(await stored()).toHaveLength(1_700)
})

test('refreshes wait, the newest of each alert, and are written in slices', async () => {
  const { intake, stored, written, pass } = await setUp()
  const reports = Array.from({ length: 1_200 }, (_, n) => report(n))
  await intake.accept(reports)
  for (const value of ['2', '3']) {
    pass(1)
    await intake.accept(reports.map((one) => ({ ...one, annotations: { value } })))
  }
  expect((await stored())[0]?.annotations).toEqual({ value: '1' })
  await intake.flushRefreshes()
  expect(written).toEqual([500, 500, 200])
  expect(new Set((await stored()).map(({ annotations }) => annotations['value']))).toEqual(new Set(['3']))
  await intake.flushRefreshes()
  expect(written).toHaveLength(3)
})

test('a recovery that overtakes a waiting refresh in the same millisecond stays one', async () => {
  const { intake, stored } = await setUp()
  const reports = Array.from({ length: 700 }, (_, n) => report(n))
  await intake.accept(reports)
  await intake.accept(reports)
  const ended = { kind: 'stated', at: NOW } as const
  const flushed = intake.flushRefreshes()
  await intake.accept(reports.map((one) => ({ ...one, ending: ended })))
  await flushed
  expect((await stored()).filter(({ ending }) => ending.kind !== 'stated')).toEqual([])
})

test('who brings more than may wait, waits until it is written', async () => {
  const { intake, written, stored } = await setUp()
  const reports = Array.from({ length: 20_100 }, (_, n) => report(n))
  await intake.accept(reports)
  await intake.accept(reports)
  expect(written.reduce((sum, n) => sum + n, 0)).toBe(20_100)
  expect(await stored()).toHaveLength(20_100)
})
