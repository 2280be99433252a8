import { expect, test } from 'vitest'
import type { OnCallSchedule } from '../types.ts'
import { rosterAt } from './roster.ts'

const at = (text: string): number => Date.parse(text)
const weekly = (people: readonly string[]): OnCallSchedule => ({
  ...{ name: 'primary', timeZone: 'UTC', calendar: undefined },
  rotations: [{ people, startsAtLocal: at('2026-01-05T09:00Z'), everyDays: 7, hours: undefined, weekdays: [] }],
  overrides: [
    { person: 'eve', from: at('2026-01-01T00:00Z'), to: at('2026-01-07T00:00Z') },
    { person: 'dora', from: at('2026-01-14T00:00Z'), to: at('2026-01-15T00:00Z') },
  ],
})
const NOW = at('2026-01-10T00:00Z')

test('who, until when, who is next, and what comes in two weeks', () => {
  const roster = rosterAt(weekly(['ana', 'ben']), [], NOW)
  expect(roster.now).toEqual({ people: ['ana'], by: 'rotation', to: at('2026-01-12T09:00Z') })
  expect(roster.next).toEqual({
    people: ['ben'],
    by: 'rotation',
    from: at('2026-01-12T09:00Z'),
    to: at('2026-01-14T00:00Z'),
  })
  expect(roster.shifts.map(({ people }) => people[0])).toEqual(['ana', 'ben', 'dora', 'ben', 'ana'])
  expect(roster.shifts.at(-1)?.to).toBe(at('2026-01-24T00:00Z'))
  expect(roster.overrides.map(({ person }) => person)).toEqual(['dora'])
})

test('what ends after the two weeks has its own end, and what never ends has none', () => {
  const alone = rosterAt(weekly(['ana']), [], at('2026-01-15T00:00Z'))
  expect(alone.now).toEqual({ people: ['ana'], by: 'rotation' })
  expect(alone.next).toBeUndefined()
  const long = [{ people: ['zoe'], from: at('2026-02-01T00:00Z'), to: at('2026-03-01T00:00Z') }]
  const roster = rosterAt(weekly(['ana']), long, at('2026-01-15T00:00Z'))
  expect(roster.now.to).toBe(at('2026-02-01T00:00Z'))
  expect(roster.next).toEqual({
    people: ['zoe'],
    by: 'calendar',
    from: at('2026-02-01T00:00Z'),
    to: at('2026-03-01T00:00Z'),
  })
})
