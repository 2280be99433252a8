import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrivalsUntil, takeDue } from './schedule.ts'

describe('arrivalsUntil', () => {
  test.each([
    [30, 0, 0],
    [30, 33, 0],
    [30, 34, 1],
    [30, 1000, 30],
    [0.1, 9_999, 0],
    [0.1, 10_000, 1],
    [5000, 10, 50],
    [30, -500, 0],
  ])('rate %d after %d ms: %d', (rate, elapsedMs, expected) => {
    expect(arrivalsUntil(rate, 1_000_000, 1_000_000 + elapsedMs)).toBe(expected)
  })
})

describe('takeDue', () => {
  const schedule = { rate: 30, startedAt: 0, taken: 0 }

  test('a late timer catches up to one second, and skips the rest', () => {
    expect(takeDue(schedule, 500)).toMatchObject({ due: 15, skipped: 0 })
    expect(takeDue(schedule, 1000)).toMatchObject({ due: 30, skipped: 0 })
    expect(takeDue(schedule, 60_000)).toEqual({ schedule: { ...schedule, taken: 1800 }, due: 30, skipped: 1770 })
  })

  test('a rate below one per second still sends', () => {
    expect(takeDue({ rate: 0.1, startedAt: 0, taken: 0 }, 10_000)).toMatchObject({ due: 1, skipped: 0 })
  })

  test('a clock that goes back sends nothing twice', () => {
    const later = takeDue(schedule, 1000).schedule
    expect(takeDue(later, 500)).toEqual({ schedule: later, due: 0, skipped: 0 })
  })

  test('whatever the timer does, nothing is lost and nothing bursts', () => {
    const rate = fc.double({ min: 0.1, max: 5000, noNaN: true })
    fc.assert(
      fc.property(rate, fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 50 }), (perSecond, steps) => {
        let state = { rate: perSecond, startedAt: 0, taken: 0 }
        let now = 0
        let seen = 0
        for (const step of steps) {
          now += step
          const next = takeDue(state, now)
          expect(next.due).toBeLessThanOrEqual(Math.max(1, perSecond))
          seen += next.due + next.skipped
          state = next.schedule
        }
        expect(seen).toBe(arrivalsUntil(perSecond, 0, now))
      }),
    )
  })
})
