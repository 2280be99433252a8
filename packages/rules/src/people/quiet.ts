import { localTimeAt, nextMinuteOfDay } from '../routing/zone.ts'
import type { Person } from '../types.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** When the quiet hours end that somebody is in at `now`; undefined: outside of them. Milliseconds since the epoch. */
export function quietUntil({ quietHours, timeZone }: Person, now: number): number | undefined {
  if (!quietHours) return undefined
  const { from, to } = quietHours
  const isQuiet = (at: number): boolean => {
    const local = localTimeAt(timeZone, at)
    const minute = Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS)
    return from < to ? from <= minute && minute < to : minute >= from || minute < to
  }
  let at = now
  // At a change of the clock the end of the hours may be jumped over, or come a second time.
  while (isQuiet(at)) at = nextMinuteOfDay(timeZone, [from, to], at)
  return at === now ? undefined : at
}
