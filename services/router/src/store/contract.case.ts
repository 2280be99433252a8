/** What every store must do. Run by one short test per store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { DecisionToStore, DeliveryToStore, RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const NONE = { waiting: 0, sending: 0, retrying: 0, sent: 0, rejected: 0, superseded: 0 }
const RETENTION_MS = 120 * 3_600_000
const NOBODY = { limitKeys: [], targets: [] }

export function describeRouterStore(name: string, open: () => Promise<RouterStore>): void {
  describe(`store contract: ${name}`, () => {
    let store: RouterStore
    let groupId: number
    beforeEach(async () => {
      store = await open()
      await store.acceptTransitions([alert('a')], NOW)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
      groupId = (await store.dueGroups(NOW, 10))[0]?.id ?? -1
    })

    const decision = (
      revision: number,
      deliveries: DeliveryToStore[],
      change: Partial<DecisionToStore> = {},
    ): DecisionToStore => ({
      groupId,
      receiver: 'team',
      at: NOW,
      reason: 'first notification',
      revision,
      told: {},
      leaving: [],
      nextFlushAt: NOW + 60_000,
      deliveries,
      decidedFrom: [],
      detail: { routeKey: '{}', members: [], integrations: [] },
      configVersion: 1,
      ...change,
    })
    const begin = (deliveryId: number, at = NOW) =>
      store.beginAttempt({ deliveryId, at, limitKey: 'robot', state: { kind: 'creating' } })
    const claim = (now = NOW) => store.claimable(now, 10, NOBODY)

    test('a transition is unrouted until it has its groups; a refresh is not', async () => {
      expect(await store.unrouted(10)).toEqual([])
      await store.saveRefreshes([alert('a', { annotations: { summary: 'newer words' }, updatedAt: NOW + 1 })])
      expect(await store.unrouted(10)).toEqual([])
      expect((await store.dueGroups(NOW, 10))[0]?.alerts[0]?.annotations).toEqual({ summary: 'newer words' })
      await store.acceptTransitions([alert('a', { ending: { kind: 'stated', at: NOW } })], NOW + 2)
      expect((await store.unrouted(10)).map(({ fingerprint }) => fingerprint)).toEqual(['a'])
      expect((await store.loadTimes()).get('a')).toEqual({ startsAt: NOW - 1_000, ending: { kind: 'stated', at: NOW } })
    })

    test('one that fires again while its end is routed is not forgotten', async () => {
      await store.acceptTransitions([alert('b', { ending: { kind: 'stated', at: NOW } })], NOW)
      await Promise.all([
        store.acceptTransitions([alert('b')], NOW),
        store.saveRouting([{ fingerprint: 'b', groups: undefined }], NOW),
      ])
      expect((await store.unrouted(10)).map(({ fingerprint }) => fingerprint)).toEqual(['b'])
    })

    test('a refresh never overwrites what is newer', async () => {
      await store.saveRefreshes([alert('a', { annotations: { summary: 'old' }, updatedAt: NOW - 1 })])
      expect((await store.dueGroups(NOW, 10))[0]?.alerts[0]?.annotations).toEqual({ summary: 'first words' })
    })

    test('a group keeps its time when one more alert joins', async () => {
      await store.saveDecision(decision(1, []))
      await store.acceptTransitions([alert('b')], NOW)
      await store.saveRouting([{ fingerprint: 'b', groups: [group('{}/0', NOW + 5)] }], NOW)
      expect(await store.nextFlushAt()).toBe(NOW + 60_000)
    })

    test('what left a group is out, unless it was reported again meanwhile', async () => {
      const [due] = await store.dueGroups(NOW, 10)
      await store.saveDecision(
        decision(1, [], { leaving: ['a'], nextFlushAt: undefined, decidedFrom: due?.alerts ?? [] }),
      )
      expect(await store.nextFlushAt()).toBeUndefined()
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
      await store.acceptTransitions([alert('a', { updatedAt: NOW + 7 })], NOW + 7)
      await store.saveDecision(
        decision(2, [], { leaving: ['a'], nextFlushAt: undefined, decidedFrom: due?.alerts ?? [] }),
      )
      expect(await store.nextFlushAt()).toBe(NOW)
    })

    test('intent, outcome, retry: a delivery is claimed until it is settled', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      const [claimed] = await claim()
      expect(claimed).toMatchObject({ priorState: null, attempts: 0, done: [] })
      const id = claimed?.id ?? -1
      const attemptId = (await begin(id)) ?? -1
      expect(await claim()).toEqual([])
      expect(await begin(id)).toBeUndefined()
      await store.endAttempt({
        attemptId,
        deliveryId: id,
        at: NOW + 5,
        outcome: { kind: 'retry', code: '45009', reason: 'too many', afterMs: 60_000, pauseAll: true },
        recipients: [{ recipient: '138', outcome: { kind: 'sent', code: 'OK' } }],
        newState: { kind: 'open', id: 'T-1' },
        retryAt: NOW + 10,
        pauseUntil: NOW + 60_000,
      })
      expect(await claim(NOW + 20)).toEqual([])
      expect(await store.nextDueAt(NOBODY)).toBe(NOW + 60_000)
      expect(await store.claimable(NOW + 60_000, 10, { limitKeys: ['robot'], targets: [] })).toEqual([])
      expect(await claim(NOW + 60_000)).toMatchObject([
        { priorState: { kind: 'open', id: 'T-1' }, attempts: 1, done: ['138'], limitCalls: [NOW + 5] },
      ])
      const again = (await begin(id, NOW + 60_000)) ?? -1
      await store.endAttempt({
        attemptId: again,
        deliveryId: id,
        at: NOW + 60_005,
        outcome: { kind: 'sent', code: '0' },
        recipients: [],
        newState: null,
        retryAt: undefined,
        pauseUntil: undefined,
      })
      expect(await claim(NOW + 90_000)).toEqual([])
      expect(await store.deliveryViews(5)).toMatchObject([
        {
          state: 'sent',
          finishedAt: NOW + 60_005,
          attempts: [
            { n: 1, outcome: 'retry', code: '45009' },
            { n: 2, outcome: 'sent' },
          ],
        },
      ])
    })

    test('starts under one limit key are known to the next delivery of that key', async () => {
      await store.saveDecision(decision(1, [delivery('k1'), delivery('k2', { integration: 1 })]))
      const [first] = await claim()
      await begin(first?.id ?? -1)
      expect(await claim(NOW + 1)).toMatchObject([{ integration: 1, limitCalls: [NOW] }])
    })

    test('one channel state is served in one order, whichever routes lead to it', async () => {
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0'), group('{}/1')] }], NOW)
      const [first, second] = await store.dueGroups(NOW, 10)
      await store.saveDecision(decision(1, [delivery('k1')], { groupId: first?.id ?? -1 }))
      await store.saveDecision(decision(1, [delivery('k2')], { groupId: second?.id ?? -1 }))
      expect((await claim()).map(({ notification: n }) => n.idempotencyKey)).toEqual(['k1'])
    })

    test('a busy target is left out, the others are not', async () => {
      await store.saveDecision(decision(1, [delivery('k1'), delivery('k2', { integration: 1, target: 'sms gateway' })]))
      const busy = { limitKeys: [], targets: ['wecom_robot …c0de'] }
      expect(await store.claimable(NOW, 10, busy)).toMatchObject([{ target: 'sms gateway' }])
    })

    test('a route with another receiver starts afresh: the new one has heard nothing, the old one is owed nothing', async () => {
      const told = { 0: { firing: ['a'], resolved: [], evidence: '', at: NOW } }
      await store.saveDecision(decision(1, [delivery('k1')], { told }))
      await store.saveRouting([{ fingerprint: 'a', groups: [{ ...group('{}/0', NOW + 9), receiver: 'other' }] }], NOW)
      expect(await store.dueGroups(NOW + 9, 10)).toMatchObject([{ receiver: 'other', told: {}, revision: 1 }])
      expect(await store.deliveryViews(5)).toMatchObject([{ state: 'superseded', finishedAt: NOW }])
    })

    test('untried news gives way to newer news; tried news goes first', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      await store.saveDecision(decision(2, [delivery('k2')]))
      const states = async () =>
        (await store.deliveryViews(5)).map(({ idempotencyKey, state }) => [idempotencyKey, state])
      expect(await states()).toEqual([
        ['k2', 'waiting'],
        ['k1', 'superseded'],
      ])
      const [claimed] = await claim()
      await begin(claimed?.id ?? -1)
      await store.saveDecision(decision(3, [delivery('k3', { status: 'resolved' })]))
      expect(await states()).toEqual([
        ['k3', 'waiting'],
        ['k2', 'sending'],
        ['k1', 'superseded'],
      ])
      expect(await claim()).toEqual([])
    })

    test('newer news takes along the ends that only the untried news would have told', async () => {
      const first = delivery('k1')
      const end = { status: 'resolved', fingerprint: 'a', labels: {}, annotations: {}, startsAt: 1, endsAt: 2 } as const
      const ended = { ...first, notification: { ...first.notification, alerts: [{ ...end, generatorUrl: '' }] } }
      await store.saveDecision(decision(1, [ended]))
      await store.saveDecision(decision(2, [delivery('k2')]))
      expect((await claim()).map(({ notification: { alerts } }) => alerts)).toMatchObject([[{ ...end }]])
    })

    test('the end of something does not replace the opening that it needs', async () => {
      await store.saveDecision(decision(1, [delivery('k1', { keepsOpening: true })]))
      await store.saveDecision(decision(2, [delivery('k2', { keepsOpening: true, status: 'resolved' })]))
      expect((await claim()).map(({ notification: n }) => n.idempotencyKey)).toEqual(['k1'])
    })

    test('an idempotency key is owed once: the whole decision is refused, not half of it', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      await expect(store.saveDecision(decision(2, [delivery('k1')]))).rejects.toThrow()
      expect((await store.dueGroups(NOW + 60_000, 10))[0]?.revision).toBe(1)
      expect(await store.deliveryViews(5)).toMatchObject([{ state: 'waiting' }])
    })

    test('a call cut off by a crash is on record as unknown and made again, with its prepared state', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      await begin((await claim())[0]?.id ?? -1)
      expect(await store.recover(NOW + 100)).toBe(1)
      expect(await claim(NOW + 100)).toMatchObject([{ priorState: { kind: 'creating' }, attempts: 1 }])
      expect(await store.deliveryViews(1)).toMatchObject([
        { attempts: [{ outcome: 'unknown', code: 'ROUTER_STOPPED' }] },
      ])
    })

    test('after a reload groups of a gone route end, the others keep their time', async () => {
      await store.saveDecision(decision(1, []))
      await store.rerouteAll(new Map([['{}/0', { receiver: 'team' }]]), NOW, 1)
      expect(await store.nextFlushAt()).toBe(NOW + 60_000)
      expect((await store.unrouted(5)).map(({ fingerprint }) => fingerprint)).toEqual(['a'])
      await store.rerouteAll(new Map(), NOW, 2)
      expect(await store.nextFlushAt()).toBeUndefined()
    })

    test('a start with the configuration by which all were routed routes nothing anew', async () => {
      const routes = new Map([['{}/0', { receiver: 'team' }]])
      await store.rerouteAll(routes, NOW, 1)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
      await store.rerouteAll(routes, NOW, 1)
      expect(await store.unrouted(5)).toEqual([])
      await store.rerouteAll(routes, NOW, 2)
      expect(await store.unrouted(5)).toHaveLength(1)
    })

    test('what is over and old is forgotten, and nothing else', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      const attemptId = (await begin((await claim())[0]?.id ?? -1)) ?? -1
      const sent = { outcome: { kind: 'sent', code: '0' }, recipients: [], newState: null } as const
      await store.endAttempt({ ...sent, attemptId, deliveryId: 1, at: NOW, retryAt: undefined, pauseUntil: undefined })
      const later = NOW + 6 * 86_400_000
      expect(await store.prune(later, RETENTION_MS)).toEqual({ fingerprints: [], more: false })
      expect(await store.deliveryViews(5)).toEqual([])
      await store.saveDecision(decision(2, [delivery('k2')], { leaving: ['a'], nextFlushAt: undefined }))
      expect(await store.prune(NOW + 60_000, RETENTION_MS)).toEqual({ fingerprints: [], more: false })
      expect(await store.prune(later, RETENTION_MS)).toEqual({ fingerprints: ['a'], more: false })
      expect(await store.deliveryViews(5)).toMatchObject([{ state: 'waiting', revision: 2 }])
    })

    test('counts are kept by receiver; an ended alert leaves no group firing', async () => {
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0'), group('{}/1')] }], NOW)
      await store.saveDecision(decision(1, [delivery('k1')]))
      await store.saveDecision(decision(2, [delivery('k2')], { at: NOW + 5 }))
      await store.saveDecision(
        decision(2, [delivery('k3', { limitKey: undefined })], { receiver: 'other', at: NOW + 9 }),
      )
      const sent = { outcome: { kind: 'sent', code: '0' }, recipients: [], newState: null } as const
      const other = (await claim(NOW + 9)).find(({ receiver }) => receiver === 'other')?.id ?? -1
      const attemptId = (await begin(other)) ?? -1
      await store.endAttempt({
        ...sent,
        ...{ attemptId, deliveryId: other, at: NOW, retryAt: undefined, pauseUntil: undefined },
      })
      expect(await store.counts(NOW, 0)).toMatchObject({
        firingGroups: 2,
        receivers: new Map([
          ['other', { deliveries: { ...NONE, sent: 1 }, heardElsewhere: 0, oldestWaitingSince: undefined }],
          [
            'team',
            { deliveries: { ...NONE, waiting: 1, superseded: 1 }, heardElsewhere: 0, oldestWaitingSince: NOW + 5 },
          ],
        ]),
      })
      await store.acceptTransitions([alert('a', { ending: { kind: 'stated', at: NOW } })], NOW + 2)
      expect(await store.counts(NOW + 2, 0)).toMatchObject({ alerts: { firing: 0, resolved: 1 }, firingGroups: 0 })
    })

    test('what the console reads', async () => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      expect(await store.counts(NOW, 0)).toMatchObject({
        alerts: { firing: 1, resolved: 0 },
        firingGroups: 1,
        receivers: new Map([
          ['team', { deliveries: { ...NONE, waiting: 1 }, heardElsewhere: 0, oldestWaitingSince: NOW }],
        ]),
      })
      expect(await store.groupViews(NOW, 0)).toMatchObject([{ receiver: 'team', alerts: [{ status: 'firing' }] }])
      expect((await store.firingAlerts(NOW + 60_000, NOW + 60_001)).length).toBe(1)
      expect((await store.firingAlerts(NOW + 60_001, NOW + 60_001)).length).toBe(0)
    })
  })
}
