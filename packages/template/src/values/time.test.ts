/** Answers of Go's time package, case by case. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textOf } from '../testing/sample.ts'
import { formatTime } from './format-time.ts'
import { parseTime } from './parse-time.ts'
import { Time } from './time.ts'
import { findZone } from './zone.ts'

/** 2023-11-14T22:13:20.123Z, a Tuesday, day 318. */
const with$t = (text: string): string => textOf(`{{ $t := (index .Alerts 0).StartsAt }}{{ ${text} }}`)

test.each([
  ['$t', '2023-11-14 22:13:20.123 +0000 UTC'],
  ['$t.Format "2006-01-02T15:04:05.000Z07:00"', '2023-11-14T22:13:20.123Z'],
  ['$t.Format "Mon Monday Jan January _2 2 02 1 01 002 06"', 'Tue Tuesday Nov November 14 14 14 11 11 318 23'],
  ['$t.Format "3:04PM 03 pm MST -0700 -07:00 Z0700 .999 .000000"', '10:13PM 10 pm UTC +0000 +00:00 Z .123 .123000'],
  ['$t.Format "15:04"', '22:13'],
  ['$t.Format "Janet Mondays Month 5.00 05,000"', 'Janet Tuesdays Month 20.12 20,123'],
  ['date "02.01.2006" $t', '14.11.2023'],
  ['$t.Unix', '1700000000'],
  ['$t.UnixMilli', '1700000000123'],
  ['$t.Year', '2023'],
  ['$t.Month', 'November'],
  ['$t.Weekday', 'Tuesday'],
  ['$t.YearDay', '318'],
  ['$t.Add 28800e9', '2023-11-15 06:13:20.123 +0000 UTC'],
  ['($t.Add 28800e9).Format "2006-01-02 15:04:05"', '2023-11-15 06:13:20'],
  ['$t.AddDate 0 1 20', '2024-01-03 22:13:20.123 +0000 UTC'],
  ['$t.Sub (index .Alerts 1).StartsAt', '123ms'],
  ['$t.Truncate 3600000000000', '2023-11-14 22:00:00 +0000 UTC'],
  ['$t.Round 86400000000000', '2023-11-15 00:00:00 +0000 UTC'],
  ['$t.After (index .Alerts 1).StartsAt', 'true'],
  ['eq $t.Month 11', 'true'],
  ['($t.Add 3723004005006).Sub $t', '1h2m3.004005006s'],
  ['(($t.Add 90500000000).Sub $t).Minutes', '1.5083333333333333'],
  ['(($t.Add 90500000000).Sub $t).Round 1000000000', '1m31s'],
  ['since $t', '2m2.877s'],
  ['since $t | humanizeDuration', '2m 2s'],
  ['now', '2023-11-14 22:15:23 +0000 UTC'],
  ['now.Unix', '1700000123'],
  ['(index .Alerts 0).EndsAt.IsZero', 'true'],
  ['tz "Asia/Shanghai" $t', '2023-11-15 06:13:20.123 +0800 CST'],
  ['tz "Europe/Paris" $t', '2023-11-14 23:13:20.123 +0100 CET'],
  ['tz "America/New_York" $t', '2023-11-14 17:13:20.123 -0500 EST'],
  ['tz "America/Sao_Paulo" $t', '2023-11-14 19:13:20.123 -0300 -03'],
  ['(tz "Asia/Kolkata" $t).Format "15:04 MST"', '03:43 IST'],
  ['((index .Alerts 0).EndsAt | tz "UTC").Year', '1'],
  ['toDate "2006-01-02" "2024-02-29"', '2024-02-29 00:00:00 +0000 UTC'],
  ['toDate "2006-01-02" "2023-02-29"', '0001-01-01 00:00:00 +0000 UTC'],
  ['mustToDate "2006-01-02T15:04:05Z07:00" "2024-01-02T03:04:05.5+08:00"', '2024-01-02 03:04:05.5 +0800 +0800'],
  ['(mustToDate "Jan _2 2006 3:04pm" "Feb  3 2024 1:05pm").Unix', '1706965500'],
])('%s', (text, expected) => {
  expect(with$t(text)).toBe(expected)
})

describe('errors', () => {
  test.each([
    ['tz "Mars/Olympus" $t', 'unknown time zone Mars/Olympus'],
    ['mustToDate "2006" "x"', 'parsing time'],
    ['$t.Format 1', 'expected string; found 1'],
    ['$t.Nope', "can't evaluate field Nope in type time.Time"],
    ['$t.Add 1.5', 'expected integer; found 1.5'],
    ['$t.AddDate 9007199254740992 0 0', 'beyond the calendar'],
    ['toUpper $t', 'expected string; got time.Time'],
  ])('%s', (text, expected) => {
    expect(with$t(text)).toContain(expected)
  })
})

test('what is written by a layout is read by it', () => {
  const layout = '2006-01-02T15:04:05.999999999Z07:00'
  const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', 'Asia/Kathmandu'].map(findZone)
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_000_000_000_000 }),
      fc.nat(999_999),
      fc.constantFrom(...zones),
      (ms, nanos, zone) => {
        const time = new Time(BigInt(ms) * 1_000_000n + BigInt(nanos), zone)
        expect(parseTime(layout, formatTime(time, layout))?.nanos).toBe(time.nanos)
      },
    ),
  )
})
