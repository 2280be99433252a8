/** `tocsin oncall` as text. Pure. */
import type { OnCallAnswer, OnCallShift, OnCallView } from './contract.ts'
import { clock, plain, span } from './words.ts'

export interface OnCallReader {
  /** Of whoever asks; a schedule's own zone is named where it is another one. */
  readonly timeZone: string
  readonly now: number
}

export function onCallLines({ at, schedules, people }: OnCallAnswer, reader: OnCallReader): string[] {
  const { timeZone, now } = reader
  const named = (names: readonly string[]): string =>
    names.length > 0 ? names.map((name) => personText(name, people[name])).join(', ') : 'nobody'
  const lines = (schedule: OnCallView): string[] => {
    const { now: duty, next, overrides, calendar } = schedule
    const until = duty.to === undefined ? 'for the time being' : `until ${moment(duty.to, at, timeZone)}`
    const zone = schedule.timeZone === timeZone ? '' : ` (${schedule.timeZone})`
    return [
      `${plain(schedule.schedule)}${zone}: ${named(duty.people)} ${until}${source(duty.by)}`,
      ...(next ? [`  then ${named(next.people)} from ${moment(next.from, at, timeZone)}${source(next.by)}`] : []),
      ...overrides.map(
        ({ person, from, to }) =>
          `  override: ${named([person])} from ${clock(from, timeZone)} until ${clock(to, timeZone)}`,
      ),
      ...(calendar ? calendarLines(calendar, reader) : []),
    ]
  }
  const when = Math.abs(at - now) < 60_000 ? [] : [`at ${clock(at, timeZone)}:`]
  return [...when, ...schedules.flatMap(lines)]
}

function personText(name: string, displayName: string | undefined): string {
  return displayName === undefined || displayName === name ? plain(name) : `${plain(displayName)} (${plain(name)})`
}

function moment(to: number, at: number, timeZone: string): string {
  return `${clock(to, timeZone)} (in ${span(to - at)})`
}

function source(by: OnCallShift['by']): string {
  return by === 'rotation' || by === 'nobody' ? '' : `, by ${by === 'override' ? 'an override' : 'the calendar'}`
}

function calendarLines(calendar: NonNullable<OnCallView['calendar']>, { timeZone, now }: OnCallReader): string[] {
  const { readAt, problem, stale, notes } = calendar
  const age = readAt === undefined ? 'never read' : `read ${clock(readAt, timeZone)}, ${span(now - readAt)} ago`
  const old = stale && readAt !== undefined ? '; old, and used all the same' : ''
  return [
    `  calendar: ${age}${old}${problem === undefined ? '' : `; ${plain(problem)}`}`,
    ...notes.map((note) => `  calendar: ${plain(note)}`),
  ]
}
