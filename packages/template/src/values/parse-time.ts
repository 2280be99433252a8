/** Text to `time.Time` by a layout, in UTC where the text names no zone. Source: Go `time/format.go`, `Parse`. */
import { type Chunk, chunks, MONTHS, WEEKDAYS } from './layout.ts'
import { fromWall, startOf, type Time } from './time.ts'
import { fixedZone, UTC, type Zone } from './zone.ts'

interface Read {
  year: number
  month: number
  day: number
  yearDay: number
  hour: number
  minute: number
  second: number
  nanos: number
  afternoon: boolean | undefined
  zone: Zone
}

const NUMBERS: Readonly<
  Record<string, { key: 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second'; digits: RegExp }>
> = {
  '2006': { key: 'year', digits: /^\d{4}/ },
  '06': { key: 'year', digits: /^\d{2}/ },
  '01': { key: 'month', digits: /^\d{2}/ },
  '1': { key: 'month', digits: /^\d{1,2}/ },
  '02': { key: 'day', digits: /^\d{2}/ },
  _2: { key: 'day', digits: /^ ?\d{1,2}/ },
  '2': { key: 'day', digits: /^ ?\d{1,2}/ },
  '002': { key: 'yearDay', digits: /^\d{3}/ },
  __2: { key: 'yearDay', digits: /^ {0,2}\d{1,3}/ },
  '15': { key: 'hour', digits: /^\d{2}/ },
  '03': { key: 'hour', digits: /^\d{2}/ },
  '3': { key: 'hour', digits: /^\d{1,2}/ },
  '04': { key: 'minute', digits: /^\d{2}/ },
  '4': { key: 'minute', digits: /^\d{1,2}/ },
  '05': { key: 'second', digits: /^\d{2}/ },
  '5': { key: 'second', digits: /^\d{1,2}/ },
}

/** Undefined where the text is not of the layout. */
export function parseTime(layout: string, text: string): Time | undefined {
  const read: Read = {
    year: 0,
    month: 1,
    day: 1,
    yearDay: 0,
    hour: 0,
    minute: 0,
    second: 0,
    nanos: 0,
    afternoon: undefined,
    zone: UTC,
  }
  let rest = text
  for (const chunk of chunks(layout)) {
    const length =
      'literal' in chunk ? (rest.startsWith(chunk.literal) ? chunk.literal.length : -1) : take(chunk, rest, read)
    if (length < 0) return undefined
    rest = rest.slice(length)
    // A fraction may follow the seconds although the layout has none.
    if ('verb' in chunk && (chunk.verb === '05' || chunk.verb === '5')) {
      const digits = /^[.,]\d+/.exec(rest)?.[0]
      if (
        digits &&
        !layout.includes('.0') &&
        !layout.includes('.9') &&
        !layout.includes(',0') &&
        !layout.includes(',9')
      ) {
        read.nanos = nanosOf(digits)
        rest = rest.slice(digits.length)
      }
    }
  }
  return rest === '' ? assemble(read) : undefined
}

/** How much of the text the chunk takes; negative where it does not fit. */
function take(chunk: Exclude<Chunk, { literal: string }>, text: string, read: Read): number {
  if ('fraction' in chunk) {
    const digits = /^[.,]\d+/.exec(text)?.[0] ?? ''
    if (!chunk.trims && digits.length !== chunk.fraction + 1) return -1
    read.nanos = nanosOf(digits)
    return digits.length
  }
  const { verb } = chunk
  const number = NUMBERS[verb]
  if (number) {
    const digits = number.digits.exec(text)?.[0]
    if (digits === undefined) return -1
    const value = Number(digits)
    read[number.key] = verb === '06' ? value + (value >= 69 ? 1900 : 2000) : value
    return digits.length
  }
  switch (verb) {
    case 'January':
    case 'Jan': {
      const index = MONTHS.findIndex((name) => startsWith(text, verb === 'Jan' ? name.slice(0, 3) : name))
      read.month = index + 1
      return index < 0 ? -1 : verb === 'Jan' ? 3 : (MONTHS[index]?.length ?? -1)
    }
    case 'Monday':
    case 'Mon': {
      const name = WEEKDAYS.find((day) => startsWith(text, verb === 'Mon' ? day.slice(0, 3) : day))
      return name === undefined ? -1 : verb === 'Mon' ? 3 : name.length
    }
    case 'PM':
    case 'pm': {
      const half = text.slice(0, 2)
      if (half.toUpperCase() !== 'AM' && half.toUpperCase() !== 'PM') return -1
      read.afternoon = half.toUpperCase() === 'PM'
      return 2
    }
    case 'MST': {
      const name = /^(?:[A-Z]{3,5}|[+-]\d{2}(?:\d{2})?)/.exec(text)?.[0]
      if (name !== undefined && name !== 'UTC') read.zone = fixedZone(0, name)
      return name?.length ?? -1
    }
  }
  return offset(verb, text, read)
}

function offset(form: string, text: string, read: Read): number {
  if (form.startsWith('Z') && text.startsWith('Z')) return 1
  const parts = form.replace(/[^0-9]/g, '').length / 2
  const colon = form.includes(':') ? ':' : ''
  const match = new RegExp(`^([+-])${Array.from({ length: parts }, () => '(\\d{2})').join(colon)}`).exec(text)
  if (!match) return -1
  const [whole, sign, hours, minutes = '0', seconds = '0'] = match
  const value = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  if (value > 86_400) return -1
  read.zone = value === 0 ? UTC : fixedZone(sign === '-' ? -value : value)
  return whole.length
}

function startsWith(text: string, name: string): boolean {
  return text.slice(0, name.length).toLowerCase() === name.toLowerCase()
}

function nanosOf(fraction: string): number {
  return Number(fraction.slice(1, 10).padEnd(9, '0'))
}

function assemble(read: Read): Time | undefined {
  const { year, month, day, minute, second, nanos, zone } = read
  let { hour } = read
  if (read.afternoon !== undefined && hour > 12) return undefined
  if (read.afternoon === true && hour < 12) hour += 12
  if (read.afternoon === false && hour === 12) hour = 0
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined
  const start = read.yearDay > 0 ? startOf(year, 1, read.yearDay) : startOf(year, month, day)
  const date = new Date(start)
  // A day that the month has not carries over: Go refuses it.
  if (date.getUTCFullYear() !== year || (read.yearDay === 0 && date.getUTCDate() !== day)) return undefined
  return fromWall(start, BigInt((hour * 60 + minute) * 60 + second) * 1_000_000_000n + BigInt(nanos), zone)
}
