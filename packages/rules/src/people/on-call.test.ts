import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarShift, OnCallSchedule, Rotation } from '../types.ts'
import { onCallAt, shiftsBetween } from './on-call.ts'

const DAY_MS = 86_400_000
const at = (text: string): number => Date.parse(text)
const WEEKLY: Rotation = {
  people: ['ana', 'ben', 'chen'],
  startsAtLocal: at('2026-01-05T09:00:00Z'),
  everyDays: 7,
  hours: undefined,
  weekdays: [],
}
const scheduleOf = (timeZone: string, rotations: readonly Rotation[] = [WEEKLY]): OnCallSchedule => ({
  ...{ name: 'primary', timeZone, rotations, overrides: [], calendar: undefined },
})
const who = (schedule: OnCallSchedule, moment: string, calendar: readonly CalendarShift[] = []): string =>
  onCallAt(schedule, calendar, at(moment)).people.join(',') || '-'

describe('weekly, handed over at 09:00 local', () => {
  // 2026: Europe/Berlin changes on 29 March and 25 October, America/New_York on 8 March and 1 November.
  test.each([
    ['Europe/Berlin', '2026-01-05T07:59:59Z', '-'],
    ['Europe/Berlin', '2026-01-05T08:00:00Z', 'ana'],
    ['Europe/Berlin', '2026-01-12T07:59:59Z', 'ana'],
    ['Europe/Berlin', '2026-01-12T08:00:00Z', 'ben'],
    ['Europe/Berlin', '2026-03-30T06:59:59Z', 'chen'],
    ['Europe/Berlin', '2026-03-30T07:00:00Z', 'ana'],
    ['Europe/Berlin', '2026-10-26T07:59:59Z', 'chen'],
    ['Europe/Berlin', '2026-10-26T08:00:00Z', 'ana'],
    ['America/New_York', '2026-03-09T12:59:59Z', 'chen'],
    ['America/New_York', '2026-03-09T13:00:00Z', 'ana'],
    ['America/New_York', '2026-11-02T13:59:59Z', 'ana'],
    ['America/New_York', '2026-11-02T14:00:00Z', 'ben'],
    ['Asia/Shanghai', '2026-01-05T01:00:00Z', 'ana'],
    ['Asia/Shanghai', '2027-01-04T00:59:59Z', 'ana'],
    ['Asia/Shanghai', '2027-01-04T01:00:00Z', 'ben'],
  ])('%s at %s: %s', (zone, moment, expected) => {
    expect(who(scheduleOf(zone), moment)).toBe(expected)
  })
})

describe('daily, handed over at 02:30, which the clock jumps over and shows twice', () => {
  const daily = scheduleOf('Europe/Berlin', [
    { ...WEEKLY, people: ['ana', 'ben'], everyDays: 1, startsAtLocal: at('2026-03-27T02:30:00Z') },
  ])
  test.each([
    // 29 March: 02:00 becomes 03:00 at 01:00Z; the hand-over is at the jump.
    ['2026-03-28T01:29:59Z', 'ana'],
    ['2026-03-28T01:30:00Z', 'ben'],
    ['2026-03-29T00:59:59Z', 'ben'],
    ['2026-03-29T01:00:00Z', 'ana'],
    ['2026-03-30T00:29:59Z', 'ana'],
    ['2026-03-30T00:30:00Z', 'ben'],
    // 25 October: 03:00 becomes 02:00 at 01:00Z; 02:30 is at 00:30Z and again at 01:30Z, and counts once.
    ['2026-10-25T00:29:59Z', 'ben'],
    ['2026-10-25T00:30:00Z', 'ana'],
    ['2026-10-25T01:15:00Z', 'ana'],
    ['2026-10-25T01:45:00Z', 'ana'],
    ['2026-10-26T01:30:00Z', 'ben'],
  ])('at %s: %s', (moment, expected) => {
    expect(who(daily, moment)).toBe(expected)
  })
})

describe('overrides and calendars', () => {
  const schedule: OnCallSchedule = {
    ...scheduleOf('UTC'),
    overrides: [
      { person: 'dora', from: at('2026-01-10T00:00Z'), to: at('2026-01-14T00:00Z') },
      { person: 'eve', from: at('2026-01-13T00:00Z'), to: at('2026-01-13T12:00Z') },
    ],
  }
  const calendar: readonly CalendarShift[] = [
    { people: ['zoe'], from: at('2026-01-11T00:00Z'), to: at('2026-01-16T00:00Z') },
    { people: ['max', 'zoe'], from: at('2026-01-15T00:00Z'), to: at('2026-01-17T00:00Z') },
  ]

  test('the rotation goes on beneath an override: who would have had the week has the rest of it', () => {
    expect(shiftsBetween(schedule, [], at('2026-01-09T00:00Z'), at('2026-01-20T00:00Z'))).toEqual([
      { people: ['ana'], by: 'rotation', from: at('2026-01-09T00:00Z'), to: at('2026-01-10T00:00Z') },
      { people: ['dora'], by: 'override', from: at('2026-01-10T00:00Z'), to: at('2026-01-13T00:00Z') },
      { people: ['eve'], by: 'override', from: at('2026-01-13T00:00Z'), to: at('2026-01-13T12:00Z') },
      { people: ['dora'], by: 'override', from: at('2026-01-13T12:00Z'), to: at('2026-01-14T00:00Z') },
      { people: ['ben'], by: 'rotation', from: at('2026-01-14T00:00Z'), to: at('2026-01-19T09:00Z') },
      { people: ['chen'], by: 'rotation', from: at('2026-01-19T09:00Z'), to: at('2026-01-20T00:00Z') },
    ])
  })

  test.each([
    ['2026-01-10T12:00Z', 'dora'],
    ['2026-01-13T06:00Z', 'eve'],
    ['2026-01-14T00:00Z', 'zoe'],
    ['2026-01-15T12:00Z', 'max,zoe'],
    ['2026-01-16T12:00Z', 'max,zoe'],
    ['2026-01-17T00:00Z', 'ben'],
  ])('an override goes before the calendar, which goes before the rotation: at %s %s', (moment, expected) => {
    expect(who(schedule, moment, calendar)).toBe(expected)
  })

  test('a calendar alone, with a gap', () => {
    expect(
      shiftsBetween(scheduleOf('UTC', []), calendar, at('2026-01-16T00:00Z'), at('2026-01-18T00:00Z')),
    ).toMatchObject([
      { people: ['max', 'zoe'], by: 'calendar' },
      { people: [], by: 'nobody', from: at('2026-01-17T00:00Z') },
    ])
  })
})

