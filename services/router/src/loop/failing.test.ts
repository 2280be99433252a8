/** A loop that cannot decide still delivers. */
import { silentLogger } from '@tocsin/kit'
import { expect, test, vi } from 'vitest'
import { openRouterStore } from '../store/sqlite.ts'
import { startLoop } from './loop.ts'

test('what is owed goes out although something keeps new decisions from being made', async () => {
  const store = await openRouterStore({
    file: ':memory:',
    onFatal: (error) => {
      throw error
    },
  })
  const startDue = vi.fn(async () => undefined)
  const loop = startLoop({
    ...{ store, now: Date.now, log: silentLogger(), retentionMs: 1_000, onPruned: () => {}, alsoDue: [] },
    deliverer: { startDue, clockSet: () => {} },
    watchClock: async () => false,
    flushRefreshes: async () => {},
    inTurn: () => Promise.reject(new Error('the database is damaged: "told" of row 7 is no JSON')),
    context: () => expect.unreachable(),
  })
  await vi.waitFor(() => expect(startDue).toHaveBeenCalled())
  await loop.stop()
  store.close()
})
