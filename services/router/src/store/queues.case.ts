/** In which order what is owed may be sent, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryToStore, RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const NOBODY = { limitKeys: [], targets: [] }

export function describeQueues(name: string, open: () => Promise<RouterStore>): void {
  describe(`queues: ${name}`, () => {
    let store: RouterStore
    let groupId: number
    beforeEach(async () => {
      store = await open()
      await store.acceptTransitions([alert('a')], NOW)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
      groupId = (await store.dueGroups(NOW, 10))[0]?.id ?? -1
    })

    const decide = (revision: number, deliveries: DeliveryToStore[]) =>
      store.saveDecision({
        ...{ groupId, receiver: 'team', at: NOW, reason: 'first notification', revision, told: {}, leaving: [] },
        ...{ nextFlushAt: NOW + 60_000, deliveries, decidedFrom: [], configVersion: 1 },
        detail: { routeKey: '{}', members: [], integrations: [] },
      })
    const claim = (limit = 10) => store.claimable(NOW, limit, NOBODY)
    const begin = async (deliveryId: number) =>
      (await store.beginAttempt({ deliveryId, at: NOW, limitKey: undefined, state: null })) ?? -1

    test('one delivery at a time is claimed under one limit key, several without', async () => {
      const deliveries = ['k1', 'k2', 'k3', 'k4'].map((key, integration) =>
        delivery(key, { integration, limitKey: integration < 2 ? 'robot' : undefined }),
      )
      await decide(1, deliveries)
      expect((await claim()).map(({ notification: n }) => n.idempotencyKey)).toEqual(['k1', 'k3', 'k4'])
      expect(await claim(2)).toHaveLength(2)
    })

    test('what is over makes way for the next of its lane, and only for that', async () => {
      await decide(1, [delivery('k1')])
      const [tried] = await claim()
      const id = tried?.id ?? -1
      // A delivery that was tried is not replaced by the next news; one that was not is.
      await store.endAttempt({
        ...{ attemptId: await begin(id), deliveryId: id, at: NOW, recipients: [], newState: null },
        ...{
          outcome: { kind: 'retry', code: '500', reason: '', pauseAll: false },
          retryAt: NOW,
          pauseUntil: undefined,
        },
      })
      await decide(2, [delivery('k2')])
      await decide(3, [delivery('k3')])
      const told: string[] = []
      for (let [next] = await claim(); next; [next] = await claim()) {
        told.push(next.notification.idempotencyKey)
        await store.endAttempt({
          ...{ attemptId: await begin(next.id), deliveryId: next.id, at: NOW, recipients: [], newState: null },
          ...{ outcome: { kind: 'sent', code: '0' }, retryAt: undefined, pauseUntil: undefined },
        })
      }
      expect(told).toEqual(['k1', 'k3'])
      expect(await store.nextDueAt(NOBODY)).toBeUndefined()
    })
  })
}
