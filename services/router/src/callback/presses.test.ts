import { expect, test } from 'vitest'
import { createPresses } from './presses.ts'

function counted() {
  let calls = 0
  return { act: async () => ++calls, calls: () => calls }
}

test('the same press is done once, also at the same moment, and forgotten when it cannot come again', async () => {
  const presses = createPresses<number>(1_000)
  const { act, calls } = counted()
  const both = [presses.once('a', 0, act), presses.once('a', 0, act)]
  expect(both.map(({ again }) => again)).toEqual([false, true])
  expect(await Promise.all(both.map(({ result }) => result))).toEqual([1, 1])
  expect(presses.once('a', 1_000, act).again).toBe(true)
  expect(presses.once('b', 1_000, act).again).toBe(false)
  expect(presses.once('a', 1_001, act).again).toBe(false)
  expect(calls()).toBe(3)
})

test('one that failed may be done again', async () => {
  const presses = createPresses<number>(1_000)
  await expect(presses.once('a', 0, () => Promise.reject(new Error('disk'))).result).rejects.toThrow('disk')
  const { act } = counted()
  expect(await presses.once('a', 0, act).result).toBe(1)
})

test('the memory is bounded: the oldest go', async () => {
  const presses = createPresses<number>(1_000, 3)
  const { act } = counted()
  for (const id of ['a', 'b', 'c', 'd']) await presses.once(id, 0, act).result
  expect(presses.once('d', 0, act).again).toBe(true)
  expect(presses.once('a', 0, act).again).toBe(false)
})
