/** `time.Time` to text. Source: Go `time/format.go`. */
import { type Chunk, chunks, MONTHS, WEEKDAYS } from './layout.ts'
import { floorDiv, type Time, type Wall } from './time.ts'

const GO_STRING = '2006-01-02 15:04:05.999999999 -0700 MST'
export const RFC3339_NANO = '2006-01-02T15:04:05.999999999Z07:00'

export function formatTime(time: Time, layout: string): string {
  const wall = time.wall()
  return chunks(layout)
    .map((chunk) =>
      'literal' in chunk ? chunk.literal : 'verb' in chunk ? verb(chunk.verb, wall, time) : fraction(chunk, wall),
    )
    .join('')
}

/** As Go prints a time. */
export function timeText(time: Time): string {
  return formatTime(time, GO_STRING)
}

const two = (value: number): string => `${value}`.padStart(2, '0')
const twelve = (hour: number): number => hour % 12 || 12

function verb(name: (Chunk & { verb: string })['verb'], wall: Wall, time: Time): string {
  switch (name) {
    case 'January':
      return MONTHS[wall.month - 1] ?? ''
    case 'Jan':
      return (MONTHS[wall.month - 1] ?? '').slice(0, 3)
    case 'Monday':
      return WEEKDAYS[wall.weekday] ?? ''
    case 'Mon':
      return (WEEKDAYS[wall.weekday] ?? '').slice(0, 3)
    case 'MST':
      return time.zone.abbreviationAt(time.ms) || offset(wall.offsetSeconds, '-0700')
    case '2006':
    case '_2006':
      return `${wall.year < 0 ? '-' : ''}${Math.abs(wall.year)}`.padStart(4, '0')
    case '06':
      return two(((wall.year % 100) + 100) % 100)
    case '01':
      return two(wall.month)
    case '1':
      return `${wall.month}`
    case '02':
      return two(wall.day)
    case '_2':
      return `${wall.day}`.padStart(2)
    case '2':
      return `${wall.day}`
    case '002':
      return `${wall.yearDay}`.padStart(3, '0')
    case '__2':
      return `${wall.yearDay}`.padStart(3)
    case '15':
      return two(wall.hour)
    case '03':
      return two(twelve(wall.hour))
    case '3':
      return `${twelve(wall.hour)}`
    case '04':
      return two(wall.minute)
    case '4':
      return `${wall.minute}`
    case '05':
      return two(wall.second)
    case '5':
      return `${wall.second}`
    case 'PM':
      return wall.hour >= 12 ? 'PM' : 'AM'
    case 'pm':
      return wall.hour >= 12 ? 'pm' : 'am'
  }
  return offset(wall.offsetSeconds, name)
}

function offset(seconds: number, form: string): string {
  if (form.startsWith('Z') && seconds === 0) return 'Z'
  const colon = form.includes(':') ? ':' : ''
  const parts = form.replace(/[^0-9]/g, '').length / 2
  const absolute = Math.abs(seconds)
  const fields = [absolute / 3600, (absolute % 3600) / 60, absolute % 60].map((field) => two(Math.floor(field)))
  return (seconds < 0 ? '-' : '+') + fields.slice(0, parts).join(colon)
}

function fraction(chunk: { fraction: number; separator: string; trims: boolean }, wall: Wall): string {
  const digits = `${wall.nanosecond}`.padStart(9, '0').slice(0, chunk.fraction)
  const kept = chunk.trims ? digits.replace(/0+$/, '') : digits
  return kept === '' ? '' : chunk.separator + kept
}

/** As Go prints a duration: `1h2m3.5s`, `150ms`, `0s`. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return '0s'
  const sign = nanos < 0n ? '-' : ''
  const absolute = nanos < 0n ? -nanos : nanos
  if (absolute < 1_000n) return `${sign}${absolute}ns`
  if (absolute < 1_000_000n) return `${sign}${decimal(absolute, 3)}µs`
  if (absolute < 1_000_000_000n) return `${sign}${decimal(absolute, 6)}ms`
  const minutes = floorDiv(absolute, 60_000_000_000n)
  const seconds = `${decimal(absolute - minutes * 60_000_000_000n, 9)}s`
  if (minutes === 0n) return sign + seconds
  const hours = minutes / 60n
  return `${sign}${hours > 0n ? `${hours}h` : ''}${minutes % 60n}m${seconds}`
}

function decimal(value: bigint, digits: number): string {
  const text = `${value}`.padStart(digits + 1, '0')
  const rest = text.slice(-digits).replace(/0+$/, '')
  return text.slice(0, -digits) + (rest ? `.${rest}` : '')
}
