/** Go's `time.Time`: a moment to the nanosecond, seen in a zone. */
import { UTC, type Zone } from './zone.ts'

export const NANOS_PER_MS = 1_000_000n
const DAY_MS = 86_400_000

/** Year 1 in UTC: what an alert without an end carries. */
export const ZERO_TIME_MS = -62_135_596_800_000
/** Beyond these no calendar of JavaScript goes. */
const MAX_MS = 8_640_000_000_000_000

/** The calendar of one moment in one zone. */
export interface Wall {
  readonly year: number
  /** One to twelve. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly nanosecond: number
  /** Zero is Sunday. */
  readonly weekday: number
  readonly yearDay: number
  readonly offsetSeconds: number
}

export class Time {
  readonly type = 'time.Time'
  readonly nanos: bigint
  readonly zone: Zone

  /** Nanoseconds since the epoch. */
  constructor(nanos: bigint, zone: Zone = UTC) {
    this.nanos = nanos
    this.zone = zone
  }

  static ofMs(ms: number, zone?: Zone): Time {
    return new Time(BigInt(Math.trunc(ms)) * NANOS_PER_MS, zone)
  }

  /** Whole milliseconds since the epoch, rounded down, within what a calendar can show. */
  get ms(): number {
    const ms = Number(floorDiv(this.nanos, NANOS_PER_MS))
    return Math.max(-MAX_MS + DAY_MS, Math.min(MAX_MS - DAY_MS, ms))
  }

  in(zone: Zone): Time {
    return new Time(this.nanos, zone)
  }

  wall(): Wall {
    const { ms } = this
    const offsetSeconds = this.zone.offsetAt(ms)
    const local = new Date(ms + offsetSeconds * 1000)
    const year = local.getUTCFullYear()
    return {
      year,
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      nanosecond: Number(this.nanos - floorDiv(this.nanos, 1_000_000_000n) * 1_000_000_000n),
      weekday: local.getUTCDay(),
      yearDay: Math.floor((local.getTime() - startOf(year, 1, 1)) / DAY_MS) + 1,
      offsetSeconds,
    }
  }
}

/** Milliseconds of midnight UTC; months and days out of range carry over, as in Go's `time.Date`. */
export function startOf(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime()
}

export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b < 0n ? quotient - 1n : quotient
}

/** The moment that a clock in the zone shows so; undefined beyond the calendar. */
export function fromWall(dayMs: number, nanosOfDay: bigint, zone: Zone): Time | undefined {
  const wallMs = dayMs + Number(nanosOfDay / NANOS_PER_MS)
  if (!Number.isFinite(wallMs) || Math.abs(wallMs) > MAX_MS - DAY_MS) return undefined
  // The offset at the guess may be that of the other side of a change of clocks.
  const first = zone.offsetAt(wallMs)
  const second = zone.offsetAt(wallMs - first * 1000)
  return new Time(BigInt(dayMs) * NANOS_PER_MS + nanosOfDay - BigInt(second) * 1_000_000_000n, zone)
}
