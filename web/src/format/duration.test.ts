import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationParts, tickingParts } from './duration.ts'

const text = (ms: number) =>
  durationParts(ms)
    .map(({ value, unit }) => `${value}${unit}`)
    .join(' ')

describe('durationParts', () => {
  test.each([
    [-5, '0ms'],
    [0, '0ms'],
    [380, '380ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [6_380, '6.3s'],
    [9_999, '9.9s'],
    [10_999, '10s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [252_000, '4m 12s'],
    [3_600_000, '1h'],
    [3_605_000, '1h'],
    [5_400_000, '1h 30m'],
    [86_400_000 * 3 + 3_600_000 * 4, '3d 4h'],
  ])('%d ms is %s', (ms, expected) => expect(text(ms)).toBe(expected))

  test('never says more than has passed, and misses less than one of the next smaller unit', () => {
    const size = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        const parts = durationParts(ms)
        const said = parts.reduce((sum, part) => sum + part.value * size[part.unit], 0)
        // Tenths of a second are not exact in binary.
        expect(said).toBeLessThan(ms + 0.001)
        expect(ms - said).toBeLessThan(parts[0]?.unit === 'd' ? size.h : size.m)
      }),
    )
  })
})

test('tickingParts has no milliseconds', () => {
  expect(tickingParts(400)).toEqual([{ value: 0, unit: 's' }])
  expect(tickingParts(1_400)).toEqual([{ value: 1, unit: 's' }])
})
