import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admit } from './rate.ts'

test.each([
  ['nothing started yet', [], 100, { kind: 'admitted' }],
  ['room left', [50, 60], 100, { kind: 'admitted' }],
  ['full', [10, 50, 60], 100, { kind: 'wait', untilMs: 110 }],
  ['the oldest just left', [10, 50, 60], 110, { kind: 'admitted' }],
  ['old starts do not count', [1, 2, 3, 60], 150, { kind: 'admitted' }],
  ['more than the limit already there', [91, 92, 93, 94], 100, { kind: 'wait', untilMs: 192 }],
])('%s', (_name, starts, now, expected) => {
  expect(admit({ starts, limit: 3, windowMs: 100, now })).toEqual(expected)
})

test('a limit below 1 is refused', () => {
  expect(() => admit({ starts: [], limit: 0, windowMs: 1, now: 0 })).toThrow(RangeError)
})

const scenario = fc.record({
  limit: fc.integer({ min: 1, max: 5 }),
  windowMs: fc.integer({ min: 1, max: 50 }),
  gaps: fc.array(fc.nat(20), { maxLength: 60 }),
})

/** Callers who come after these gaps and wait whenever they are told to. */
function startsOf({ limit, windowMs, gaps }: { limit: number; windowMs: number; gaps: number[] }): number[] {
  const starts: number[] = []
  let now = 0
  for (const gap of gaps) {
    now += gap
    for (;;) {
      const admission = admit({ starts, limit, windowMs, now })
      if (admission.kind === 'admitted') break
      expect(admission.untilMs).toBeGreaterThan(now)
      expect(admit({ starts, limit, windowMs, now: admission.untilMs - 1 }).kind).toBe('wait')
      now = admission.untilMs
    }
    starts.push(now)
  }
  return starts
}

test('no window ever holds more than the limit, and one wait is always enough', () => {
  fc.assert(
    fc.property(scenario, (options) => {
      const starts = startsOf(options)
      for (const from of starts) {
        const inside = starts.filter((start) => start >= from && start < from + options.windowMs)
        expect(inside.length).toBeLessThanOrEqual(options.limit)
      }
    }),
  )
})
