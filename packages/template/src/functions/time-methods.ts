/** The methods of Go's times and durations that a template can call: those with one result. */
import type { Budget } from '../values/budget.ts'
import { RenderFault } from '../values/fault.ts'
import { formatTime } from '../values/format-time.ts'
import { ownText } from '../values/print.ts'
import { floorDiv, fromWall, startOf, Time, type Wall, ZERO_TIME_MS } from '../values/time.ts'
import { Named, type Value } from '../values/value.ts'
import { UTC } from '../values/zone.ts'
import type { Args, Callable, Context } from './callable.ts'

const SECOND = 1_000_000_000n
const ZERO = Time.ofMs(ZERO_TIME_MS)
const MAX_DURATION = 2n ** 63n - 1n

const text: Callable = { params: [], run: (args, { budget }) => ownText(args.any(0), budget) ?? '' }
const on = (run: (time: Time, context: Context) => Value): Callable => ({
  params: [],
  run: (args, context) => run(args.time(0), context),
})
const since = (unit: bigint): Callable => on((time) => floorDiv(time.nanos, unit))
const clock = (field: keyof Wall): Callable => on((time, context) => BigInt(wallOf(time, context)[field]))
const against = (test: (a: bigint, b: bigint) => Value): Callable => ({
  params: ['time.Time'],
  run: (args) => test(args.time(0).nanos, args.time(1).nanos),
})
/** A duration holds some 292 years; what is longer is cut. */
const duration = (nanos: bigint): Named =>
  new Named('time.Duration', nanos > MAX_DURATION ? MAX_DURATION : nanos < -MAX_DURATION ? -MAX_DURATION : nanos)

/** Towards zero, or to the nearest with halves away from it; by a step of zero or less nothing changes. */
function toStep(value: bigint, step: bigint, round: boolean): bigint {
  if (step <= 0n) return value
  const rest = value % step
  const cut = value - rest
  const absolute = rest < 0n ? -rest : rest
  return round && absolute * 2n >= step ? cut + (value < 0n ? -step : step) : cut
}

/** Times are cut and rounded since year one. */
const timeToStep = (round: boolean): Callable => ({
  params: ['time.Duration'],
  run: (args) =>
    new Time(toStep(args.time(0).nanos - ZERO.nanos, args.nanos(1), round) + ZERO.nanos, args.time(0).zone),
})

/** Steps that a look at the calendar of a zone counts: its rules are asked for each time anew. */
const CALENDAR = 50
const MAX_LAYOUT = 1000

export function layout(text: string, budget: Budget): string {
  if (text.length > MAX_LAYOUT) throw new RenderFault(`layout longer than ${MAX_LAYOUT} characters`)
  budget.step(CALENDAR + text.length)
  return text
}

export function formatted(time: Time, text: string, budget: Budget): string {
  return formatTime(time, layout(text, budget))
}

function wallOf(time: Time, { budget }: Context): Wall {
  budget.step(CALENDAR)
  return time.wall()
}

function addDate(args: Args, context: Context): Time {
  const time = args.time(0)
  const wall = wallOf(time, context)
  const [years = 0, months = 0, days = 0] = [1, 2, 3].map((index) => Number(args.int(index)))
  const day = startOf(wall.year + years, wall.month + months, wall.day + days)
  const ofDay = BigInt((wall.hour * 60 + wall.minute) * 60 + wall.second) * SECOND + BigInt(wall.nanosecond)
  context.budget.step(2 * CALENDAR)
  const moved = fromWall(day, ofDay, time.zone)
  if (!moved) throw new RenderFault('the date is beyond the calendar')
  return moved
}

export const TIME_METHODS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['Format', { params: ['string'], run: (args, { budget }) => formatted(args.time(0), args.text(1), budget) }],
  ['String', text],
  ['Unix', since(SECOND)],
  ['UnixMilli', since(1_000_000n)],
  ['UnixMicro', since(1_000n)],
  ['UnixNano', since(1n)],
  ['UTC', on((time) => time.in(UTC))],
  ['Local', on((time) => time.in(UTC))],
  ['Year', clock('year')],
  ['Month', on((time, context) => new Named('time.Month', BigInt(wallOf(time, context).month)))],
  ['Day', clock('day')],
  ['Hour', clock('hour')],
  ['Minute', clock('minute')],
  ['Second', clock('second')],
  ['Nanosecond', clock('nanosecond')],
  ['Weekday', on((time, context) => new Named('time.Weekday', BigInt(wallOf(time, context).weekday)))],
  ['YearDay', clock('yearDay')],
  ['IsZero', on((time) => time.nanos === ZERO.nanos)],
  [
    'Add',
    { params: ['time.Duration'], run: (args) => new Time(args.time(0).nanos + args.nanos(1), args.time(0).zone) },
  ],
  ['AddDate', { params: ['int', 'int', 'int'], run: addDate }],
  ['Sub', against((a, b) => duration(a - b))],
  ['Before', against((a, b) => a < b)],
  ['After', against((a, b) => a > b)],
  ['Equal', against((a, b) => a === b)],
  ['Compare', against((a, b) => (a < b ? -1n : a > b ? 1n : 0n))],
  ['Truncate', timeToStep(false)],
  ['Round', timeToStep(true)],
])

const ofNanos = (run: (nanos: bigint) => Value): Callable => ({ params: [], run: (args) => run(args.nanos(0)) })
const inUnit = (nanos: number): Callable => ofNanos((value) => Number(value) / nanos)
const stepped = (round: boolean): Callable => ({
  params: ['time.Duration'],
  run: (args) => duration(toStep(args.nanos(0), args.nanos(1), round)),
})

export const DURATION_METHODS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['String', text],
  ['Hours', inUnit(3.6e12)],
  ['Minutes', inUnit(6e10)],
  ['Seconds', inUnit(1e9)],
  ['Milliseconds', ofNanos((nanos) => nanos / 1_000_000n)],
  ['Microseconds', ofNanos((nanos) => nanos / 1_000n)],
  ['Nanoseconds', ofNanos((nanos) => nanos)],
  ['Abs', ofNanos((nanos) => duration(nanos < 0n ? -nanos : nanos))],
  ['Round', stepped(true)],
  ['Truncate', stepped(false)],
])

export const NAME_METHODS: ReadonlyMap<string, Callable> = new Map([['String', text]])
