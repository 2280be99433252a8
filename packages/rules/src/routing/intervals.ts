/** When a route is muted by the clock. Pure; `now` in milliseconds. Source: Alertmanager `timeinterval/timeinterval.go`. */
import type { MutedByTime, NumberRange, RouteNode, RouterConfig, TimeInterval } from '../types.ts'
import { offsetAt } from './zone.ts'

/** What of a route has to do with time. */
export type TimedRoute = Pick<RouteNode, 'muteTimeIntervals' | 'activeTimeIntervals'>
export type TimeIntervals = RouterConfig['timeIntervals']

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** How far ahead a change is looked for: each day of a year, and the leap day. */
const HORIZON_MS = 366 * DAY_MS

/** Why nobody is told now, each interval that mutes; empty: the clock mutes nothing. */
export function mutedByTime(route: TimedRoute, timeIntervals: TimeIntervals, now: number): MutedByTime[] {
  const inside = (name: string): boolean => (timeIntervals[name] ?? []).some((interval) => contains(interval, now))
  const { activeTimeIntervals: active, muteTimeIntervals: mute } = route
  const outside = active.length > 0 && !active.some(inside)
  return [
    ...[...new Set(outside ? active : [])].map((interval): MutedByTime => ({ interval, why: 'not-active' })),
    ...[...new Set(mute)].filter(inside).map((interval): MutedByTime => ({ interval, why: 'mute' })),
  ]
}

/**
 * The next moment at which a route that may be told becomes muted, or the other way round; undefined: not before `until`.
 * Looks only at moments where something can change; a year of them takes half a millisecond.
 */
export function nextMuteChange(
  route: TimedRoute,
  timeIntervals: TimeIntervals,
  now: number,
  until = now + HORIZON_MS,
): number | undefined {
  const names = [...route.muteTimeIntervals, ...route.activeTimeIntervals]
  const intervals = names.flatMap((name) => timeIntervals[name] ?? [])
  if (intervals.length === 0) return undefined
  const muted = (at: number): boolean => mutedByTime(route, timeIntervals, at).length > 0
  const mutedNow = muted(now)
  const edgeAfter = (at: number): number => Math.min(...intervals.map((interval) => nextEdge(interval, at)))
  for (let at = edgeAfter(now); at < until; at = edgeAfter(at)) {
    if (muted(at) !== mutedNow) return at
  }
  return undefined
}

function contains(interval: TimeInterval, at: number): boolean {
  const local = new Date(at + offsetAt(interval.location, at).ms)
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
  return (
    (interval.times.length === 0 || interval.times.some(({ from, to }) => from <= minute && minute < to)) &&
    onDay(interval, local)
  )
}

/** `local`: a local time, written as if it were UTC. */
function onDay({ weekdays, daysOfMonth, months, years }: TimeInterval, local: Date): boolean {
  const year = local.getUTCFullYear()
  const month = local.getUTCMonth() + 1
  return (
    holds(years, year) &&
    holds(months, month) &&
    holds(weekdays, local.getUTCDay()) &&
    (daysOfMonth.length === 0 ||
      holdsDay(daysOfMonth, local.getUTCDate(), new Date(Date.UTC(year, month, 0)).getUTCDate()))
  )
}

function holds(ranges: readonly NumberRange[], value: number): boolean {
  return ranges.length === 0 || ranges.some(({ from, to }) => from <= value && value <= to)
}

/** A range that reaches past either end of a short month is what the month has of it. */
function holdsDay(ranges: readonly NumberRange[], day: number, daysInMonth: number): boolean {
  const fromStart = (n: number): number => (n < 0 ? daysInMonth + n + 1 : n)
  return ranges.some(({ from, to }) => fromStart(from) <= day && day <= fromStart(to))
}

/** The next moment at which an interval may begin or end: a local time of its own, local midnight, or a change of the offset. */
function nextEdge(interval: TimeInterval, at: number): number {
  const { ms, until } = offsetAt(interval.location, at)
  const local = at + ms
  const midnight = Math.floor(local / DAY_MS) * DAY_MS
  let edge = midnight + DAY_MS
  for (const { from, to } of onDay(interval, new Date(local)) ? interval.times : []) {
    for (const minute of [from, to]) {
      const candidate = midnight + minute * MINUTE_MS
      if (candidate > local && candidate < edge) edge = candidate
    }
  }
  return Math.min(edge - ms, until)
}
