/** What every store must do when it forgets. */
import { describe, expect, test } from 'vitest'
import type { RouterStore } from './port.ts'
import { alert, NOW } from './testing/records.ts'

const RETENTION_MS = 120 * 3_600_000

export function describePrune(name: string, open: () => Promise<RouterStore>): void {
  describe(`store forgets: ${name}`, () => {
    test('however much is old, it goes a slice at a time, and all of it', async () => {
      const store = await open()
      const names = Array.from({ length: 1_200 }, (_, n) => `old-${n}`)
      await store.acceptTransitions(
        names.map((name) => alert(name, { ending: { kind: 'stated', at: NOW } })),
        NOW,
      )
      await store.saveRouting(
        names.map((fingerprint) => ({ fingerprint, groups: undefined })),
        NOW,
      )
      const later = NOW + 6 * 86_400_000
      const gone: string[] = []
      for (let slice = 1, more = true; more; slice++) {
        const pruned = await store.prune(later, RETENTION_MS)
        expect(pruned.fingerprints.length).toBeLessThanOrEqual(250)
        expect(slice).toBeLessThan(20)
        gone.push(...pruned.fingerprints)
        more = pruned.more
      }
      expect(gone.toSorted()).toEqual(names.toSorted())
      const [kinds, asked] = [['alert'] as const, { fingerprints: undefined, receiver: undefined, outcome: undefined }]
      expect(await store.history({ ...asked, kinds, from: 0, until: later, after: undefined, limit: 5 })).toEqual([])
    })
  })
}
