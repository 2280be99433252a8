/** A robot that refuses for good: an SMS comes in its place, once, whatever is killed when; and it is on record why. */
import { afterAll, expect, test } from 'vitest'
import { type BenchOfTwo, startBenchOfTwo } from '../support/bench-of-two.ts'
import { getJson, inMs } from '../support/clients.ts'
import { stays, until } from '../support/until.ts'

/** Of the tier sms, as shipped. */
const OBJECTIVE_MS = 120_000

const benches: BenchOfTwo[] = []
const bench = async (): Promise<BenchOfTwo> => {
  const one = await startBenchOfTwo()
  benches.push(one)
  await one.sandbox.behave('wecom', { mode: 'errcode', errcode: 93000 })
  return one
}
afterAll(async () => {
  await Promise.all(benches.map((one) => one.stop()))
})

const fire = (b: BenchOfTwo) =>
  b.api().post([
    {
      labels: { alertname: 'PaymentsDown', tier: 'fragile', severity: 'critical' },
      annotations: { summary: 'payments are down' },
      startsAt: inMs(0),
      endsAt: inMs(600_000),
    },
  ])
const texts = async (b: BenchOfTwo) => (await b.sandbox.accepted('sms')).map(({ text }) => text)
const oneSms = (b: BenchOfTwo, budgetMs: number) =>
  until('the SMS that stands in for the robot', budgetMs, async () => (await texts(b))[0])
const noMore = (b: BenchOfTwo) => stays('no second SMS', 4_000, async () => (await texts(b)).length === 1)
const deadLetters = async (b: BenchOfTwo) =>
  (await getJson<{ letters: readonly unknown[] }>(`${b.router().url}/api/tocsin/dead-letters`)).letters

test('93000 → SMS within its objective, the dead letter says why and who heard it, and can be sent once the robot is back', async () => {
  const b = await bench()
  const startedAt = Date.now()
  await fire(b)
  const sms = await oneSms(b, OBJECTIVE_MS)
  console.log(
    `  ${((Date.now() - startedAt) / 1000).toFixed(1)} s of ${OBJECTIVE_MS / 1000} s  from the alert to the SMS`,
  )
  expect(sms.value).toContain('payments are down')
  await until('it is on record', 10_000, async () =>
    (await b.api().deliveries()).find(({ receiver, state }) => receiver === 'sms' && state === 'sent'),
  )
  const letters = await deadLetters(b)
  expect(letters).toMatchObject([
    {
      receiver: 'fragile',
      heard: true,
      end: { how: 'rejected', code: '93000' },
      standIns: [{ receiver: 'sms', state: 'sent' }],
    },
  ])
  expect(JSON.stringify(letters)).not.toContain('e2e-robot-c0de')
  await noMore(b)
  await b.sandbox.behave('wecom', { mode: 'ok' })
  const [letter] = (await b.api().deliveries()).filter(({ state }) => state === 'rejected')
  const replayed = await fetch(`${b.router().url}/api/tocsin/deliveries/${letter?.id}/replay`, { method: 'POST' })
  expect([replayed.status, await replayed.json()]).toMatchObject([200, { receiver: 'fragile', key: 'same' }])
  await until('the robot has it after all', 10_000, async () => (await b.sandbox.accepted('wecom'))[0])
  await noMore(b)
  expect(await deadLetters(b)).toEqual([])
})

test('the router is killed with the refusal unread: after the start exactly one SMS', async () => {
  const b = await bench()
  b.proxy.arm('answered', b.router().pid)
  await fire(b)
  await b.routerGone()
  expect(await texts(b)).toEqual([])
  await b.startAgain()
  await oneSms(b, 60_000)
  await noMore(b)
})

test('the router is killed while the SMS that it owes has no answer: after the start exactly one SMS', async () => {
  const b = await bench()
  await b.sandbox.behave('sms', { mode: 'silent-before-accept' })
  await fire(b)
  await until('the SMS is on its way', 20_000, async () =>
    (await b.api().deliveries()).find(({ receiver, state }) => receiver === 'sms' && state === 'sending'),
  )
  await b.killRouter()
  await b.sandbox.behave('sms', { mode: 'ok' })
  await b.startAgain()
  await oneSms(b, 60_000)
  await noMore(b)
  expect(await deadLetters(b)).toHaveLength(1)
})
