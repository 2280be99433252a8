/** Deliveries that wait for people, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const NOBODY = { limitKeys: [], targets: [] }
const HOLD = { at: NOW, until: NOW + 1_000, reason: 'quiet hours: li' }

export function describeHolds(name: string, open: () => Promise<RouterStore>): void {
  describe(`waiting for people: ${name}`, () => {
    let store: RouterStore
    let id = 0
    beforeEach(async () => {
      store = await open()
      await store.acceptTransitions([alert('a')], NOW)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
      const [due] = await store.dueGroups(NOW, 1)
      await store.saveDecision({
        ...{ groupId: due?.id ?? -1, receiver: 'team', at: NOW, reason: 'first notification', revision: 1, told: {} },
        ...{ leaving: [], nextFlushAt: NOW + 60_000, decidedFrom: [], configVersion: 1 },
        deliveries: [delivery('k', { limitKey: undefined })],
        detail: {
          routeKey: '{}',
          members: [{ fingerprint: 'a', resolved: false }],
          integrations: [],
        },
      })
      id = (await store.claimable(NOW, 1, NOBODY))[0]?.id ?? -1
    })
    const claimable = async (now: number) => (await store.claimable(now, 1, NOBODY)).length
    const begin = () => store.beginAttempt({ deliveryId: id, at: NOW, limitKey: undefined, state: null })

    test('it is due then and not before, and its view and the history say why', async () => {
      await store.hold(id, HOLD)
      expect([await claimable(NOW), await claimable(NOW + 999), await claimable(NOW + 1_000)]).toEqual([0, 0, 1])
      expect(await store.nextDueAt(NOBODY)).toBe(NOW + 1_000)
      expect(await store.deliveryViews(1)).toMatchObject([{ state: 'waiting', dueAt: NOW + 1_000, held: HOLD }])
      const query = { from: 0, until: NOW, receiver: 'team', outcome: undefined, after: undefined, limit: 9 }
      const found = await store.history({ ...query, kinds: ['hold'], fingerprints: ['a'] })
      expect(found.map(({ entry }) => entry)).toEqual([
        {
          ...{ kind: 'hold', receiver: 'team', target: 'wecom_robot …c0de', status: 'firing' },
          ...{ groupLabels: { alertname: 'a' }, ...HOLD },
        },
      ])
      expect(await store.history({ ...query, kinds: ['hold'], fingerprints: ['b'] })).toEqual([])
      expect(await store.history({ ...query, kinds: ['hold'], fingerprints: undefined, outcome: 'sent' })).toEqual([])
    })

    test('nobody else hears it instead before then', async () => {
      const chain = [{ receiver: 'other', standIns: [] }]
      const plans = new Map([['team', { afterMs: 500, chain }]])
      expect(await store.nextFallbackAt(plans)).toBe(NOW + 500)
      await store.hold(id, HOLD)
      expect(await store.nextFallbackAt(plans)).toBe(NOW + 1_500)
    })

    test('released, it is due at once, and late from then on', async () => {
      await store.hold(id, HOLD)
      await store.releaseHeld(NOW + 10)
      expect(await claimable(NOW + 10)).toBe(1)
      expect(await store.nextFallbackAt(new Map([['team', { afterMs: 500, chain: [] }]]))).toBe(NOW + 510)
    })

    test('a release leaves alone what waits for its next attempt', async () => {
      await store.hold(id, HOLD)
      const attemptId = await begin()
      await store.endAttempt({
        ...{ attemptId: attemptId ?? -1, deliveryId: id, at: NOW + 1_000, recipients: [], newState: null },
        ...{ outcome: { kind: 'retry', code: '-1', reason: 'busy' }, pauseUntil: undefined, retryAt: NOW + 9_000 },
      })
      await store.releaseHeld(NOW + 1_000)
      expect(await claimable(NOW + 8_999)).toBe(0)
    })

    test('what is being sent does not wait', async () => {
      await begin()
      await store.hold(id, HOLD)
      expect(await store.deliveryViews(1)).toMatchObject([{ state: 'sending' }])
      expect((await store.deliveryViews(1))[0]).not.toHaveProperty('held')
    })

    test('a clock that was set: what waits is judged again', async () => {
      await store.hold(id, HOLD)
      await store.clockSet(-600_000, NOW - 600_000)
      expect(await claimable(NOW - 600_000)).toBe(1)
      await store.hold(id, { ...HOLD, at: NOW - 600_000 })
      await store.clockSet(300_000, NOW - 300_000)
      expect(await claimable(NOW - 300_000)).toBe(1)
    })

    test('it is forgotten with its delivery', async () => {
      await store.hold(id, HOLD)
      const attemptId = await begin()
      await store.endAttempt({
        ...{ attemptId: attemptId ?? -1, deliveryId: id, at: NOW + 1_000, recipients: [], newState: null },
        ...{ outcome: { kind: 'sent', code: '0' }, pauseUntil: undefined, retryAt: undefined },
      })
      await store.prune(NOW + 10_000, 1)
      const all = { from: 0, until: NOW + 10_000, fingerprints: undefined, receiver: undefined, outcome: undefined }
      expect(await store.history({ ...all, kinds: ['hold', 'attempt'], after: undefined, limit: 9 })).toEqual([])
    })
  })
}
