/** Who hears it, and when, through the whole loop; with the loop's own clock. */
import { describe, expect, test } from 'vitest'
import { NOW, world } from './testing/world.ts'

const HOUR_MS = 3_600_000
/** NOW is 22:13:20 UTC: night for li, day for ana. */
const PEOPLE = `
people:
  li: { mobile: "13800138000", wecom: LiWei, quiet_hours: { from: "22:00", to: "08:00", except: [page] } }
  chen: { email: chen@example.com, quiet_hours: { from: "22:00", to: "07:00" } }
  ana: { mobile: +491701234567 }
teams:
  night: [li, chen]
  db: [li, ana]
`
const CONFIG = (receiver: string, notify: string) => `
route: { receiver: ${receiver}, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers: [ { name: ${receiver}, notify: [ ${notify} ] } ]
`
const WAKING = NOW + 8 * HOUR_MS + 46 * 60_000 + 40_000

async function fired(receiver: string, notify: string, alert = 'night-a', people = PEOPLE) {
  const w = await world({}, CONFIG(receiver, notify), ':memory:', people)
  await w.fire(alert)
  await w.tick()
  await w.deliver()
  return { w, called: () => w.calls.map(({ people: heard = [] }) => heard.map(({ name }) => name)) }
}

describe('who hears it', () => {
  test('those that the receiver names, with their addresses, in no form that tells more', async () => {
    const { w } = await fired('sms', 'ana')
    expect(w.calls[0]?.people).toEqual([
      {
        ...{ name: 'ana', displayName: 'ana', addresses: { mobile: '+491701234567' } },
        ...{ language: 'en', timeZone: 'UTC' },
      },
    ])
  })

  test('the team of the label, without those in their quiet hours', async () => {
    expect((await fired('sms', 'team', 'db-a')).called()).toEqual([['ana']])
    expect((await fired('room', 'team', 'db-a')).called()).toEqual([['ana']])
    expect((await fired('mail', 'team', 'db-a')).called()).toEqual([['ana', 'li']])
  })

  test('a label that is no team of people.yml, and no names at all: the configured recipients', async () => {
    expect((await fired('sms', 'team', 'web-a')).called()).toEqual([[]])
    expect((await fired('sms', '')).called()).toEqual([[]])
  })
})

describe('everybody is in quiet hours', () => {
  test('it waits until the first is back, says so, and goes to whoever is there', async () => {
    const { w, called } = await fired('sms', 'team')
    expect(called()).toEqual([])
    expect(await w.store.deliveryViews(1)).toMatchObject([
      {
        state: 'waiting',
        dueAt: WAKING,
        held: { until: WAKING, reason: expect.stringContaining('quiet hours: li until 2023-11-15T08:00') },
      },
    ])
    expect(await w.startDue()).toBe(WAKING)
    w.after(WAKING - NOW - 1)
    await w.deliver()
    expect(called()).toEqual([])
    w.after(1)
    await w.deliver()
    expect(called()).toEqual([['chen']])
    expect(await w.states()).toEqual(['sms sent'])
  })

  test('a room hears it at once, without them; mail is for them at any hour', async () => {
    expect((await fired('room', 'team')).called()).toEqual([[]])
    expect((await fired('mail', 'team')).called()).toEqual([['li', 'chen']])
  })

  test('people.yml is edited meanwhile: judged again', async () => {
    const { w, called } = await fired('sms', 'li')
    expect(called()).toEqual([])
    await w.reload(CONFIG('sms', 'ana'))
    await w.deliver()
    expect(called()).toEqual([['ana']])
  })

  test('newer news replaces what waits, and waits itself', async () => {
    const { w, called } = await fired('sms', 'team')
    w.after(HOUR_MS)
    await w.end('night-a')
    await w.tick()
    await w.deliver()
    expect(called()).toEqual([])
    expect(await w.states()).toEqual(['sms waiting', 'sms superseded'])
  })
})
