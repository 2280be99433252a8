/** `time_intervals`. Source: Alertmanager `timeinterval/timeinterval.go`, whose messages these are, with what is allowed added. */
import { z } from 'zod'
import { scalarText } from '../raw.ts'
import type { NumberRange, TimeInterval } from '../types.ts'
import { text, wants } from './fields.ts'

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
]

/** A problem, or a number. */
type Member = (text: string) => number | string

const asNumber: Member = (word) => (/^[+-]?\d+$/.test(word) ? Number(word) : `"${word}" is no number`)

const asWeekday: Member = (word) => {
  const day = WEEKDAYS.indexOf(word)
  return day >= 0 ? day : `${word} is not a valid weekday; write sunday to saturday`
}

const asMonth: Member = (word) => {
  const number = MONTHS.indexOf(word) + 1 || asNumber(word)
  return typeof number === 'number' ? number : `${word} is not a valid month; write january to december, or 1 to 12`
}

/** `monday:friday`, `sunday`. */
export function weekdayRanges() {
  return ranges(asWeekday, ({ from, to }) =>
    from > to ? 'start day cannot be before end day; write two ranges' : undefined,
  )
}

/** One entry of a list of ranges: `monday:friday`, `1:5`, or a single member. `check` says what is wrong with the ends. */
function ranges(member: Member, check: (range: NumberRange) => string | undefined) {
  const entry = scalarText.transform((written, context): NumberRange => {
    const found = rangeOf(written.toLowerCase(), member)
    const problem = typeof found === 'string' ? found : check(found)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
    return typeof found === 'string' ? { from: 0, to: 0 } : found
  })
  return z.array(entry, { error: 'must be a list' }).optional()
}

function rangeOf(written: string, member: Member): NumberRange | string {
  const words = written.split(':')
  if (words.length > 2) return `couldn't parse range ${written}, invalid format; write FIRST:LAST`
  const [from, to] = [member(words[0] ?? ''), member(words.at(-1) ?? '')]
  if (typeof from === 'string') return from
  return typeof to === 'string' ? to : { from, to }
}

function checkDaysOfMonth({ from, to }: NumberRange): string | undefined {
  for (const day of [from, to]) {
    if (day === 0 || day < -31 || day > 31) {
      return `${day} is not a valid day of the month: out of range; write 1 to 31, or -1 (the last) to -31`
    }
  }
  if (from < 0 && to > 0) return 'end day must be negative if start day is negative'
  // The shortest month decides whether the end can come first.
  const inShortest = (day: number): number => (day < 0 ? 28 + day : day)
  return inShortest(from) > inShortest(to) ? `end day ${to} is always before start day ${from}` : undefined
}

/** Months beyond 12 are let through, as by Alertmanager; they never come. */
function checkMonths({ from, to }: NumberRange): string | undefined {
  const name = (month: number): string => MONTHS[month - 1] ?? String(month)
  return from > to ? `end month ${name(to)} is before start month ${name(from)}` : undefined
}

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

/** Of the day; 24:00 is 1440. */
export function minuteOf(time: string): number | undefined {
  const match = TIME.exec(time)
  if (!match) return undefined
  return match[1] === undefined ? 1440 : Number(match[1]) * 60 + Number(match[2])
}

const timeSchema = z
  .strictObject(
    { start_time: scalarText.optional(), end_time: scalarText.optional() },
    { error: wants('an object with start_time and end_time') },
  )
  .transform(({ start_time: start = '', end_time: end = '' }, context): NumberRange => {
    const issue = (message: string, ...path: string[]): void => context.addIssue({ code: 'custom', path, message })
    const [from, to] = [minuteOf(start), minuteOf(end)]
    if (start === '' || end === '') issue('both start and end times must be provided')
    else if (from === undefined) issue(timeProblem(start), 'start_time')
    else if (to === undefined) issue(timeProblem(end), 'end_time')
    else if (from >= to) {
      issue(
        'start time cannot be equal or greater than end time; over midnight, write two: one until 24:00, one from 00:00',
      )
    }
    return { from: from ?? 0, to: to ?? 0 }
  })

function timeProblem(time: string): string {
  return `couldn't parse timestamp ${time}, invalid format; write HH:MM, up to 24:00`
}

export const locationSchema = scalarText.transform((name, context) => {
  const zone = zoneOf(name)
  if (zone === undefined) {
    context.addIssue({ code: 'custom', message: `unknown time zone ${name}; write e.g. Europe/Berlin, UTC or Local` })
  }
  return zone ?? 'UTC'
})

/** An IANA zone as Go knows them: no offsets, and in their own case. `Local` is the zone of this machine. */
function zoneOf(name: string): string | undefined {
  if (name === '' || name === 'UTC') return 'UTC'
  if (name === 'Local') return new Intl.DateTimeFormat('en').resolvedOptions().timeZone
  if (/^[+-]/.test(name)) return undefined
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
    return known.toLowerCase() === name.toLowerCase() && known !== name ? undefined : name
  } catch {
    return undefined
  }
}

/** An explicit empty list leaves no time at all, so that such an interval is dropped: it never comes. */
const intervalSchema = z
  .strictObject(
    {
      times: z.array(timeSchema, { error: 'must be a list of start_time and end_time' }).optional(),
      weekdays: weekdayRanges(),
      days_of_month: ranges(asNumber, checkDaysOfMonth),
      months: ranges(asMonth, checkMonths),
      years: ranges(asNumber, ({ from, to }) =>
        from > to ? `end year ${to} is before start year ${from}` : undefined,
      ),
      location: locationSchema.optional(),
    },
    { error: wants('an object with times, weekdays, days_of_month, months, years or location') },
  )
  .transform((fields): readonly TimeInterval[] => {
    const { times, weekdays, days_of_month: daysOfMonth, months, years, location = 'UTC' } = fields
    if ([times, weekdays, daysOfMonth, months, years].some((list) => list?.length === 0)) return []
    return [
      {
        ...{ times: times ?? [], weekdays: weekdays ?? [], daysOfMonth: daysOfMonth ?? [] },
        ...{ months: months ?? [], years: years ?? [], location },
      },
    ]
  })

/** `what` is how Alertmanager calls an entry in its messages. Names are checked for being unique across both lists, see cross.ts. */
export function namedIntervalsField(what: 'time interval' | 'mute time interval') {
  const missing = `missing name in ${what}`
  return z
    .array(
      z.strictObject(
        {
          name: z.preprocess((name) => name ?? '', text.min(1, { error: missing })),
          time_intervals: z
            .array(intervalSchema, { error: 'must be a list of intervals' })
            .transform((lists) => lists.flat())
            .optional(),
        },
        { error: wants('an object with name and time_intervals') },
      ),
      { error: 'must be a list of named intervals' },
    )
    .optional()
}
