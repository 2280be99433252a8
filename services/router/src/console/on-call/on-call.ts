import { type Calendars, type People, rosterAt } from '@tocsin/rules'
import type { CalendarState } from '../../oncall/state.ts'
import type { OnCallAnswer, OnCallView } from './contract.ts'

/** Pure. Every schedule of the configuration, in the order of its file. */
export function onCallAnswer(
  { people, onCall }: People,
  calendars: Calendars,
  states: readonly CalendarState[],
  at: number,
): OnCallAnswer {
  const schedules = Object.values(onCall).map((schedule): OnCallView => {
    const roster = rosterAt(schedule, calendars.get(schedule.name) ?? [], at)
    const state = states.find((one) => one.schedule === schedule.name)
    return { ...roster, ...(schedule.calendar ? { calendar: calendarView(state) } : {}) }
  })
  return {
    at,
    schedules,
    people: Object.fromEntries(Object.values(people).map(({ name, displayName }) => [name, displayName])),
  }
}

function calendarView(state: CalendarState | undefined): NonNullable<OnCallView['calendar']> {
  return {
    ...(state?.readAt === undefined ? {} : { readAt: state.readAt }),
    ...(state?.problem === undefined ? {} : { problem: state.problem }),
    stale: state?.stale ?? true,
    notes: state?.notes ?? [],
  }
}
