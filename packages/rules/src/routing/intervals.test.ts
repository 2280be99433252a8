import { describe, expect, test } from 'vitest'
import type { TimeInterval } from '../types.ts'
import { mutedByTime, nextMuteChange } from './intervals.ts'

const at = (text: string): number => Date.parse(text)
const minute = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const one = (n: number) => ({ from: n, to: n })
const interval = (change: Partial<TimeInterval>): TimeInterval => ({
  ...{ times: [], weekdays: [], daysOfMonth: [], months: [], years: [], location: 'UTC' },
  ...change,
})
const times = (...texts: [string, string][]): Pick<TimeInterval, 'times'> => ({
  times: texts.map(([from, to]) => ({ from: minute(from), to: minute(to) })),
})
const mute = { muteTimeIntervals: ['x'], activeTimeIntervals: [] }
const isMuted = (intervals: readonly TimeInterval[], now: number): boolean =>
  mutedByTime(mute, { x: intervals }, now).length > 0

describe('a time interval', () => {
  test.each<[string, Partial<TimeInterval>, string, boolean]>([
    ['begins with its minute', times(['09:00', '17:00']), '2026-03-02T09:00:00Z', true],
    ['has not begun before', times(['09:00', '17:00']), '2026-03-02T08:59:59.999Z', false],
    ['lasts to the end of the minute before', times(['09:00', '17:00']), '2026-03-02T16:59:59.999Z', true],
    ['ends with its minute', times(['09:00', '17:00']), '2026-03-02T17:00:00Z', false],
    ['lasts to midnight', times(['22:00', '24:00']), '2026-03-02T23:59:59.999Z', true],
    ['ends at midnight', times(['22:00', '24:00']), '2026-03-03T00:00:00Z', false],
    ['may have several times', times(['00:00', '06:00'], ['22:00', '24:00']), '2026-03-02T05:59:00Z', true],
    ['may have several times, and a gap', times(['00:00', '06:00'], ['22:00', '24:00']), '2026-03-02T06:00:00Z', false],
    ['knows Sunday', { weekdays: [one(0)] }, '2026-03-01T12:00:00Z', true],
    ['knows Monday to Friday, on a Friday', { weekdays: [{ from: 1, to: 5 }] }, '2026-03-06T23:59:00Z', true],
    ['knows Monday to Friday, on a Saturday', { weekdays: [{ from: 1, to: 5 }] }, '2026-03-07T00:00:00Z', false],
    ['knows the first of a month', { daysOfMonth: [one(1)] }, '2026-03-01T00:00:00Z', true],
    ['knows the last day of February', { daysOfMonth: [one(-1)] }, '2026-02-28T12:00:00Z', true],
    ['knows the last day of February in a leap year', { daysOfMonth: [one(-1)] }, '2028-02-28T12:00:00Z', false],
    ['knows the leap day', { daysOfMonth: [one(-1)] }, '2028-02-29T12:00:00Z', true],
    ['knows no leap day in 2100', { daysOfMonth: [one(-1)] }, '2100-02-28T12:00:00Z', true],
    ['knows the last week', { daysOfMonth: [{ from: -7, to: -1 }] }, '2026-04-24T12:00:00Z', true],
    ['knows what is before the last week', { daysOfMonth: [{ from: -7, to: -1 }] }, '2026-04-23T12:00:00Z', false],
    ['is cut to a short month', { daysOfMonth: [{ from: 25, to: 31 }] }, '2026-02-28T12:00:00Z', true],
    [
      'is not there in a month without its days',
      { daysOfMonth: [{ from: 29, to: 31 }] },
      '2026-02-28T12:00:00Z',
      false,
    ],
    ['is cut at the start of a short month', { daysOfMonth: [{ from: -31, to: -28 }] }, '2026-02-01T12:00:00Z', true],
    ['may be wholly before a short month', { daysOfMonth: [{ from: -31, to: -29 }] }, '2026-02-01T12:00:00Z', false],
    ['may reach from the start to the end', { daysOfMonth: [{ from: 5, to: -5 }] }, '2026-02-24T12:00:00Z', true],
    ['may leave out the last four', { daysOfMonth: [{ from: 5, to: -5 }] }, '2026-02-25T12:00:00Z', false],
    ['knows months', { months: [{ from: 1, to: 3 }, one(12)] }, '2026-12-31T23:59:00Z', true],
    ['knows other months', { months: [{ from: 1, to: 3 }, one(12)] }, '2026-04-01T00:00:00Z', false],
    ['knows years', { years: [{ from: 2026, to: 2027 }] }, '2027-12-31T23:59:59Z', true],
    ['knows other years', { years: [{ from: 2026, to: 2027 }] }, '2028-01-01T00:00:00Z', false],
    ['wants all fields', { ...times(['09:00', '17:00']), weekdays: [one(1)] }, '2026-03-03T10:00:00Z', false],
    ['without fields is always', {}, '2026-03-03T10:00:00Z', true],
    // Zones: 2026-03-29 at 01:00Z Berlin goes from +1 to +2, 2026-10-25 at 01:00Z back.
    [
      'of Shanghai begins there',
      { ...times(['09:00', '17:00']), location: 'Asia/Shanghai' },
      '2026-03-02T01:00:00Z',
      true,
    ],
    [
      'of Shanghai ends there',
      { ...times(['09:00', '17:00']), location: 'Asia/Shanghai' },
      '2026-03-02T09:00:00Z',
      false,
    ],
    ['has the weekday of its zone', { weekdays: [one(1)], location: 'Asia/Shanghai' }, '2026-03-01T16:00:00Z', true],
    ['has the year of its zone', { years: [one(2027)], location: 'Asia/Shanghai' }, '2026-12-31T16:00:00Z', true],
    ['in winter', { ...times(['09:00', '17:00']), location: 'Europe/Berlin' }, '2026-03-28T08:00:00Z', true],
    ['in summer', { ...times(['09:00', '17:00']), location: 'Europe/Berlin' }, '2026-03-29T07:00:00Z', true],
    [
      'does not take place in a skipped hour',
      { ...times(['02:00', '03:00']), location: 'Europe/Berlin' },
      '2026-03-29T01:00:00Z',
      false,
    ],
    [
      'takes place in the first of two hours',
      { ...times(['02:00', '03:00']), location: 'Europe/Berlin' },
      '2026-10-25T00:30:00Z',
      true,
    ],
    [
      'takes place in the second of two hours',
      { ...times(['02:00', '03:00']), location: 'Europe/Berlin' },
      '2026-10-25T01:30:00Z',
      true,
    ],
    [
      'is over after the second of two hours',
      { ...times(['02:00', '03:00']), location: 'Europe/Berlin' },
      '2026-10-25T02:00:00Z',
      false,
    ],
    [
      'of New York, the day its clock goes forward',
      { ...times(['01:30', '03:30']), location: 'America/New_York' },
      '2026-03-08T07:29:00Z',
      true,
    ],
    [
      'of New York, over',
      { ...times(['01:30', '03:30']), location: 'America/New_York' },
      '2026-03-08T07:30:00Z',
      false,
    ],
    [
      'of half an hour, India',
      { ...times(['09:30', '10:00']), location: 'Asia/Kolkata' },
      '2026-03-08T04:00:00Z',
      true,
    ],
    [
      'of Apia, before the day that was left out',
      { daysOfMonth: [one(29)], location: 'Pacific/Apia' },
      '2011-12-30T09:59:59Z',
      true,
    ],
    ['of Apia, after it', { daysOfMonth: [one(31)], location: 'Pacific/Apia' }, '2011-12-30T10:00:00Z', true],
    [
      'of Apia, the day that was left out',
      { daysOfMonth: [one(30)], location: 'Pacific/Apia' },
      '2011-12-30T10:00:00Z',
      false,
    ],
  ])('%s', (_name, change, now, expected) => {
    expect(isMuted([interval(change)], at(now))).toBe(expected)
  })
})

