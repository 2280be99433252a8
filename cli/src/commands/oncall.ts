/** `tocsin oncall`: who is on call, now or at a time, by the router that runs or by the files. */
import { call } from '@tocsin/channels/http'
import { type Env, OperatorError } from '@tocsin/kit'
import { type CalendarShift, type OnCallSchedule, type People, rosterAt } from '@tocsin/rules'
import { copyOf, fetchCalendar, readCalendar } from '@tocsin/rules/calendar'
import { momentOf, readConfigFile } from '../config-file.ts'
import type { OnCallAnswer, OnCallView } from '../explain/contract.ts'
import { onCallLines } from '../explain/on-call-lines.ts'
import type { RouterClient } from '../router-client.ts'

export interface OnCallArguments {
  /** Undefined is every one. */
  readonly schedule: string | undefined
  /** Undefined is now. */
  readonly at: string | undefined
  readonly now: number
  /** A router.yml, with people.yml beside it, instead of the router. */
  readonly configFile: string | undefined
  /** Where a router keeps copies of calendars, for when they cannot be had. */
  readonly storagePath: string | undefined
  readonly env: Env
  readonly client: () => RouterClient
  readonly print: (line: string) => void
  readonly timeZone: string
}

const DAY_MS = 86_400_000
/** What is asked for reaches a year ahead. */
const AHEAD_MS = 400 * DAY_MS

/** Gives 0 where somebody is on call in each schedule that was asked for. */
export async function oncall(options: OnCallArguments): Promise<number> {
  const { schedule, configFile, print, timeZone, now } = options
  const answer =
    configFile === undefined
      ? ((await options.client().get('/api/tocsin/oncall', { at: options.at })) as OnCallAnswer)
      : await offline(options, readConfigFile(configFile, options.env).people)
  const schedules = answer.schedules.filter((one) => schedule === undefined || one.schedule === schedule)
  if (schedules.length === 0) {
    const known = answer.schedules.map((one) => one.schedule).join(', ') || 'none: write one into people.yml'
    throw new OperatorError(
      schedule === undefined
        ? `there are no on-call schedules: write one into people.yml`
        : `there is no on-call schedule "${schedule}"; schedules: ${known}`,
    )
  }
  for (const line of onCallLines({ ...answer, schedules }, { timeZone, now })) print(line)
  return schedules.every((one) => one.now.people.length > 0) ? 0 : 1
}

async function offline(options: OnCallArguments, people: People): Promise<OnCallAnswer> {
  const at = momentOf(options.at, options.now)
  const { schedule: asked } = options
  const all = Object.values(people.onCall)
  const one = all.filter(({ name }) => name === asked)
  // No calendar is asked for what nobody asked of.
  const views = (one.length > 0 ? one : all).map(async (schedule): Promise<OnCallView> => {
    if (!schedule.calendar) return rosterAt(schedule, [], at)
    const { shifts, view } = await calendarOf(options, people, schedule, at)
    return { ...rosterAt(schedule, shifts, at), calendar: view }
  })
  return {
    at,
    schedules: await Promise.all(views),
    people: Object.fromEntries(Object.values(people.people).map(({ name, displayName }) => [name, displayName])),
  }
}

interface ReadCalendar {
  readonly shifts: readonly CalendarShift[]
  readonly view: NonNullable<OnCallView['calendar']>
}

/** From its address, else from the router's copy. */
async function calendarOf(
  { now, storagePath }: OnCallArguments,
  people: People,
  { name, calendar, timeZone }: OnCallSchedule,
  at: number,
): Promise<ReadCalendar> {
  const unread = (problem: string): ReadCalendar => ({ shifts: [], view: { problem, stale: true, notes: [] } })
  if (!calendar?.usable) return unread('its address needs a variable or a file that is not here')
  const window = { from: Math.min(at, now) - 31 * DAY_MS, to: Math.max(at, now) + AHEAD_MS, timeZone }
  const answer = await fetchCalendar(calendar.url, call)
  const fetched = answer.ok ? readCalendar(answer.text, people, window) : undefined
  if (fetched?.ok) return { shifts: fetched.shifts, view: { readAt: now, stale: false, notes: fetched.notes } }
  const problem = answer.ok ? (fetched?.ok === false ? fetched.message : '') : answer.reason
  const copy = storagePath === undefined ? undefined : await copyOf(storagePath, name, calendar.url)
  if (!copy) return unread(problem)
  const kept = readCalendar(copy.text, people, window)
  if (!kept.ok) return unread(problem)
  return { shifts: kept.shifts, view: { readAt: copy.readAt, problem, stale: true, notes: kept.notes } }
}
