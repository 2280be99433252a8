import type { CalendarShift, OnCallSchedule, Override } from '../types.ts'
import { type OnCall, type Shift, shiftsBetween } from './on-call.ts'

const DAY_MS = 86_400_000
/** How far ahead an end is looked for. */
const HORIZON_MS = 366 * DAY_MS

/** Who is on call at a moment, and after it. Times are milliseconds since the epoch. */
export interface Roster {
  readonly schedule: string
  readonly timeZone: string
  /** `to` is absent where it goes on for more than a year. */
  readonly now: OnCall & { readonly to?: number }
  readonly next?: Shift
  /** From the moment on, for so many days. */
  readonly shifts: readonly Shift[]
  /** Those that are not over. */
  readonly overrides: readonly Override[]
}

export function rosterAt(schedule: OnCallSchedule, calendar: readonly CalendarShift[], at: number, days = 14): Roster {
  const end = at + days * DAY_MS
  const shifts = shiftsBetween(schedule, calendar, at, end)
  const known = (shifts[1]?.to ?? end) < end ? shifts : shiftsBetween(schedule, calendar, at, at + HORIZON_MS)
  const [now, next] = known
  const { people = [], by = 'nobody' } = now ?? {}
  return {
    schedule: schedule.name,
    timeZone: schedule.timeZone,
    now: { people, by, ...(next && now ? { to: now.to } : {}) },
    ...(next ? { next } : {}),
    shifts,
    overrides: schedule.overrides.filter(({ to }) => to > at),
  }
}
