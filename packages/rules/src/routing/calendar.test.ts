import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TimeInterval } from '../types.ts'
import { mutedByTime, nextMuteChange } from './intervals.ts'
import { offsetAt } from './zone.ts'

const at = (text: string): number => Date.parse(text)
const isMuted = (interval: TimeInterval, now: number): boolean =>
  mutedByTime({ muteTimeIntervals: ['x'], activeTimeIntervals: [] }, { x: [interval] }, now).length > 0

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Shanghai',
  'Pacific/Apia',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/St_Johns',
]
const range = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))
const someOf = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant([]), weight: 2 }, fc.array(of, { maxLength: 3 }))
const day = fc.integer({ min: -31, max: 31 }).filter((n) => n !== 0)
const anyInterval: fc.Arbitrary<TimeInterval> = fc.record({
  times: someOf(range(0, 1440).filter(({ from, to }) => from < to)),
  weekdays: someOf(range(0, 6)),
  daysOfMonth: someOf(fc.tuple(day, day).map(([from, to]) => ({ from, to }))),
  months: someOf(range(1, 12)),
  years: someOf(range(2009, 2030)),
  location: fc.constantFrom(...ZONES),
})
const anyMoment = fc.oneof(
  fc.integer({ min: at('2010-01-01T00:00:00Z'), max: at('2029-01-01T00:00:00Z') }),
  // Around changes of clocks, and of a calendar.
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-29T01:00:00Z',
        '2026-10-25T01:00:00Z',
        '2026-03-08T07:00:00Z',
        '2011-12-30T10:00:00Z',
        '2026-04-04T15:00:00Z',
        '2028-02-29T12:00:00Z',
      ),
      fc.integer({ min: -86_400_000, max: 86_400_000 }),
    )
    .map(([text, by]) => at(text) + by),
)

/** As one would do it with a calendar on the wall. */
function slowly(interval: TimeInterval, now: number): boolean {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone: interval.location,
    ...{ weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  }).format(now)
  const [, weekday = '', dd, mm, year, hour, min] = /^(\w+), (\d+)\/(\d+)\/(\d+), (\d+):(\d+)$/.exec(text) ?? []
  const daysOf = (y: number, m: number) =>
    [31, (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 0
  const calendar = Array.from({ length: daysOf(Number(year), Number(mm)) }, (_, i) => i + 1)
  const listed = (ranges: TimeInterval['months'], value: number): boolean =>
    ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to)
  const edge = (n: number, outside: number): number => (n < 0 ? (calendar.at(n) ?? outside) : n)
  return (
    listed(
      interval.times.map(({ from, to }) => ({ from, to: to - 1 })),
      Number(hour) * 60 + Number(min),
    ) &&
    listed(interval.weekdays, ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(weekday)) &&
    listed(
      interval.daysOfMonth.map(({ from, to }) => ({ from: edge(from, 0), to: edge(to, 0) })),
      Number(dd),
    ) &&
    listed(interval.months, Number(mm)) &&
    listed(interval.years, Number(year))
  )
}

test('any interval at any moment is as a calendar on the wall says', () => {
  fc.assert(
    fc.property(anyInterval, anyMoment, (one, now) => {
      expect(isMuted(one, now)).toBe(slowly(one, now))
    }),
    { numRuns: 2_000 },
  )
})

test('the next change is the first minute at which it changes', () => {
  const minutes = 3 * 1440
  fc.assert(
    fc.property(anyInterval, anyInterval, anyMoment, (active, quiet, moment) => {
      const now = Math.floor(moment / 60_000) * 60_000
      const route = { muteTimeIntervals: ['quiet'], activeTimeIntervals: ['active'] }
      const all = { active: [active], quiet: [quiet] }
      const muted = (when: number): boolean => mutedByTime(route, all, when).length > 0
      let slow: number | undefined
      for (let i = 1; i <= minutes && slow === undefined; i++) {
        if (muted(now + i * 60_000) !== muted(now)) slow = now + i * 60_000
      }
      const next = nextMuteChange(route, all, now)
      expect(next !== undefined && next <= now + minutes * 60_000 ? next : undefined).toBe(slow)
    }),
    { numRuns: 300 },
  )
})

test('the offset of a zone is what the platform says, at any moment', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), anyMoment, (zone, now) => {
      const { ms, until } = offsetAt(zone, now)
      expect(offsetAt(zone, until - 1).ms).toBe(ms)
      const local = new Date(now).toLocaleString('sv-SE', { timeZone: zone })
      expect(new Date(now + ms).toISOString().slice(0, 19).replace('T', ' ')).toBe(local)
    }),
  )
  expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError)
})
