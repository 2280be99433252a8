/** Local time of an IANA zone, from the offsets that the platform knows. Times are milliseconds since the epoch. */

/** How far local time is ahead of UTC at a moment, and until when that stays so at least. */
interface Offset {
  readonly ms: number
  readonly until: number
}

/** A week of one zone, in which its offset changes at most once. */
interface Week {
  readonly before: number
  readonly changesAt: number
  readonly after: number
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  readonly weeks: Map<number, Week>
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const WEEK_MS = 604_800_000
/** Weeks kept for each zone: a look a year ahead fits, and some. */
const MAX_WEEKS = 128

const zones = new Map<string, Zone>()

/** Formatting is a thousand times dearer than arithmetic, so it is done for the ends of a week, and once. Throws for an unknown zone. */
export function offsetAt(location: string, at: number): Offset {
  if (location === 'UTC') return { ms: 0, until: Number.POSITIVE_INFINITY }
  const zone = zoneOf(location)
  const number = Math.floor(at / WEEK_MS)
  const week = zone.weeks.get(number) ?? explore(zone, number)
  return at < week.changesAt
    ? { ms: week.before, until: Math.min(week.changesAt, (number + 1) * WEEK_MS) }
    : { ms: week.after, until: (number + 1) * WEEK_MS }
}

/** Local time, written as if it were UTC. */
export function localTimeAt(location: string, at: number): number {
  return at + offsetAt(location, at).ms
}

/**
 * The first moment at which the zone's clock shows `local` (written as if it were UTC): where the clock jumps over it, the
 * moment of the jump; where it is shown twice, the first time.
 */
export function momentOfLocal(location: string, local: number): number {
  // No zone is further from UTC than 14 hours or changes twice within a day, so these are the offsets before and after.
  const before = local - offsetAt(location, local - DAY_MS).ms
  const after = local - offsetAt(location, local + DAY_MS).ms
  if (localTimeAt(location, before) === local) return before
  if (localTimeAt(location, after) === local) return after
  const first = Math.min(before, after)
  let at = first
  while (offsetAt(location, at).ms === offsetAt(location, first).ms) at = offsetAt(location, at).until
  return at
}

/** The next moment after `at` at which the zone's clock shows one of these minutes of the day, or may be set. */
export function nextMinuteOfDay(location: string, minutes: readonly number[], at: number): number {
  const { ms, until } = offsetAt(location, at)
  const local = at + ms
  const midnight = Math.floor(local / DAY_MS) * DAY_MS
  const edges = minutes.flatMap((minute) => [0, DAY_MS].map((day) => midnight + day + minute * MINUTE_MS - ms))
  return Math.min(until, ...edges.filter((edge) => edge > at))
}

function zoneOf(location: string): Zone {
  const known = zones.get(location)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: location,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const zone: Zone = { format, weeks: new Map() }
  zones.set(location, zone)
  return zone
}

function explore({ format, weeks }: Zone, number: number): Week {
  let low = number * WEEK_MS
  let high = low + WEEK_MS
  const before = measure(format, low)
  const after = measure(format, high)
  let changesAt = Number.POSITIVE_INFINITY
  if (before !== after) {
    // The first moment of the new offset lies in (low, high].
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (measure(format, middle) === before) low = middle
      else high = middle
    }
    changesAt = high
  }
  const week: Week = { before, changesAt, after }
  if (weeks.size >= MAX_WEEKS) weeks.clear()
  weeks.set(number, week)
  return week
}

function measure(format: Intl.DateTimeFormat, at: number): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}
