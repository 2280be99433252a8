/** While nobody acknowledges, the next receiver is called: by real time, with real processes. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BenchOfTwo, startBenchOfTwo } from '../support/bench-of-two.ts'
import { inMs, type SentAlert } from '../support/clients.ts'
import { stays, until } from '../support/until.ts'

let b: BenchOfTwo
beforeAll(async () => {
  b = await startBenchOfTwo()
})
afterAll(() => b.stop())

const firing = (alertname: string, change: Partial<SentAlert> = {}): SentAlert => ({
  labels: { alertname, service: 'shop', severity: 'critical', tier: 'climbing' },
  annotations: { summary: `${alertname} in the shop` },
  startsAt: new Date(Date.now() - 1_000).toISOString(),
  endsAt: inMs(120_000),
  ...change,
})
const heard = async (channel: 'wecom' | 'sms', alertname: string) =>
  (await b.sandbox.accepted(channel)).map(({ text }) => text).filter((text) => text.includes(alertname))
const hears = (channel: 'wecom' | 'sms', alertname: string, times: number) =>
  until(`${channel} hears of ${alertname} ${times} time(s)`, 15_000, async () =>
    (await heard(channel, alertname)).length >= times ? true : undefined,
  )
const groupOf = (alertname: string) =>
  until(`${alertname} has a group`, 5_000, async () =>
    (await b.api().groups()).find(({ labels }) => labels['alertname'] === alertname),
  )

test('the second receiver hears what nobody takes, across a kill, and both hear of the end', async () => {
  const alert = firing('Unheard')
  await b.api().post([alert])
  await hears('wecom', 'Unheard', 1)
  expect(await heard('sms', 'Unheard')).toEqual([])
  await b.killRouter()
  await b.startAgain()
  await hears('sms', 'Unheard', 1)
  await b.api().post([{ ...alert, endsAt: inMs(0) }])
  await hears('wecom', 'Unheard', 2)
  await hears('sms', 'Unheard', 2)
  const told = [await heard('wecom', 'Unheard'), await heard('sms', 'Unheard')]
  for (const texts of told) expect(texts.map((text) => text.includes('已恢复'))).toEqual([false, true])
})

test('an acknowledgement stops the climb', async () => {
  await b.api().post([firing('Taken')])
  await hears('wecom', 'Taken', 1)
  const { value: group } = await groupOf('Taken')
  await b.api().acknowledge(group.id, 'zhang')
  await stays('nobody else is called', 6_000, async () => (await heard('sms', 'Taken')).length === 0)
})
