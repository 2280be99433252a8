import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullJitter } from './jitter.ts'

test.each([
  [0, 0.5, 500],
  [1, 0.5, 1_000],
  [3, 0.999, 7_992],
  [10, 0.5, 30_000],
  [5_000, 0.5, 30_000],
  [3, 0, 0],
])('attempt %i with random %f waits %i ms', (attempt, random, waitMs) => {
  expect(fullJitter({ attempt, baseMs: 1_000, capMs: 60_000, random: () => random })).toBe(waitMs)
})

test('never below 0, never above the cap or the exponential ceiling, always whole', () => {
  const input = fc.record({
    attempt: fc.nat(2_000),
    baseMs: fc.nat(10_000),
    capMs: fc.nat(600_000),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((value) => () => value),
  })
  fc.assert(
    fc.property(input, (options) => {
      const waitMs = fullJitter(options)
      expect(Number.isInteger(waitMs)).toBe(true)
      expect(waitMs).toBeGreaterThanOrEqual(0)
      expect(waitMs).toBeLessThanOrEqual(options.capMs)
      if (options.attempt < 30) expect(waitMs).toBeLessThanOrEqual(options.baseMs * 2 ** options.attempt)
    }),
  )
})
