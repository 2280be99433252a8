import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GO_ZERO_TIME, parseDateTime } from './date-time.ts'

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04:05.6Z', '2026-01-02T03:04:05.600Z'],
  ['2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123Z'],
  ['2026-01-02T03:04:05,5Z', '2026-01-02T03:04:05.500Z'],
  ['2026-01-02T03:04:05+08:00', '2026-01-01T19:04:05.000Z'],
  ['2026-01-02T03:04:05-0130', '2026-01-02T04:34:05.000Z'],
  ['2026-01-02T03:04:05', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02 03:04:05', '2026-01-02T03:04:05.000Z'],
  ['2026-01-02T03:04Z', '2026-01-02T03:04:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(new Date(parseDateTime(text) ?? Number.NaN).toISOString()).toBe(expected)
})

test.each([
  ...['', 'yesterday', '2026-01-02', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-02T24:00:00Z'],
  ...['2026-01-02T03:60:00Z', '2026-01-02T03:04:05z', '2026-01-02t03:04:05Z', '2026-01-02T03:04:05+25:00', '1'],
])('%j is no time', (text) => {
  expect(parseDateTime(text)).toBeUndefined()
})

test("Go's zero time", () => {
  expect(parseDateTime('0001-01-01T00:00:00Z')).toBe(GO_ZERO_TIME)
})

test('what JavaScript prints is read back', () => {
  const time = fc.date({ min: new Date(GO_ZERO_TIME), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  fc.assert(fc.property(time, (at) => parseDateTime(at.toISOString()) === at.getTime()))
})
