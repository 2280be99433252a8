/** Who is on call. Pure; times are milliseconds since the epoch. */
import { localTimeAt, momentOfLocal, nextMinuteOfDay } from '../routing/zone.ts'
import type { CalendarShift, OnCallSchedule, Rotation } from '../types.ts'

export interface OnCall {
  /** Empty: nobody. */
  readonly people: readonly string[]
  readonly by: 'override' | 'calendar' | 'rotation' | 'nobody'
}

/** The same people, by the same part of the schedule, from `from` until before `to`. */
export interface Shift extends OnCall {
  readonly from: number
  readonly to: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const NOBODY: OnCall = { people: [], by: 'nobody' }

/** An override, the later in the file first; else what the calendar says; else the first rotation that covers the moment. */
export function onCallAt(schedule: OnCallSchedule, calendar: readonly CalendarShift[], at: number): OnCall {
  const override = schedule.overrides.findLast(({ from, to }) => from <= at && at < to)
  if (override) return { people: [override.person], by: 'override' }
  const events = calendar.filter(({ from, to }) => from <= at && at < to)
  const named = [...new Set(events.flatMap(({ people }) => people))].toSorted()
  if (named.length > 0) return { people: named, by: 'calendar' }
  for (const rotation of schedule.rotations) {
    const person = inRotation(rotation, schedule.timeZone, at)
    if (person !== undefined) return { people: [person], by: 'rotation' }
  }
  return NOBODY
}

/** What happens between two moments, without gaps; the first and the last shift are cut at them. */
export function shiftsBetween(
  schedule: OnCallSchedule,
  calendar: readonly CalendarShift[],
  from: number,
  to: number,
): readonly Shift[] {
  const shifts: Shift[] = []
  for (let at = from; at < to; ) {
    const next = Math.min(to, nextEdge(schedule, calendar, at))
    const { people, by } = onCallAt(schedule, calendar, at)
    const last = shifts.at(-1)
    if (last && last.by === by && last.people.join('\n') === people.join('\n')) {
      shifts[shifts.length - 1] = { ...last, to: next }
    } else shifts.push({ people, by, from: at, to: next })
    at = next
  }
  return shifts
}

/** The next moment at which somebody else may be on call. */
function nextEdge(schedule: OnCallSchedule, calendar: readonly CalendarShift[], at: number): number {
  const moments = [...schedule.overrides, ...calendar].flatMap(({ from, to }) => [from, to])
  const ofRotations = schedule.rotations.flatMap((rotation) => rotationEdges(rotation, schedule.timeZone, at))
  return Math.min(Number.POSITIVE_INFINITY, ...moments.filter((moment) => moment > at), ...ofRotations)
}

function inRotation(rotation: Rotation, timeZone: string, at: number): string | undefined {
  const turn = turnAt(rotation, timeZone, at)
  if (turn < 0 || !covers(rotation, timeZone, at)) return undefined
  return rotation.people[turn % rotation.people.length]
}

/** The moment of the `turn`-th hand-over; the local time is the same for each, whatever the clock does between them. */
function handOver({ startsAtLocal, everyDays }: Rotation, timeZone: string, turn: number): number {
  return momentOfLocal(timeZone, startsAtLocal + turn * everyDays * DAY_MS)
}

/** Whose turn it is, counted from 0; negative before the first. */
function turnAt(rotation: Rotation, timeZone: string, at: number): number {
  const { startsAtLocal, everyDays } = rotation
  const turn = Math.floor((localTimeAt(timeZone, at) - startsAtLocal) / (everyDays * DAY_MS))
  // Within an hour that the clock shows twice, or jumps over, the local time alone is a turn off.
  if (at < handOver(rotation, timeZone, turn)) return turn - 1
  return at >= handOver(rotation, timeZone, turn + 1) ? turn + 1 : turn
}

/** A shift over midnight belongs to the day on which it begins. */
function covers({ hours, weekdays }: Rotation, timeZone: string, at: number): boolean {
  const local = localTimeAt(timeZone, at)
  const minute = Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS)
  const { from, to } = hours ?? { from: 0, to: 1440 }
  const overMidnight = to <= from
  const early = overMidnight && minute < to
  if (!early && (minute < from || (!overMidnight && minute >= to))) return false
  const day = new Date(early ? local - DAY_MS : local).getUTCDay()
  return weekdays.length === 0 || weekdays.includes(day)
}

function rotationEdges(rotation: Rotation, timeZone: string, at: number): number[] {
  const { hours, weekdays } = rotation
  const next = handOver(rotation, timeZone, Math.max(0, turnAt(rotation, timeZone, at) + 1))
  if (!hours && weekdays.length === 0) return [next]
  return [next, nextMinuteOfDay(timeZone, [0, ...(hours ? [hours.from, hours.to] : [])], at)]
}