describe('several rotations: the first that covers the moment', () => {
  const sun = scheduleOf('Europe/Berlin', [
    { ...WEEKLY, people: ['ana'], hours: { from: 540, to: 1080 }, weekdays: [1, 2, 3, 4, 5] },
    { ...WEEKLY, people: ['night'], hours: { from: 1080, to: 540 }, weekdays: [5] },
    { ...WEEKLY, people: ['chen'] },
  ])
  test.each([
    ['2026-07-06T07:00Z', 'ana'],
    ['2026-07-06T16:00Z', 'chen'],
    ['2026-07-10T16:00Z', 'night'],
    ['2026-07-11T06:59Z', 'night'],
    ['2026-07-11T07:00Z', 'chen'],
    ['2026-07-12T02:00Z', 'chen'],
  ])('at %s: %s', (moment, expected) => {
    expect(who(sun, moment)).toBe(expected)
  })
})

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'UTC']
const moments = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-12-31T00:00Z') })
const rotations: fc.Arbitrary<Rotation> = fc.record({
  people: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
  startsAtLocal: moments.map((moment) => Math.floor(moment / 900_000) * 900_000),
  everyDays: fc.integer({ min: 1, max: 30 }),
  hours: fc.option(fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1440 }) }), {
    nil: undefined,
  }),
  weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
})
const spans = <T extends object>(rest: fc.Arbitrary<T>) =>
  fc
    .tuple(moments, fc.integer({ min: 1, max: 20 * DAY_MS }), rest)
    .map(([from, length, more]) => ({ ...more, from, to: from + length }))
const schedules: fc.Arbitrary<OnCallSchedule> = fc.record({
  name: fc.constant('s'),
  timeZone: fc.constantFrom(...zones),
  rotations: fc.array(rotations, { maxLength: 3 }),
  overrides: fc.array(spans(fc.record({ person: fc.constantFrom('o', 'p') })), { maxLength: 4 }),
  calendar: fc.constant(undefined),
})
const calendars = fc.array(spans(fc.record({ people: fc.constant(['x']) })), { maxLength: 4 })

test('shifts have no gaps and no overlaps, and hold at every moment in them', () => {
  fc.assert(
    fc.property(
      schedules,
      calendars,
      moments,
      fc.integer({ min: 1, max: 40 * DAY_MS }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (schedule, calendar, from, length, where) => {
        const to = from + length
        const shifts = shiftsBetween(schedule, calendar, from, to)
        expect(shifts[0]?.from).toBe(from)
        expect(shifts.at(-1)?.to).toBe(to)
        shifts.forEach((shift, index) => {
          expect(shift.to).toBeGreaterThan(shift.from)
          if (index > 0) expect(shift.from).toBe(shifts[index - 1]?.to)
          for (const moment of [
            shift.from,
            shift.to - 1,
            Math.floor(shift.from + where * (shift.to - 1 - shift.from)),
          ]) {
            expect(onCallAt(schedule, calendar, moment)).toEqual({ people: shift.people, by: shift.by })
          }
        })
      },
    ),
    { numRuns: 300 },
  )
})

test('an override changes nothing outside of it, and inside it somebody is on call', () => {
  fc.assert(
    fc.property(
      schedules,
      calendars,
      spans(fc.record({ person: fc.constant('new') })),
      moments,
      (schedule, calendar, override, moment) => {
        const changed = { ...schedule, overrides: [...schedule.overrides, override] }
        const inside = override.from <= moment && moment < override.to
        expect(onCallAt(changed, calendar, moment)).toEqual(
          inside ? { people: ['new'], by: 'override' } : onCallAt(schedule, calendar, moment),
        )
      },
    ),
  )
})

test('each turn of a rotation is as long as the others but for the hour of the clock, and everybody comes in order', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 0, max: 95 }),
      (timeZone, everyDays, quarter) => {
        const people = ['a', 'b', 'c']
        const startsAtLocal = at('2026-01-05T00:00Z') + quarter * 900_000
        const schedule = scheduleOf(timeZone, [{ ...WEEKLY, people, everyDays, startsAtLocal }])
        const shifts = shiftsBetween(schedule, [], at('2026-01-07T00:00Z'), at('2027-01-07T00:00Z')).slice(1, -1)
        shifts.forEach((shift, index) => {
          expect(Math.abs(shift.to - shift.from - everyDays * DAY_MS)).toBeLessThanOrEqual(3_600_000)
          const before = shifts[index - 1]?.people[0]
          if (before !== undefined) expect(shift.people[0]).toBe(people[(people.indexOf(before) + 1) % 3])
        })
      },
    ),
    { numRuns: 30 },
  )
})
