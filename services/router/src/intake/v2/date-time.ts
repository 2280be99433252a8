/** Times of requests. Pure. Source: `github.com/go-openapi/strfmt`, the layouts of its DateTime. */

/** A `T` may leave out seconds and zone; a space stands before seconds and without a zone. Fractions of any length. */
const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d:?\d\d)?| (\d\d):(\d\d):(\d\d)(?:[.,](\d+))?)$/

/** `0001-01-01T00:00:00Z`: what Go sends for no time. */
export const GO_ZERO_TIME = -62_135_596_800_000

/** Milliseconds since the epoch, cut from finer ones; undefined: no time. Without a zone it is UTC. */
export function parseDateTime(text: string): number | undefined {
  const match = SHAPE.exec(text)
  if (!match) return undefined
  const [year, month, day] = match.slice(1, 4).map(Number)
  const [hour, minute, second] = [match[4] ?? match[9], match[5] ?? match[10], match[6] ?? match[11] ?? 0].map(Number)
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (hour === undefined || minute === undefined || second === undefined) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const millis = Number(`${match[7] ?? match[12] ?? ''}000`.slice(0, 3))
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  // A 30th of February would be a day of March.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day) return undefined
  const offset = offsetMinutes(match[8] ?? 'Z')
  return offset === undefined ? undefined : local.setUTCHours(hour, minute, second, millis) - offset * 60_000
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '')
  const hours = Number(digits.slice(0, 2))
  const minutes = Number(digits.slice(2))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