describe('a route', () => {
  const night = [interval(times(['22:00', '24:00'])), interval(times(['00:00', '06:00']))]
  const office = [interval({ ...times(['09:00', '17:00']), weekdays: [{ from: 1, to: 5 }] })]
  const weekend = [interval({ weekdays: [one(6)] }), interval({ weekdays: [one(0)] })]
  const all = { night, office, weekend }
  test.each([
    ['without intervals', [], [], '2026-03-02T23:00:00Z', []],
    ['in its mute interval', ['night'], [], '2026-03-02T23:00:00Z', [['night', 'mute']]],
    ['in the other part of it', ['night'], [], '2026-03-03T05:00:00Z', [['night', 'mute']]],
    ['outside it', ['night'], [], '2026-03-03T06:00:00Z', []],
    [
      'in two of them',
      ['night', 'weekend'],
      [],
      '2026-03-07T23:00:00Z',
      [
        ['night', 'mute'],
        ['weekend', 'mute'],
      ],
    ],
    ['in one of its active intervals', [], ['office', 'night'], '2026-03-02T23:00:00Z', []],
    [
      'outside all',
      [],
      ['office', 'night'],
      '2026-03-02T20:00:00Z',
      [
        ['office', 'not-active'],
        ['night', 'not-active'],
      ],
    ],
    [
      'outside and muted',
      ['weekend'],
      ['office'],
      '2026-03-07T10:00:00Z',
      [
        ['office', 'not-active'],
        ['weekend', 'mute'],
      ],
    ],
    ['with one interval named twice', ['night', 'night'], [], '2026-03-02T23:00:00Z', [['night', 'mute']]],
  ])('%s', (_name, muteTimeIntervals, activeTimeIntervals, now, expected) => {
    const muted = mutedByTime({ muteTimeIntervals, activeTimeIntervals }, all, at(now))
    expect(muted.map(({ interval, why }) => [interval, why])).toEqual(expected)
  })

  test.each([
    ['into the night', ['night'], [], '2026-03-02T12:00:00Z', '2026-03-02T22:00:00Z'],
    ['over midnight, which changes nothing', ['night'], [], '2026-03-02T22:00:00Z', '2026-03-03T06:00:00Z'],
    ['over an interval inside the other', ['weekend', 'night'], [], '2026-03-06T22:00:00Z', '2026-03-09T06:00:00Z'],
    ['to Monday', [], ['office'], '2026-03-06T17:00:00Z', '2026-03-09T09:00:00Z'],
    ['never', ['weekend'], ['weekend'], '2026-03-06T17:00:00Z', undefined],
    ['without intervals', [], [], '2026-03-06T17:00:00Z', undefined],
  ])('changes next: %s', (_name, muteTimeIntervals, activeTimeIntervals, now, expected) => {
    const next = nextMuteChange({ muteTimeIntervals, activeTimeIntervals }, all, at(now))
    expect(next && new Date(next).toISOString()).toBe(expected && new Date(expected).toISOString())
  })

  test.each([
    ['skips the hour that is left out', times(['02:00', '03:00']), '2026-03-28T12:00:00Z', '2026-03-30T00:00:00Z'],
    [
      'begins late where its start is left out',
      times(['02:30', '04:00']),
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    ['lasts two hours', times(['02:00', '03:00']), '2026-10-25T00:00:00Z', '2026-10-25T02:00:00Z'],
    [
      'comes back in the second of two hours',
      times(['02:00', '02:30']),
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
    ],
    [
      'waits for the next leap day but not that long',
      { daysOfMonth: [one(29)], months: [one(2)] },
      '2026-01-01T00:00:00Z',
      undefined,
    ],
  ])('in Berlin %s', (_name, change, now, expected) => {
    const next = nextMuteChange(mute, { x: [interval({ ...change, location: 'Europe/Berlin' })] }, at(now))
    expect(next && new Date(next).toISOString()).toBe(expected && new Date(expected).toISOString())
  })
})
