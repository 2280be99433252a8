/** Kill -9 at each point of an alert's way, providers that lie, and a router that was away: read each as a timeline. */
import { afterAll, describe, expect, test } from 'vitest'
import { type BenchOfTwo, startBenchOfTwo } from '../support/bench-of-two.ts'
import { inMs, type SentAlert } from '../support/clients.ts'
import { stays, until } from '../support/until.ts'

const benches: BenchOfTwo[] = []
const bench = async (resendPeriodMs?: number): Promise<BenchOfTwo> => {
  const one = await startBenchOfTwo(resendPeriodMs)
  benches.push(one)
  return one
}
afterAll(async () => {
  await Promise.all(benches.map((one) => one.stop()))
})

const firing = (alertname: string, change: Partial<SentAlert> = {}): SentAlert => ({
  labels: { alertname, service: 'shop', severity: 'warning' },
  annotations: { summary: `${alertname} in the shop` },
  startsAt: inMs(0),
  endsAt: inMs(120_000),
  ...change,
})
const titles = async ({ sandbox }: BenchOfTwo, alertname: string): Promise<string[]> =>
  (await sandbox.accepted('wecom')).map(({ text }) => text).filter((text) => text.includes(alertname))
const arrives = (b: BenchOfTwo, alertname: string, times: number, budgetMs = 10_000) =>
  until(`${alertname} is in the inbox ${times} time(s)`, budgetMs, async () =>
    (await titles(b, alertname)).length >= times ? true : undefined,
  )
const attempts = async (b: BenchOfTwo) => (await b.api().deliveries()).flatMap((delivery) => delivery.attempts)

describe('the router is killed with SIGKILL', () => {
  test('after it accepted, before it decided: told once', async () => {
    const b = await bench()
    await b.api().post([firing('Accepted')])
    await b.killRouter()
    expect(await titles(b, 'Accepted')).toEqual([])
    await b.startAgain()
    await arrives(b, 'Accepted', 1)
    await stays('it was told once', 2_500, async () => (await titles(b, 'Accepted')).length === 1)
  })

  test('while the request is on its way and lost: told once', async () => {
    const b = await bench()
    b.proxy.arm('sending', b.router().pid)
    await b.api().post([firing('Sending')])
    await b.routerGone()
    expect(await titles(b, 'Sending')).toEqual([])
    await b.startAgain()
    await arrives(b, 'Sending', 1)
    await stays('it was told once', 2_500, async () => (await titles(b, 'Sending')).length === 1)
    expect((await attempts(b)).map(({ outcome, code }) => [outcome, code])).toEqual([
      ['unknown', 'ROUTER_STOPPED'],
      ['sent', '0'],
    ])
  })

  test('answered but not recorded: told at most twice, under one idempotency key', async () => {
    const b = await bench()
    b.proxy.arm('answered', b.router().pid)
    await b.api().post([firing('Answered')])
    await b.routerGone()
    expect(await titles(b, 'Answered')).toHaveLength(1)
    await b.startAgain()
    await arrives(b, 'Answered', 2)
    await stays('it was told twice, not more', 2_500, async () => (await titles(b, 'Answered')).length === 2)
    const keys = (await b.sandbox.accepted('wecom')).map(({ idempotencyKey }) => idempotencyKey)
    expect(new Set(keys).size).toBe(1)
    expect((await b.sandbox.counters()).wecom.duplicates).toBe(1)
  })

  test('after a ticket was created and not recorded: still one ticket', async () => {
    const b = await bench()
    b.proxy.arm('answered', b.router().pid)
    await b.api().post([firing('TicketAnswered', { labels: { alertname: 'TicketAnswered', tier: 'ticket' } })])
    await b.routerGone()
    await b.startAgain()
    await until('the ticket is adopted', 10_000, async () =>
      (await b.api().tickets()).find(({ status }) => status === 'open'),
    )
    const creates = (await b.sandbox.accepted('ticket')).filter(({ action }) => action === 'create')
    expect(creates).toHaveLength(1)
  })
})

