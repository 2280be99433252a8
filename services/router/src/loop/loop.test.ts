/** What the loop does with alerts, reloads and providers, in a world of its own. */
import { StoreError } from '@tocsin/store'
import { expect, test, vi } from 'vitest'
import { AUDIBLE } from '../model/verdict.ts'
import { NOW, never, world } from './testing/world.ts'

const TWO_TEAMS = `
route:
  receiver: rest
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1m
  routes:
    - { matchers: [ team="stuck" ], receiver: stuck }
receivers: [ { name: rest }, { name: stuck } ]
`

test('an alert is routed, decided and told once, with its labels', async () => {
  const w = await world({}, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  await w.tick()
  await w.deliver()
  expect(w.calls).toMatchObject([{ receiver: 'rest', status: 'firing', groupLabels: { alertname: 'disk' } }])
  expect(await w.states()).toEqual(['rest sent'])
  expect([w.decided, w.ended]).toEqual([['rest first notification'], ['rest fake sent']])
})

test('one look routes a whole backlog', async () => {
  const w = await world({}, TWO_TEAMS)
  await w.fire(...Array.from({ length: 1_200 }, (_, n) => `a${n}`))
  await w.tick()
  expect(await w.store.unrouted(1)).toEqual([])
})

test('a provider that hangs holds up nobody else', async () => {
  const w = await world({ stuck: never }, TWO_TEAMS)
  await w.fire(...Array.from({ length: 200 }, (_, n) => `stuck-${n}`))
  await w.tick()
  await w.deliver()
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  const states = await w.states()
  expect(states.filter((state) => state === 'rest sent')).toHaveLength(1)
  expect(states.filter((state) => state === 'stuck sending')).toHaveLength(4)
})

test("a channel's own mistake is an outcome: on record, and tried again", async () => {
  const w = await world({ rest: () => Promise.reject(new Error('bad template')) }, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  expect(await w.store.deliveryViews(1)).toMatchObject([
    {
      state: 'retrying',
      dueAt: NOW + 1_000,
      attempts: [{ outcome: 'unknown', code: 'INTERNAL', reason: 'bad template' }],
    },
  ])
})

test('after a reload that gives a route another receiver, that one is told, and the old one is owed nothing', async () => {
  const w = await world({ rest: async () => ({ kind: 'retry', code: 'HTTP 500', reason: 'down' }) }, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  await w.reload(TWO_TEAMS.replaceAll('rest', 'rota'))
  await w.tick()
  await w.deliver()
  expect(await w.states()).toEqual(['rota sent', 'rest superseded'])
})

test('a reload in the middle of a tick: what is new goes the new way, and no group is left to a route that is gone', async () => {
  const w = await world({}, TWO_TEAMS)
  await w.fire('stuck-1', 'disk')
  await w.tick()
  await w.deliver()
  w.after(60_000)
  await w.fire('stuck-2')
  await Promise.all([w.reload(TWO_TEAMS.replace('team="stuck"', 'team="gone"')), w.tick()])
  await w.tick()
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(w.calls.map(({ receiver, groupLabels }) => `${receiver} ${groupLabels['alertname']}`).toSorted()).toEqual([
    'rest disk',
    'rest stuck-1',
    'rest stuck-2',
    'stuck stuck-1',
  ])
  expect(await w.store.dueGroups(NOW + 120_000, 10)).toEqual([])
})

test('a reload that changes nothing says nothing again', async () => {
  const w = await world({}, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  await w.reload(TWO_TEAMS)
  await w.tick()
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(await w.states()).toEqual(['rest sent'])
})

test('an edit around a firing group says nothing again: a route before its own, other times, another receiver elsewhere', async () => {
  const text = TWO_TEAMS.replace('rest }, {', 'rest }, { name: rota }, {')
  const w = await world({}, text)
  await w.fire('stuck-1')
  await w.tick()
  await w.deliver()
  const edits = [
    ['routes:\n', 'routes:\n    - { matchers: [ team="web" ], receiver: rota }\n'],
    ['group_interval: 1m', 'group_interval: 2m'],
    ['receiver: rest\n', 'receiver: rota\n'],
  ] as const
  let edited = text
  for (const [what, by] of edits) {
    expect(edited).toContain(what)
    edited = edited.replace(what, by)
    await w.reload(edited)
    await w.tick()
    w.after(180_000)
    await w.tick()
    await w.deliver()
  }
  expect(await w.states()).toEqual(['stuck sent'])
  // And it is still watched: news of the group is told.
  await w.fire('stuck-1', 'web-1')
  await w.tick()
  await w.deliver()
  expect((await w.states()).toSorted()).toEqual(['rota sent', 'stuck sent'])
})

test('what is silenced is on record, once, with what silences it; its end is told to those who knew of it', async () => {
  const w = await world({}, TWO_TEAMS)
  await w.fire('disk')
  w.verdicts['disk'] = { ...AUDIBLE, silencedBy: ['s1'] }
  await w.tick()
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(await w.states()).toEqual([])
  delete w.verdicts['disk']
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(w.decided).toEqual(['rest first notification'])
})

test('what cannot be written is not asked for again at once: a full disk is not filled with complaints', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const w = await world({}, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  const { beginAttempt } = w.store
  const full = vi.fn(() => Promise.reject(new StoreError('DISK_FULL', 'no room')))
  Object.assign(w.store, { beginAttempt: full })
  await w.deliver()
  expect(full).toHaveBeenCalledOnce()
  Object.assign(w.store, { beginAttempt })
  await vi.advanceTimersByTimeAsync(1_000)
  await w.deliver()
  expect(await w.states()).toEqual(['rest sent'])
  vi.useRealTimers()
})

test('a call that is about to be put on record is not started twice', async () => {
  const w = await world({ rest: never }, TWO_TEAMS)
  await w.fire('disk')
  await w.tick()
  const begun = vi.spyOn(w.store, 'beginAttempt')
  await Promise.all([w.startDue(), w.startDue()])
  await w.startDue()
  expect(begun).toHaveBeenCalledOnce()
})

test('with nothing to do there is nothing to wake up for', async () => {
  const w = await world({}, TWO_TEAMS)
  expect(await w.startDue()).toBeUndefined()
})
