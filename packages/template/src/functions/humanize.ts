/** Seconds, or a duration, in words. Source: Prometheus `common/helpers/templates/time.go`. */
import { RenderFault } from '../values/fault.ts'
import { notFinite, significant } from '../values/numbers.ts'
import { Named, typeName, type Value } from '../values/value.ts'

const SMALLER = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y']

export function humanizeDuration(value: Value): string {
  const seconds = secondsOf(value)
  const special = notFinite(seconds)
  if (special) return special
  if (seconds === 0) return '0s'
  if (Math.abs(seconds) >= 1) return large(seconds)
  let scaled = seconds
  let prefix = ''
  for (const smaller of SMALLER) {
    if (Math.abs(scaled) >= 1) break
    prefix = smaller
    scaled *= 1000
  }
  return `${significant(scaled, 4)}${prefix}s`
}

function large(seconds: number): string {
  const sign = seconds < 0 ? '-' : ''
  const absolute = Math.abs(seconds)
  const whole = Math.trunc(absolute)
  const s = whole % 60
  const m = Math.trunc(whole / 60) % 60
  const h = Math.trunc(whole / 3600) % 24
  const d = Math.trunc(whole / 86_400)
  if (d !== 0) return `${sign}${d}d ${h}h ${m}m ${s}s`
  if (h !== 0) return `${sign}${h}h ${m}m ${s}s`
  if (m !== 0) return `${sign}${m}m ${s}s`
  return `${sign}${significant(absolute, 4)}s`
}

function secondsOf(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Named && value.type === 'time.Duration') return Number(value.value) / 1e9
  if (typeof value !== 'string') throw new RenderFault(`can't convert ${typeName(value)} to float`)
  const number = /^[+-]?(?:inf(?:inity)?|nan)$/i.test(value) ? special(value) : Number(value)
  if (!/^\S+$/.test(value) || (Number.isNaN(number) && !/nan/i.test(value)))
    throw new RenderFault(`strconv.ParseFloat: parsing "${value.slice(0, 40)}": invalid syntax`)
  return number
}

function special(text: string): number {
  if (/nan/i.test(text)) return Number.NaN
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}
