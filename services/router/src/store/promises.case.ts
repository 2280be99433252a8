/** What was promised, and who was reached when, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { DeliveryToStore, RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

export function describePromises(name: string, open: () => Promise<RouterStore>): void {
  describe(`promises: ${name}`, () => {
    let store: RouterStore
    beforeEach(async () => {
      store = await open()
      await store.acceptTransitions([alert('a')], NOW)
      await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
    })
    const decide = (revision: number, deliveries: DeliveryToStore[]) =>
      store.saveDecision({
        ...{ groupId: 1, receiver: 'team', at: NOW, reason: 'first notification', revision, told: {}, leaving: [] },
        ...{ nextFlushAt: NOW + 60_000, deliveries, decidedFrom: [], configVersion: 1 },
        detail: { routeKey: '{}', members: [], integrations: [] },
      })

    test('an objective stays with the news, also when newer news takes its place, and is overdue until it arrives', async () => {
      const objective = { tier: 'sms', acceptedAt: NOW - 50, limitMs: 100 }
      await decide(1, [delivery('k1', { objective })])
      await decide(2, [delivery('k2', { reason: 'new alerts added' })])
      const [claimed] = await store.claimable(NOW, 1, { limitKeys: [], targets: [] })
      expect(claimed).toMatchObject({ notification: { idempotencyKey: 'k2' }, objective })
      expect((await store.counts(NOW + 50, 0)).overdue).toEqual(new Map())
      expect((await store.counts(NOW + 51, 0)).overdue).toEqual(new Map([['sms', 1]]))
    })

    test('a receiver counts as reached from its configuration on, then by each message or test', async () => {
      const last = async () => (await store.counts(NOW, 0)).lastReached.get('team')
      await store.knowReceivers(['team'], NOW)
      await store.knowReceivers(['team'], NOW + 5)
      expect(await last()).toBe(NOW)
      await store.receiverReached('team', NOW + 9)
      await store.receiverReached('team', NOW + 7)
      expect(await last()).toBe(NOW + 9)
    })
  })
}
