/** The contract of a clock that is set: intervals stay as long as they were. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DecisionToStore, DeliveryToStore, RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const HOUR = 3_600_000

const decision = (
  revision: number,
  deliveries: readonly DeliveryToStore[],
  change: Partial<DecisionToStore> = {},
): DecisionToStore => ({
  ...{ groupId: 1, receiver: 'team', at: NOW, reason: 'first notification', revision, told: {}, leaving: [] },
  ...{ nextFlushAt: NOW + 60_000, deliveries, decidedFrom: [], configVersion: 1 },
  detail: { routeKey: '{}', members: [], integrations: [] },
  ...change,
})

export function describeClock(name: string, open: () => Promise<RouterStore>): void {
  describe(`${name}: a clock that is set`, () => {
    let store: RouterStore
    beforeEach(async () => {
      store = await open()
      await store.acceptTransitions([alert('a')], NOW)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}', NOW)] }], NOW)
    })
    afterEach(() => store.close())

    const busy = { limitKeys: [], targets: [] }
    const told = { 0: { firing: ['a'], resolved: [], evidence: '', at: NOW } }

    test.each([
      ['forth', HOUR],
      ['back', -HOUR],
    ])(
      '%s: a group is looked at as long after as was planned, and counts its repeats from as long ago',
      async (_way, step) => {
        await store.saveDecision(decision(1, [], { told, nextFlushAt: NOW + 10_000 }))
        await store.clockSet(step, NOW + step + 500)
        expect(await store.nextFlushAt()).toBe(NOW + step + 10_000)
        expect(await store.dueGroups(NOW + step + 10_000, 10)).toMatchObject([
          { told: { 0: { firing: ['a'], at: NOW + step } }, alerts: [{ updatedAt: NOW + step }] },
        ])
      },
    )

    test.each([
      ['forth', HOUR],
      ['back', -HOUR],
    ])('%s: a retry, a pause and the calls that a limit counts keep their distance', async (_way, step) => {
      await store.saveDecision(decision(1, [delivery('k1')]))
      const attemptId = await store.beginAttempt({ deliveryId: 1, at: NOW, limitKey: 'robot', state: null })
      await store.endAttempt({
        ...{ attemptId: attemptId ?? -1, deliveryId: 1, at: NOW, recipients: [], newState: null },
        outcome: { kind: 'retry', code: '45009', reason: 'too many' },
        retryAt: NOW + 1_000,
        pauseUntil: NOW + 60_000,
      })
      const now = NOW + step
      await store.clockSet(step, now + 500)
      expect(await store.nextDueAt(busy)).toBe(now + 60_000)
      expect(await store.claimable(now + 59_000, 10, busy)).toEqual([])
      expect(await store.claimable(now + 60_001, 10, busy)).toMatchObject([{ limitCalls: [now], decidedAt: now }])
    })

    test('a refresh by the clock that was set back is no older one', async () => {
      await store.clockSet(-HOUR, NOW - HOUR)
      await store.saveRefreshes([alert('a', { updatedAt: NOW - HOUR + 1_000, annotations: { summary: 'newer' } })])
      expect(await store.dueGroups(NOW, 10)).toMatchObject([{ alerts: [{ annotations: { summary: 'newer' } }] }])
    })

    test('what senders stated stays as they stated it', async () => {
      await store.clockSet(-HOUR, NOW - HOUR)
      expect(await store.dueGroups(NOW, 10)).toMatchObject([
        { alerts: [{ startsAt: alert('a').startsAt, ending: alert('a').ending }] },
      ])
    })

    test('what came in after a step forth, and before it was noticed, bears the new time already', async () => {
      await store.acceptTransitions([alert('late', { updatedAt: NOW + HOUR })], NOW + HOUR)
      await store.clockSet(HOUR, NOW + HOUR + 900)
      expect(await store.unrouted(10)).toMatchObject([{ fingerprint: 'late', acceptedAt: NOW + HOUR }])
    })

    test('the latest moment on record is that of the last report or decision, and follows the clock', async () => {
      expect(await store.lastSeenAt()).toBe(NOW)
      await store.saveDecision(decision(1, [], { told, at: NOW + 7_000 }))
      expect(await store.lastSeenAt()).toBe(NOW + 7_000)
      await store.clockSet(-HOUR, NOW - HOUR)
      expect(await store.lastSeenAt()).toBe(NOW + 7_000 - HOUR)
    })
  })
}
