/** Many deliveries in one message, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const NOBODY = { limitKeys: [], targets: [] }

export function describeTogether(name: string, open: () => Promise<RouterStore>): void {
  describe(`one message for many: ${name}`, () => {
    let store: RouterStore
    beforeEach(async () => {
      store = await open()
      const names = ['a', 'b', 'c', 'd']
      await store.acceptTransitions(
        names.map((fingerprint) => alert(fingerprint)),
        NOW,
      )
      for (const fingerprint of names) {
        const its = { ...group('{}/0'), labels: { alertname: fingerprint }, labelsFingerprint: fingerprint }
        await store.saveRouting([{ fingerprint, groups: [its] }], NOW)
      }
      for (const [index, { id }] of (await store.dueGroups(NOW, 10)).entries()) {
        await store.saveDecision({
          ...{ groupId: id, receiver: 'team', at: NOW, reason: 'first notification', revision: 1, told: {} },
          ...{ leaving: [], nextFlushAt: NOW + 60_000, decidedFrom: [], configVersion: 1 },
          deliveries: [delivery(`k${index}`, { limitKey: 'robot', integration: index === 3 ? 1 : 0 })],
          detail: { routeKey: '{}', members: [], integrations: [] },
        })
      }
    })
    const first = async () => {
      const [found] = await store.claimable(NOW, 1, NOBODY)
      if (!found) throw new Error('nothing to claim')
      return found
    }
    const keys = async () =>
      (await store.waitingWith(await first(), NOW, 10)).map(({ notification }) => notification.idempotencyKey)

    test('those of one integration wait together, and are counted', async () => {
      expect((await first()).waiting).toBe(3)
      expect(await keys()).toEqual(['k0', 'k1', 'k2'])
      expect(await store.waitingWith(await first(), NOW, 2)).toHaveLength(2)
    })

    test('one call, one outcome, each delivery with its own next try', async () => {
      const [one, two, three] = await store.waitingWith(await first(), NOW, 10)
      if (!one || !two || !three) throw new Error('three are wanted')
      const together = [two.id, three.id]
      const attemptId = await store.beginAttempt({
        deliveryId: one.id,
        at: NOW,
        limitKey: 'robot',
        state: null,
        together,
      })
      expect((await store.deliveryViews(9)).filter(({ state }) => state === 'sending')).toHaveLength(3)
      await store.endAttempt({
        ...{ attemptId: attemptId ?? -1, deliveryId: one.id, at: NOW + 1, recipients: [], newState: null },
        ...{ outcome: { kind: 'retry', code: '-1', reason: 'busy' }, pauseUntil: undefined, retryAt: NOW + 100 },
        together: [
          { deliveryId: two.id, retryAt: undefined },
          { deliveryId: three.id, retryAt: NOW + 200 },
        ],
      })
      const views = new Map((await store.deliveryViews(9)).map((view) => [view.idempotencyKey, view]))
      expect(views.get('k0')).toMatchObject({ state: 'retrying', dueAt: NOW + 100, attempts: [{ code: '-1' }] })
      expect(views.get('k1')).toMatchObject({ state: 'rejected', attempts: [{ code: '-1' }] })
      expect(views.get('k2')).toMatchObject({ state: 'retrying', dueAt: NOW + 200, attempts: [{ code: '-1' }] })
      // One call on the wire counts once.
      expect((await first()).limitCalls).toEqual([NOW + 1])
    })

    test('a call that needs a second one counts twice', async () => {
      const { id } = await first()
      await store.beginAttempt({ deliveryId: id, at: NOW, limitKey: 'robot', calls: 2, state: null })
      const waiting = await store.claimable(NOW, 10, NOBODY)
      expect(waiting[0]?.limitCalls).toEqual([NOW, NOW])
    })

    test('the history names each of them, a page at a time', async () => {
      const [one, ...others] = await store.waitingWith(await first(), NOW, 10)
      const together = others.map(({ id }) => id)
      await store.beginAttempt({ deliveryId: one?.id ?? -1, at: NOW, limitKey: 'robot', state: null, together })
      const page = {
        ...{ from: 0, until: NOW + 1, kinds: ['attempt'] as const, limit: 2, after: undefined },
        ...{ fingerprints: undefined, receiver: undefined, outcome: undefined },
      }
      const begin = await store.history(page)
      const end = await store.history({ ...page, after: begin.at(-1)?.cursor })
      const named = [...begin, ...end].map(({ entry }) => entry.kind === 'attempt' && entry.groupLabels['alertname'])
      expect(named.toSorted()).toEqual(['a', 'b', 'c'])
      expect(begin[0]?.entry).toMatchObject({ groups: 3 })
    })

    test('after a stop all of them go again', async () => {
      const [one, ...others] = await store.waitingWith(await first(), NOW, 10)
      const together = others.map(({ id }) => id)
      await store.beginAttempt({ deliveryId: one?.id ?? -1, at: NOW, limitKey: 'robot', state: null, together })
      await store.recover(NOW + 5)
      expect((await store.deliveryViews(9)).filter(({ state }) => state === 'retrying')).toHaveLength(3)
    })
  })
}