test('500, then 45009, then ok, with a kill -9 in the pause: each alert arrives once', async () => {
  const b = await bench()
  await b.sandbox.behave('wecom', { mode: '500', times: 1 })
  await b.api().post([firing('First')])
  await until('the 500 is on record', 10_000, async () => (await attempts(b)).find(({ code }) => code === 'HTTP 500'))
  await b.sandbox.behave('wecom', { mode: 'errcode', errcode: 45009, times: 1 })
  await until('the 45009 is on record', 15_000, async () => (await attempts(b)).find(({ code }) => code === '45009'))
  await b.api().post([firing('Second')])
  await until('the second is decided and waits', 5_000, async () =>
    (await b.api().deliveries()).find((d) => d.groupLabels['alertname'] === 'Second' && d.attempts.length === 0),
  )
  await b.killRouter()
  await b.startAgain()
  expect(await b.sandbox.accepted('wecom')).toEqual([])
  await until('both are in the inbox after the pause of a minute', 75_000, async () =>
    (await b.sandbox.accepted('wecom')).length >= 2 ? true : undefined,
  )
  await stays('neither is told again', 2_000, async () => (await b.sandbox.accepted('wecom')).length === 2)
  expect((await titles(b, 'First')).length).toBe(1)
  expect((await titles(b, 'Second')).length).toBe(1)
})

test('accepted, then silence: the repeat bears the same key and is counted', async () => {
  const b = await bench()
  await b.sandbox.behave('wecom', { mode: 'accept-then-silent', times: 1 })
  await b.api().post([firing('Silent')])
  await arrives(b, 'Silent', 2, 20_000)
  const { wecom } = await b.sandbox.counters()
  expect(wecom).toMatchObject({ received: 2, accepted: 2, duplicates: 1 })
  expect((await attempts(b)).map(({ outcome }) => outcome)).toEqual(['unknown', 'sent'])
})

describe('a router that was away for longer than endsAt', () => {
  const away = async (b: BenchOfTwo): Promise<SentAlert> => {
    const startsAt = inMs(0)
    const alert = firing('Away', { startsAt, endsAt: inMs(2_500) })
    await b.api().post([alert])
    await arrives(b, 'Away', 1)
    // Recorded as well: else the kill would make it a repeat, which is another test's subject.
    await until('it is on record as sent', 5_000, async () =>
      (await b.api().deliveries()).find(({ state }) => state === 'sent'),
    )
    await b.killRouter()
    await until('endsAt has passed', 5_000, async () =>
      Date.parse(alert.endsAt ?? '') + 500 < Date.now() ? true : undefined,
    )
    await b.startAgain()
    return alert
  }

  test('does not say "resolved" while the alert goes on', async () => {
    const b = await bench(5_000)
    const alert = await away(b)
    await stays('nobody hears that it recovered', 3_000, async () => (await titles(b, 'Away')).length === 1)
    await b.api().post([{ ...alert, endsAt: inMs(120_000) }])
    await stays('nor after the resend period', 4_000, async () => (await titles(b, 'Away')).length === 1)
    await b.api().post([{ ...alert, endsAt: inMs(0) }])
    await arrives(b, 'Away', 2)
    expect((await titles(b, 'Away'))[1]).toContain('已恢复')
  })

  test('does say it when nobody repeats the alert for a whole resend period', async () => {
    const b = await bench(5_000)
    await away(b)
    await stays('silence proves nothing yet', 3_000, async () => (await titles(b, 'Away')).length === 1)
    await arrives(b, 'Away', 2, 10_000)
  })
})

test('a ticket is commented and left open, and closed only where close_on_end says so', async () => {
  const b = await bench()
  const of = (alertname: string, tier: string, endsInMs: number): SentAlert =>
    firing(alertname, {
      labels: { alertname, tier },
      startsAt: new Date(Date.now() - 1_000).toISOString(),
      endsAt: inMs(endsInMs),
    })
  await b.api().post([of('Kept', 'ticket', 60_000), of('Closed', 'closing', 60_000)])
  await until('both tickets are there', 10_000, async () =>
    (await b.sandbox.accepted('ticket')).filter(({ action }) => action === 'create').length === 2 ? true : undefined,
  )
  await b.api().post([of('Kept', 'ticket', 0), of('Closed', 'closing', 0)])
  const ended = await until('both are ended', 10_000, async () => {
    const tickets = await b.api().tickets()
    return tickets.every(({ status }) => status === 'ended' || status === 'closed') ? tickets : undefined
  })
  const statusOf = async (name: string) =>
    (await b.sandbox.ticket(ended.value.find(({ groupLabels }) => groupLabels['alertname'] === name)?.id ?? '')).status
  expect([await statusOf('Kept'), await statusOf('Closed')]).toEqual(['open', 'closed'])
})
