/** Keeps the calendars of on-call schedules: read again and again, on disk for the next start, used on however old they are. */
import { call } from '@tocsin/channels/http'
import { type Logger, type MetricsRegistry, type Scheduler, startScheduler } from '@tocsin/kit'
import type { Calendars, OnCallSchedule, People } from '@tocsin/rules'
import {
  type CalendarCopy,
  type CalendarGet,
  type CalendarRead,
  copyOf,
  fetchCalendar,
  keepCopy,
  readCalendar,
} from '@tocsin/rules/calendar'
import { addCalendarMetrics } from './metrics.ts'
import type { CalendarState } from './state.ts'

const DAY_MS = 86_400_000
/** What is known of a calendar reaches from a month ago to a year ahead. */
const BEHIND_MS = 31 * DAY_MS
const AHEAD_MS = 400 * DAY_MS
/** After a failure sooner than `refresh`. */
const RETRY_MS = 60_000
/** It is old when so many reads have failed. */
const STALE_AFTER = 3

export interface CalendarsOptions {
  readonly people: () => People
  readonly storagePath: string
  readonly now: () => number
  readonly log: Logger
  /** Somebody else may be on call now. */
  readonly onChange: () => Promise<void>
  readonly registry: MetricsRegistry
  readonly get?: CalendarGet
}

export interface OnCallCalendars {
  readonly shifts: () => Calendars
  readonly states: () => readonly CalendarState[]
  /** The configuration is another one. */
  reloaded(): void
  /** Waits for no calendar: what one still answers is not taken. */
  stop(): Promise<void>
}

interface Kept {
  readonly url: string
  readonly refreshMs: number
  copy: CalendarCopy | undefined
  read: CalendarRead
  problem: string | undefined
  dueAt: number
}

const NOTHING: CalendarRead = { shifts: [], notes: [] }

/** Resolves when what is on disk is known. */
export async function startCalendars(options: CalendarsOptions): Promise<OnCallCalendars> {
  const { now, log, storagePath, people, onChange, registry, get = call } = options
  const kept = new Map<string, Kept>()
  let shifts: Calendars = new Map()
  let stopped = false

  const schedules = (): OnCallSchedule[] => Object.values(people().onCall).filter(({ calendar }) => calendar?.usable)

  function understand(schedule: OnCallSchedule, text: string): ReturnType<typeof readCalendar> {
    const window = { from: now() - BEHIND_MS, to: now() + AHEAD_MS, timeZone: schedule.timeZone }
    return readCalendar(text, people(), window)
  }

  /** Knows each schedule of the configuration, from its copy on disk where there is one, and no other. */
  async function settle(): Promise<void> {
    const known = schedules()
    for (const name of kept.keys()) if (!known.some((one) => one.name === name)) kept.delete(name)
    for (const schedule of known) {
      const { name, calendar } = schedule
      if (!calendar) continue
      const before = kept.get(name)
      const same = before?.url === calendar.url
      const copy = same ? before.copy : await copyOf(storagePath, name, calendar.url)
      const parsed = copy && understand(schedule, copy.text)
      kept.set(name, {
        ...{ url: calendar.url, refreshMs: calendar.refreshMs, copy, problem: same ? before.problem : undefined },
        read: parsed?.ok ? parsed : NOTHING,
        dueAt: same ? Math.min(before.dueAt, now() + calendar.refreshMs) : now(),
      })
    }
    await publish()
  }

  async function publish(): Promise<void> {
    if (stopped) return
    const next = new Map(
      [...kept].flatMap(([name, { read }]) => (read.shifts.length > 0 ? [[name, read.shifts] as const] : [])),
    )
    if (JSON.stringify([...next]) === JSON.stringify([...shifts])) return
    shifts = next
    await onChange()
  }

  async function refresh(schedule: OnCallSchedule, one: Kept): Promise<void> {
    const fail = (reason: string): void => {
      if (one.problem !== reason) log.warn({ schedule: schedule.name, reason }, 'an on-call calendar cannot be read')
      one.problem = reason
      one.dueAt = now() + Math.min(RETRY_MS, one.refreshMs)
    }
    const answer = await fetchCalendar(one.url, get)
    if (stopped) return
    if (!answer.ok) return fail(answer.reason)
    const parsed = understand(schedule, answer.text)
    if (!parsed.ok) return fail(parsed.message)
    if (one.problem !== undefined) log.info({ schedule: schedule.name }, 'an on-call calendar is read again')
    one.read = parsed
    one.copy = { text: answer.text, readAt: now() }
    one.problem = undefined
    one.dueAt = now() + one.refreshMs
    // What cannot be kept is known all the same until the next start.
    await keepCopy(storagePath, schedule.name, one.url, one.copy).catch((error: unknown) =>
      log.warn({ schedule: schedule.name, err: error }, 'a copy of an on-call calendar cannot be written'),
    )
  }

  let changed = false
  await settle()
  const scheduler: Scheduler = startScheduler({
    now,
    work: async () => {
      try {
        if (changed) {
          changed = false
          await settle()
        }
        const due = schedules().flatMap((schedule) => {
          const one = kept.get(schedule.name)
          return one && one.dueAt <= now() ? [refresh(schedule, one)] : []
        })
        await Promise.all(due)
        if (due.length > 0) await publish()
      } catch (error) {
        log.error({ err: error }, 'the calendars of on-call schedules could not be kept')
      }
      const moments = [...kept.values()].map(({ dueAt }) => dueAt)
      return moments.length > 0 ? Math.min(...moments) : undefined
    },
  })
  const states = (): readonly CalendarState[] =>
    [...kept].map(([schedule, { copy, problem, read, refreshMs }]) => ({
      ...{ schedule, readAt: copy?.readAt, problem, notes: read.notes },
      stale: copy === undefined || now() - copy.readAt > STALE_AFTER * refreshMs,
    }))
  addCalendarMetrics(registry, states, now)
  return {
    shifts: () => shifts,
    states,
    reloaded: () => {
      changed = true
      scheduler.wake()
    },
    stop: async () => {
      stopped = true
      void scheduler.stop()
    },
  }
}
