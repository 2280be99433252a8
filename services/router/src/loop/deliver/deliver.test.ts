/** Storms and failing targets, with the loop's own clock. */
import type { Outcome } from '@tocsin/channels'
import { describe, expect, test } from 'vitest'
import { type Answer, ROBOT, world } from '../testing/world.ts'

const CONFIG = `
route: { receiver: ${ROBOT}, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers: [ { name: ${ROBOT} } ]
`
const names = (count: number) => Array.from({ length: count }, (_, n) => `a${n}`)

async function storm(count: number, answer?: Answer) {
  const w = await world(answer ? { [ROBOT]: answer } : {}, CONFIG)
  await w.fire(...names(count))
  await w.tick()
  await w.deliver()
  return w
}

describe('a storm on a robot', () => {
  test('a few groups get a message each', async () => {
    const w = await storm(5)
    expect(w.together).toEqual([1, 1, 1, 1, 1])
    expect(await w.states()).toEqual(Array(5).fill('robot sent'))
  })

  test('many share messages, each group is in one of them, and each is on record as told', async () => {
    const w = await storm(90)
    for (let second = 0; second < 60; second++) {
      w.after(1_000)
      await w.deliver()
    }
    expect(w.together.reduce((sum, groups) => sum + groups, 0)).toBe(90)
    expect(w.together.length).toBeLessThanOrEqual(20)
    expect(Math.max(...w.together)).toBe(5)
    expect(await w.states()).toEqual(Array(90).fill('robot sent'))
    const views = await w.store.deliveryViews(100)
    expect(views.every(({ attempts }) => attempts.length === 1 && attempts[0]?.n === 1)).toBe(true)
  })

  test('one that was refused is composed anew, and nobody is left out', async () => {
    const outcomes: Outcome[] = [{ kind: 'retry', code: '-1', reason: 'busy' }]
    const w = await storm(11, async () => outcomes.pop() ?? { kind: 'sent', code: '0' })
    expect(w.together).toEqual([5, 1, 1, 1, 1])
    for (let second = 0; second < 20; second++) {
      w.after(1_000)
      await w.deliver()
    }
    expect(w.together.slice(5).reduce((sum, groups) => sum + groups, 0)).toBe(7)
    expect(await w.states()).toEqual(Array(11).fill('robot sent'))
    expect(new Set(w.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(w.calls.length)
    const attempts = (await w.store.deliveryViews(100)).map((view) => view.attempts.length).sort()
    expect(attempts).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
  })

  test('what one refusal meant for many is on record for each', async () => {
    const w = await storm(11, async () => ({ kind: 'reject', code: '93000', reason: 'invalid webhook url' }))
    const views = await w.store.deliveryViews(100)
    expect(w.together[0]).toBe(5)
    expect(views.filter(({ state }) => state === 'rejected')).toHaveLength(9)
    expect(views.filter(({ attempts }) => attempts[0]?.code === '93000')).toHaveLength(9)
  })

  test('cut off in the middle, all of them go again', async () => {
    const w = await storm(11, () => new Promise(() => {}))
    expect((await w.states()).filter((state) => state === 'robot sending')).toHaveLength(5)
    await w.store.recover(0)
    expect((await w.states()).filter((state) => state === 'robot retrying')).toHaveLength(5)
  })
})

describe('a target that fails again and again', () => {
  const OTHER = `
route:
  receiver: rest
  group_by: [alertname]
  group_wait: 0s
  routes: [ { matchers: [ team="down" ], receiver: down } ]
receivers: [ { name: rest }, { name: down, delivery: { breaker: { failures: 3, pause: 1m } } } ]
`

  test('is left alone, then tried by one message, and takes the rest when it answers', async () => {
    let outcome: Outcome = { kind: 'retry', code: 'ECONNREFUSED', reason: 'down' }
    const w = await world({ down: async () => outcome }, OTHER)
    await w.fire(...Array.from({ length: 10 }, (_, n) => `down-${n}`))
    await w.tick()
    await w.deliver()
    // Three calls that fail open it; a fourth may be under way by then.
    const before = w.calls.length
    expect(before).toBeLessThanOrEqual(4)
    expect(w.breaks).toEqual(['fake down open'])
    await w.fire('disk')
    await w.tick()
    await w.deliver()
    expect(w.calls.slice(before)).toMatchObject([{ receiver: 'rest' }])
    expect(await w.startDue()).toBeGreaterThan(0)

    w.after(60_000)
    await w.deliver()
    expect(w.calls).toHaveLength(before + 2)
    outcome = { kind: 'sent', code: '0' }
    w.after(60_000)
    await w.deliver()
    expect(w.breaks).toEqual(['fake down open', 'fake down closed'])
    expect((await w.states()).filter((state) => state === 'down sent')).toHaveLength(10)
  })

  test('a refusal is an answer: it opens nothing', async () => {
    const w = await world({ down: async () => ({ kind: 'reject', code: '93000', reason: 'no' }) }, OTHER)
    await w.fire(...Array.from({ length: 10 }, (_, n) => `down-${n}`))
    await w.tick()
    await w.deliver()
    expect(w.breaks).toEqual([])
    expect(await w.states()).toEqual(Array(10).fill('down rejected'))
  })
})

test('a receiver that gives up after a while gives up then', async () => {
  const w = await world(
    { rest: async () => ({ kind: 'retry', code: '500', reason: 'down' }) },
    'route: { receiver: rest, group_wait: 0s }\n' +
      'receivers: [ { name: rest, delivery: { retry: { min: 10s, max: 20s, give_up_after: 30s } } } ]\n',
  )
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  expect(await w.store.deliveryViews(1)).toMatchObject([{ state: 'retrying', dueAt: w.now() + 10_000 }])
  for (const wait of [10_000, 20_000]) {
    w.after(wait)
    await w.deliver()
  }
  expect(await w.states()).toEqual(['rest rejected'])
})
