/** What every store must remember, so that the past can be explained. Run by one short test per store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Silence } from '../model/silence.ts'
import type { RouterStore } from './port.ts'
import { alert, NOW } from './testing/records.ts'

const DAY_MS = 86_400_000
const RETENTION_MS = 5 * DAY_MS

const silence = (id: string, version: number, change: Partial<Silence> = {}): Silence => ({
  id,
  version,
  matchers: [{ name: 'alertname', op: '=~', value: 'a|"b"' }],
  startsAt: NOW,
  endsAt: NOW + 3_600_000,
  updatedAt: NOW,
  createdBy: '王芳',
  comment: 'planned work',
  annotations: { ticket: 'OPS-1' },
  ...change,
})

export function describeHistory(name: string, open: () => Promise<RouterStore>): void {
  describe(`history contract: ${name}`, () => {
    let store: RouterStore
    beforeEach(async () => {
      store = await open()
    })

    test('a silence is read back as it was written, in its newest version', async () => {
      const edited = silence('s1', 2, { endsAt: NOW + 60_000, comment: 'shorter' })
      await store.saveSilences([silence('s1', 1), silence('s2', 1)])
      await store.saveSilences([edited])
      expect((await store.silences()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([edited, silence('s2', 1)])
    })

    test('a version is written once', async () => {
      await store.saveSilences([silence('s1', 1)])
      await expect(store.saveSilences([silence('s1', 1, { comment: 'other' })])).rejects.toThrow()
      expect(await store.silences()).toEqual([silence('s1', 1)])
    })

    test('a silence is forgotten once its newest version has ended long ago', async () => {
      await store.saveSilences([silence('old', 1), silence('edited', 1)])
      await store.saveSilences([silence('edited', 2, { endsAt: NOW + 9 * DAY_MS })])
      await store.prune(NOW + 6 * DAY_MS, RETENTION_MS)
      expect((await store.silences()).map(({ id, version }) => `${id} ${version}`)).toEqual(['edited 2'])
    })

    test('the same configuration keeps its number, another one has the next', async () => {
      const first = await store.configurationLoaded('{"route":1}', NOW)
      expect(await store.configurationLoaded('{"route":1}', NOW + 1)).toBe(first)
      const second = await store.configurationLoaded('{"route":2}', NOW + 2)
      expect(second).toBeGreaterThan(first)
      await store.prune(NOW + 6 * DAY_MS, RETENTION_MS)
      expect(await store.configurationLoaded('{"route":2}', NOW + 6 * DAY_MS)).toBe(second)
    })

    test('a walk over all alerts goes by fingerprint, in slices', async () => {
      await store.acceptTransitions(
        ['c', 'a', 'd', 'b'].map((fingerprint) => alert(fingerprint)),
        NOW,
      )
      expect((await store.alertsAfter('', 3)).map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b', 'c'])
      expect(await store.alertsAfter('c', 3)).toEqual([alert('d')])
    })
  })
}
