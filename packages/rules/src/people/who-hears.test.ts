import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { People, Person } from '../types.ts'
import { quietUntil } from './quiet.ts'
import { type HearingContext, whoHears } from './who-hears.ts'

const at = (text: string): number => Date.parse(text)
const person = (name: string, rest: Partial<Person> = {}): Person => ({
  ...{ name, displayName: name, addresses: {}, language: 'en', timeZone: 'UTC', quietHours: undefined },
  ...rest,
})
const NIGHT = { from: 1320, to: 480, except: [] }
const PEOPLE: People = {
  people: {
    li: person('li', { timeZone: 'Asia/Shanghai', quietHours: NIGHT }),
    ana: person('ana', { timeZone: 'Europe/Berlin', quietHours: { ...NIGHT, except: ['warning'] } }),
    ben: person('ben', { timeZone: 'America/New_York', quietHours: NIGHT }),
    owl: person('owl'),
  },
  teams: { payments: ['li', 'ana'], all: ['li', 'ana', 'ben', 'primary'], night: ['owl'] },
  onCall: {
    primary: {
      ...{ name: 'primary', timeZone: 'UTC', overrides: [], calendar: undefined },
      rotations: [
        { people: ['li'], startsAtLocal: at('2026-06-01T00:00Z'), everyDays: 7, hours: undefined, weekdays: [] },
      ],
    },
    cal: { ...{ name: 'cal', timeZone: 'UTC', overrides: [], rotations: [] }, calendar: undefined },
  },
}
/** Winter: nobody is on call yet. 20:00Z is 04:00 in Shanghai, 21:00 in Berlin, 15:00 in New York. */
const EVENING = at('2026-01-10T20:00Z')
const context = (rest: Partial<HearingContext> = {}): HearingContext => ({
  ...{ teams: [], severities: ['info'], now: EVENING, calendars: new Map() },
  ...rest,
})
const hearing = (names: readonly string[], rest: Partial<HearingContext> = {}) => {
  const { people, ...told } = whoHears(PEOPLE, names, context(rest))
  return { ...told, people: people.map(({ name }) => name), quiet: told.quiet.map((one) => one.person.name) }
}

describe('names', () => {
  test.each<[readonly string[], readonly string[], readonly string[]]>([
    [['owl'], [], ['owl']],
    [['ana', 'owl', 'ana'], [], ['ana', 'owl']],
    [['payments', 'ben'], [], ['ana', 'ben']],
    [['team'], ['night'], ['owl']],
    [
      ['team', 'ben'],
      ['night', 'payments'],
      ['owl', 'ana', 'ben'],
    ],
    [['team'], [], []],
    [['team'], ['li'], []],
    [[], ['payments'], []],
  ])('%s with the team label %s: %s', (names, teams, expected) => {
    expect(hearing(names, { teams })).toMatchObject({ kind: 'now', people: expected, unknown: [] })
  })

  test('a name that is not there keeps nobody else from hearing, and is told', () => {
    expect(hearing(['gone', 'owl', '__proto__', 'toString'])).toEqual({
      ...{ kind: 'now', people: ['owl'], quiet: [], uncovered: [] },
      unknown: ['gone', '__proto__', 'toString'],
      reason: 'not in people.yml: gone, __proto__, toString',
    })
  })

  test('a schedule that has nobody is told, and one with a calendar has whom it says', () => {
    expect(hearing(['primary'])).toMatchObject({
      people: [],
      uncovered: ['primary'],
      reason: 'nobody is on call: primary',
    })
    const calendars = new Map([['cal', [{ people: ['ben'], from: EVENING, to: EVENING + 1 }]]])
    expect(hearing(['cal'], { calendars })).toMatchObject({ kind: 'now', people: ['ben'], reason: '' })
  })
})

