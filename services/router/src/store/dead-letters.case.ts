/** What did not arrive, and a fresh chance for it, for every store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RouterStore } from './port.ts'
import { owing, REFUSED, SENT, TO_SMS } from './testing/owed.ts'
import { NOW } from './testing/records.ts'

const ALL = { receiver: undefined, from: 0, before: undefined, limit: 10 }
const AGAIN = { at: NOW + 60_000, evenIfNewer: false, target: 'wecom_robot …beef', limitKey: undefined }
const RETENTION_MS = 120 * 3_600_000

export function describeDeadLetters(name: string, open: () => Promise<RouterStore>): void {
  describe(`dead letters: ${name}`, () => {
    let store: RouterStore
    let w: Awaited<ReturnType<typeof owing>>
    beforeEach(async () => {
      store = await open()
      w = await owing(store)
    })
    const idOf = async () => (await store.deadLetters(ALL))[0]?.id ?? -1
    const heard = async () => (await store.counts(NOW, 0)).receivers.get('team')?.heardElsewhere

    test('what was refused and what was given up, with why, newest first, a page at a time', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW)
      await w.decide(2, NOW + 1)
      await w.call({ kind: 'retry', code: 'HTTP 500', reason: 'down' }, NOW + 1)
      await w.decide(3, NOW + 2)
      await w.call(SENT, NOW + 2)
      const letters = await store.deadLetters(ALL)
      expect(letters).toMatchObject([
        { end: { how: 'given-up', code: 'HTTP 500', reason: 'down' }, heard: false, newer: { state: 'sent' } },
        { end: { how: 'rejected', code: '93000', reason: 'invalid webhook url' }, newer: { state: 'sent' } },
      ])
      expect(await store.deadLetters({ ...ALL, before: letters[0]?.id })).toMatchObject([{ id: letters[1]?.id }])
      expect(await store.deadLetters({ ...ALL, receiver: 'other' })).toEqual([])
      expect(await store.deadLetters({ ...ALL, from: NOW + 1 })).toHaveLength(1)
    })

    test('somebody heard it once the last of its fallbacks did', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW, { fallback: TO_SMS })
      const standIns = TO_SMS.chain[0]?.standIns ?? []
      await w.call(REFUSED, NOW, { fallback: { afterMs: 0, chain: [{ receiver: 'voice', standIns }] } })
      expect(await heard()).toBe(0)
      await w.call(SENT, NOW)
      expect(await heard()).toBe(1)
      const letters = await store.deadLetters(ALL)
      expect(letters.map(({ receiver, heard: its }) => [receiver, its])).toEqual([
        ['sms', true],
        ['team', true],
      ])
      expect(letters[1]?.standIns).toMatchObject([
        { receiver: 'sms', state: 'rejected' },
        { receiver: 'voice', state: 'sent' },
      ])
    })

    test('a fresh chance goes to the target of now, with the key that never arrived', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW)
      const deliveryId = await idOf()
      expect(await store.deliveryToReplay(deliveryId)).toEqual({
        ...{ receiver: 'team', integration: 0, channel: 'wecom_robot', state: 'rejected' },
      })
      expect(await store.replay({ deliveryId, ...AGAIN })).toEqual({ kind: 'replayed', key: 'same' })
      expect(await store.replay({ deliveryId, ...AGAIN })).toEqual({ kind: 'not-dead' })
      const [claimed] = await store.claimable(AGAIN.at, 5, { limitKeys: [], targets: [] })
      expect(claimed).toMatchObject({ id: deliveryId, target: AGAIN.target, attempts: 0, decidedAt: AGAIN.at })
      expect(await w.call(SENT, AGAIN.at)).toMatchObject({ key: 'k1' })
      expect(await store.deliveryViews(5)).toMatchObject([
        { state: 'sent', replayedAt: AGAIN.at, attempts: [{ outcome: 'reject' }, { outcome: 'sent' }] },
      ])
      expect(await store.deadLetters(ALL)).toEqual([])
    })

    test('what the same channel was told since is named first', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW)
      await w.decide(2, NOW + 5)
      const deliveryId = await idOf()
      const newer = { kind: 'newer', newer: { status: 'firing', state: 'waiting', decidedAt: NOW + 5 } }
      expect(await store.replay({ deliveryId, ...AGAIN })).toMatchObject(newer)
      expect(await store.replay({ deliveryId, ...AGAIN, evenIfNewer: true })).toMatchObject({ kind: 'replayed' })
      // What was under way in its lane goes first.
      expect([(await w.call(SENT, AGAIN.at))?.key, (await w.call(SENT, AGAIN.at))?.key]).toEqual(['k2', 'k1'])
      expect(await w.call(SENT, AGAIN.at)).toBeUndefined()
    })

    test('whoever heard it instead does not hear it again; nobody before is no reason to be silent now', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW, { fallback: TO_SMS })
      await w.call(SENT, NOW)
      const deliveryId = await idOf()
      await store.replay({ deliveryId, ...AGAIN })
      expect((await w.call(REFUSED, AGAIN.at, { fallback: TO_SMS }))?.fellBack).toEqual([])
      await w.decide(2, AGAIN.at + 1)
      await w.call(REFUSED, AGAIN.at + 1)
      await store.replay({ deliveryId: await idOf(), ...AGAIN })
      expect((await w.call(REFUSED, AGAIN.at + 2, { fallback: TO_SMS }))?.fellBack).toHaveLength(1)
    })

    test('is forgotten with the history', async () => {
      await w.decide(1)
      await w.call(REFUSED, NOW)
      await store.prune(NOW + RETENTION_MS, RETENTION_MS)
      expect(await store.deadLetters(ALL)).toHaveLength(1)
      await store.prune(NOW + RETENTION_MS + 1, RETENTION_MS)
      expect(await store.deadLetters(ALL)).toEqual([])
      expect(await store.deliveryToReplay(1)).toBeUndefined()
    })
  })
}
