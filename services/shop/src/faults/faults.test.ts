import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { createFaults } from './faults.ts'

test('the injected random decides which database a request gets; off is off', async () => {
  const real = { query: () => Promise.resolve([]) }
  const stalled = { query: () => Promise.resolve([]) }
  // Two rolls for each request: latency, then dbTimeout.
  const rolls = [0, 0.19, 0, 0.2, 0, 0]
  const random = (): number => rolls.shift() ?? 1
  const faults = createFaults({ pool: new Pool(), real, stalled, random })
  const gone = new AbortController().signal
  faults.setDbTimeout({ share: 0.2 })
  expect(await faults.apply(gone)).toBe(stalled)
  expect(await faults.apply(gone)).toBe(real)
  await faults.clear('dbTimeout')
  expect(await faults.apply(gone)).toBe(real)
})

test('a sleeping request goes on when its client leaves or all faults end', async () => {
  const real = { query: () => Promise.resolve([]) }
  const faults = createFaults({ pool: new Pool(), real, stalled: real, random: () => 0 })
  faults.setLatency({ ms: 60_000, share: 1 })
  const gone = new AbortController()
  const first = faults.apply(gone.signal)
  gone.abort()
  await first
  const second = faults.apply(new AbortController().signal)
  await faults.clearAll()
  await second
  expect(faults.view()).toEqual({ latency: null, pool: null, dbTimeout: null })
})