describe('quiet hours', () => {
  test('somebody in them is left out as long as somebody else remains', () => {
    expect(hearing(['li', 'ana'])).toEqual({
      ...{ kind: 'now', people: ['ana'], unknown: [], uncovered: [], quiet: ['li'] },
      reason: 'quiet hours: li until 2026-01-11T00:00:00.000Z',
    })
  })

  test('if nobody remains, it waits until the first is back', () => {
    const now = at('2026-01-10T22:00Z')
    expect(hearing(['li', 'ana'], { now })).toEqual({
      ...{ kind: 'held', until: at('2026-01-11T00:00Z'), people: ['li', 'ana'], unknown: [], uncovered: [] },
      quiet: ['li', 'ana'],
      reason:
        'quiet hours: li until 2026-01-11T00:00:00.000Z, ana until 2026-01-11T07:00:00.000Z; ' +
        'nobody else remains, so it waits until 2026-01-11T00:00:00.000Z',
    })
  })

  test.each<[string, Partial<HearingContext>, readonly string[]]>([
    ['critical is for everybody', { severities: ['info', 'critical'] }, ['li', 'ana']],
    ['their own exceptions count for them', { severities: ['warning'] }, ['ana']],
    ['who is on call hears it, by whatever name', { now: at('2026-06-02T22:00Z') }, ['li']],
  ])('%s', (_, rest, expected) => {
    expect(hearing(['li', 'ana'], { now: at('2026-01-10T22:00Z'), ...rest })).toMatchObject({
      kind: 'now',
      people: expected,
    })
  })
})

describe('when quiet hours end', () => {
  const of = (timeZone: string, from: number, to: number) =>
    person('x', { timeZone, quietHours: { from, to, except: [] } })
  test.each<[string, Person, string, string | undefined]>([
    ['over midnight', of('Europe/Berlin', 1320, 480), '2026-01-10T21:00Z', '2026-01-11T07:00Z'],
    ['after midnight', of('Europe/Berlin', 1320, 480), '2026-01-11T03:00Z', '2026-01-11T07:00Z'],
    ['before them', of('Europe/Berlin', 1320, 480), '2026-01-10T20:59Z', undefined],
    ['at their end', of('Europe/Berlin', 1320, 480), '2026-01-11T07:00Z', undefined],
    ['the night that is an hour shorter', of('Europe/Berlin', 1320, 480), '2026-03-28T22:00Z', '2026-03-29T06:00Z'],
    ['the night that is an hour longer', of('America/New_York', 1320, 480), '2026-11-01T03:00Z', '2026-11-01T13:00Z'],
    ['an end that the clock jumps over', of('Europe/Berlin', 60, 150), '2026-03-29T00:30Z', '2026-03-29T01:00Z'],
    [
      'an end that the clock shows twice, the first time',
      of('Europe/Berlin', 60, 150),
      '2026-10-25T00:00Z',
      '2026-10-25T00:30Z',
    ],
    ['and the second time', of('Europe/Berlin', 60, 150), '2026-10-25T01:10Z', '2026-10-25T01:30Z'],
    ['at noon', of('Asia/Shanghai', 720, 810), '2026-07-01T04:30Z', '2026-07-01T05:30Z'],
  ])('%s', (_, who, now, until) => {
    expect(quietUntil(who, at(now))).toBe(until && at(until))
  })
})

const people = fc.record({
  timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe'),
  from: fc.integer({ min: 0, max: 1439 }),
  to: fc.integer({ min: 0, max: 1439 }),
})
const moments = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2027-12-31T00:00Z') })

test('quiet hours end within a day, and just before their end they have not ended', () => {
  fc.assert(
    fc.property(people, moments, ({ timeZone, from, to }, now) => {
      fc.pre(from !== to)
      const who = person('x', { timeZone, quietHours: { from, to, except: [] } })
      const until = quietUntil(who, now)
      if (until === undefined) return
      expect(until).toBeGreaterThan(now)
      expect(until - now).toBeLessThanOrEqual(90_000_000)
      expect(quietUntil(who, until - 1)).toBe(until)
      expect(quietUntil(who, until)).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})

test('held until a moment at which somebody hears it; critical is never held', () => {
  fc.assert(
    fc.property(
      fc.array(people, { minLength: 1, maxLength: 4 }),
      moments,
      fc.constantFrom('info', 'warning', 'critical'),
      (list, now, severity) => {
        const all = list.map(({ timeZone, from, to }, n) =>
          person(`p${n}`, { timeZone, quietHours: from === to ? undefined : { from, to, except: [] } }),
        )
        const known: People = { people: Object.fromEntries(all.map((one) => [one.name, one])), teams: {}, onCall: {} }
        const names = all.map(({ name }) => name)
        const heard = (moment: number) => whoHears(known, names, { ...context(), now: moment, severities: [severity] })
        const hearingNow = heard(now)
        if (severity === 'critical') expect(hearingNow.people).toHaveLength(all.length)
        if (hearingNow.kind === 'now') {
          expect(hearingNow.people.length).toBeGreaterThan(0)
          return
        }
        expect(hearingNow.until).toBeGreaterThan(now)
        expect(heard(hearingNow.until).kind).toBe('now')
      },
    ),
    { numRuns: 300 },
  )
})
