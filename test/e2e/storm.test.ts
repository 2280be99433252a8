/** Far more groups than a robot may be sent messages: each is told, in time, and the robot refuses nothing. */
import { setTimeout } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { type BenchOfTwo, startBenchOfTwo } from '../support/bench-of-two.ts'
import { inMs, type SentAlert } from '../support/clients.ts'
import { until } from '../support/until.ts'

const GROUPS = 500
const MINUTE_MS = 60_000

const benches: BenchOfTwo[] = []
const bench = async (): Promise<BenchOfTwo> => {
  const one = await startBenchOfTwo()
  benches.push(one)
  return one
}
afterAll(async () => {
  await Promise.all(benches.map((one) => one.stop()))
})

const nameOf = (n: number) => `Storm-${String(n).padStart(3, '0')}`
const names = Array.from({ length: GROUPS }, (_, n) => nameOf(n))
/** Every tenth is critical. */
const firing = (n: number): SentAlert => ({
  labels: { alertname: nameOf(n), service: 'shop', severity: n % 10 === 0 ? 'critical' : 'warning' },
  annotations: { summary: `${nameOf(n)} in the shop` },
  startsAt: inMs(0),
  endsAt: inMs(10 * MINUTE_MS),
})
const texts = async ({ sandbox }: BenchOfTwo) => (await sandbox.accepted('wecom')).map(({ text }) => text)
/** How often each group was named, over all messages. */
const named = async (b: BenchOfTwo) => {
  const counts = new Map<string, number>()
  for (const [name] of (await texts(b)).join('\n').matchAll(/Storm-\d{3}/g))
    counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
const allNamed = (b: BenchOfTwo, budgetMs: number) =>
  until(`all ${GROUPS} groups are in the inbox`, budgetMs, async () =>
    (await named(b)).size === GROUPS ? true : undefined,
  )

test('500 groups at once are in at most 20 messages, each once, the critical ones first, within the minute', async () => {
  const b = await bench()
  await b.api().post(names.map((_, n) => firing(n)))
  await allNamed(b, MINUTE_MS)
  const messages = await texts(b)
  expect(messages.length).toBeLessThanOrEqual(20)
  expect([...(await named(b)).values()].every((count) => count === 1)).toBe(true)
  const first = [...(messages[0] ?? '').matchAll(/Storm-\d\d(\d)/g)].map(([, last]) => last)
  expect(first.length).toBeGreaterThan(20)
  expect(new Set(first)).toEqual(new Set(['0']))
  expect((await b.sandbox.counters()).wecom).toMatchObject({ refused: 0, duplicates: 0 })
  const deliveries = await b.api().deliveries()
  expect(deliveries.every(({ state, attempts }) => state === 'sent' && attempts.length === 1)).toBe(true)
})

test('500 groups that come over a minute: at most 20 messages in it, and nobody waits long', async () => {
  const b = await bench()
  const startedAt = Date.now()
  for (let n = 0; n < GROUPS; n += 5) {
    await b.api().post([0, 1, 2, 3, 4].map((one) => firing(n + one)))
    // The pace of the storm, not a wait for anything.
    await setTimeout(Math.max(startedAt + ((n + 5) * MINUTE_MS) / GROUPS - Date.now(), 0))
  }
  expect((await texts(b)).length).toBeLessThanOrEqual(20)
  await allNamed(b, 20_000)
  expect([...(await named(b)).values()].every((count) => count === 1)).toBe(true)
  expect((await b.sandbox.counters()).wecom).toMatchObject({ refused: 0, duplicates: 0 })
})

test('the router is killed while a digest is on its way: nobody is forgotten, one message at most comes twice', async () => {
  const b = await bench()
  b.proxy.arm('answered', b.router().pid)
  await b.api().post(names.map((_, n) => firing(n)))
  await b.routerGone()
  await b.startAgain()
  await allNamed(b, MINUTE_MS)
  const twice = [...(await named(b))].filter(([, count]) => count > 1)
  const lines = (text: string) => [...text.matchAll(/Storm-\d{3}/g)].map(([name]) => name)
  const digests = (await texts(b)).map((text) => new Set(lines(text)))
  expect(Math.max(...(await named(b)).values())).toBeLessThanOrEqual(2)
  // All of what comes twice was in one message.
  expect(digests.some((names) => twice.every(([name]) => names.has(name)))).toBe(true)
})
