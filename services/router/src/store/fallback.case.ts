/** What follows when a message does not arrive, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RouterStore } from './port.ts'
import { owing, REFUSED, SENT, TO_SMS } from './testing/owed.ts'
import { NOW } from './testing/records.ts'

const PLANS = new Map([['team', TO_SMS]])
const FALLBACK = { fallback: TO_SMS }
const MINUTE = 60_000

export function describeFallback(name: string, open: () => Promise<RouterStore>): void {
  describe(`fallback: ${name}`, () => {
    let store: RouterStore
    let w: Awaited<ReturnType<typeof owing>>
    beforeEach(async () => {
      store = await open()
      w = await owing(store)
    })

    test('a refusal and what another receiver is owed for it are on record together', async () => {
      await w.decide(1)
      expect(await w.call(REFUSED, NOW, FALLBACK)).toMatchObject({
        dead: [{ receiver: 'team', code: '93000' }],
        fellBack: [{ receiver: 'team', to: 'sms' }],
      })
      expect(await store.deliveryViews(5)).toMatchObject([
        {
          receiver: 'sms',
          target: 'sms 138****0001',
          state: 'waiting',
          insteadOf: { receiver: 'team' },
          decidedAt: NOW,
        },
        {
          ...{ receiver: 'team', state: 'rejected', fallback: 'sms hears it instead' },
          end: { how: 'rejected', code: '93000', reason: 'invalid webhook url' },
          standIns: [{ receiver: 'sms', state: 'waiting' }],
        },
      ])
      const [claimed] = await store.claimable(NOW, 5, { limitKeys: [], targets: [] })
      expect(claimed?.notification).toMatchObject({
        ...{ receiver: 'sms', status: 'firing' },
        insteadOf: { receiver: 'team', code: '93000', reason: 'invalid webhook url' },
      })
      expect(claimed?.notification.idempotencyKey).not.toBe('k1')
    })

    test('what is late is heard by another once, and stays owed', async () => {
      await w.decide(1)
      await w.call({ kind: 'retry', code: '500', reason: 'down' }, NOW, { ...FALLBACK, retryAt: NOW + 9 * MINUTE })
      expect(await store.nextFallbackAt(PLANS)).toBe(NOW + 5 * MINUTE)
      expect((await store.fallBackDue(PLANS, NOW + 5 * MINUTE - 1)).fellBack).toEqual([])
      expect((await store.fallBackDue(PLANS, NOW + 5 * MINUTE)).fellBack).toEqual([{ receiver: 'team', to: 'sms' }])
      expect((await store.fallBackDue(PLANS, NOW + 8 * MINUTE)).fellBack).toEqual([])
      expect(await store.nextFallbackAt(PLANS)).toBeUndefined()
      expect(await w.states()).toEqual(['sms firing waiting', 'team firing retrying'])
      await w.call(SENT, NOW + 8 * MINUTE)
      expect(await w.call(REFUSED, NOW + 9 * MINUTE, FALLBACK)).toMatchObject({ dead: [{}], fellBack: [] })
      expect(await w.states()).toEqual(['sms firing sent', 'team firing rejected'])
    })

    test('newer news does not put off the moment at which another hears it', async () => {
      await w.decide(1)
      await w.decide(2, NOW + 4 * MINUTE)
      expect(await store.nextFallbackAt(PLANS)).toBe(NOW + 5 * MINUTE)
      await store.fallBackDue(PLANS, NOW + 5 * MINUTE)
      await w.decide(3, NOW + 6 * MINUTE)
      expect(await store.nextFallbackAt(PLANS)).toBe(NOW + 11 * MINUTE)
    })

    test('what follows from a call that a crash cut off follows once, after the call was made again', async () => {
      await w.decide(1)
      const [claimed] = await store.claimable(NOW, 1, { limitKeys: [], targets: [] })
      const deliveryId = claimed?.id ?? -1
      const attemptId = (await store.beginAttempt({ deliveryId, at: NOW, limitKey: undefined, state: null })) ?? -1
      await store.recover(NOW + 1)
      const end = { attemptId, deliveryId, at: NOW, outcome: REFUSED, recipients: [], newState: null, ...FALLBACK }
      // The answer of the call from before: whoever it was meant for is waiting again.
      expect((await store.endAttempt({ ...end, retryAt: undefined, pauseUntil: undefined })).fellBack).toEqual([])
      expect((await w.call(REFUSED, NOW + 2, FALLBACK))?.fellBack).toHaveLength(1)
      expect(await w.states()).toEqual(['sms firing waiting', 'team firing rejected'])
    })

    test('an end goes to those who heard of the firing, and to nobody else', async () => {
      await w.decide(1)
      await w.call(SENT, NOW, FALLBACK)
      await w.decide(2, NOW + 1, { status: 'resolved', reason: 'all alerts resolved' })
      expect((await w.call(REFUSED, NOW + 1, FALLBACK))?.fellBack).toEqual([])
      await w.decide(3, NOW + 2)
      await w.call(REFUSED, NOW + 2, FALLBACK)
      await w.call(SENT, NOW + 2)
      await w.decide(4, NOW + 3, { status: 'resolved', reason: 'all alerts resolved' })
      expect((await w.call(SENT, NOW + 3, FALLBACK))?.fellBack).toEqual([{ receiver: 'team', to: 'sms' }])
      expect((await w.states()).slice(0, 2)).toEqual(['sms resolved waiting', 'team resolved sent'])
    })
  })
}
