/** Time zones as Go names them: abbreviation and offset at a moment. */

export interface Zone {
  /** `UTC`, an IANA name, or empty for a plain offset. */
  readonly name: string
  /** Seconds east of Greenwich. */
  offsetAt(ms: number): number
  /** `CET`; empty where only the offset is known. */
  abbreviationAt(ms: number): string
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0, abbreviationAt: () => 'UTC' }

/** A zone without rules, e.g. out of `+08:00`. */
export function fixedZone(offsetSeconds: number, abbreviation = ''): Zone {
  return { name: '', offsetAt: () => offsetSeconds, abbreviationAt: () => abbreviation }
}

/** Abbreviations that no locale of ours writes, as the time zone database has them. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  'Asia/Shanghai': 'CST',
  'Asia/Chongqing': 'CST',
  'Asia/Harbin': 'CST',
  'Asia/Taipei': 'CST',
  'Asia/Macau': 'CST',
  PRC: 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Tokyo': 'JST',
  Japan: 'JST',
  'Asia/Seoul': 'KST',
  'Asia/Kolkata': 'IST',
  'Asia/Calcutta': 'IST',
  'Asia/Karachi': 'PKT',
  'Asia/Jakarta': 'WIB',
  'Asia/Manila': 'PST',
  'Africa/Johannesburg': 'SAST',
  'Africa/Nairobi': 'EAT',
  'Africa/Lagos': 'WAT',
  'Europe/Moscow': 'MSK',
  'Pacific/Auckland': 'NZST',
}
/** Between them they write the names of the zones of North America, Europe and Australia. */
const LOCALES = ['en-US', 'en-GB', 'en-AU']
const MAX_ZONES = 50
const zones = new Map<string, Zone>()

/** An IANA zone by its name; undefined where there is none. */
export function findZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC
  const known = zones.get(name)
  if (known) return known
  if (name.length > 64 || !/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return undefined
  try {
    const zone = ianaZone(name)
    if (zones.size >= MAX_ZONES) zones.clear()
    zones.set(name, zone)
    return zone
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function ianaZone(name: string): Zone {
  const options = { timeZone: name, hourCycle: 'h23', era: 'short' } as const
  const fields = new Intl.DateTimeFormat('en-US', {
    ...options,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const names = LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }))
  const offsetAt = (ms: number): number => {
    const parts = Object.fromEntries(fields.formatToParts(ms).map(({ type, value }) => [type, value]))
    const year = Number(parts['year'])
    const wall = new Date(0)
    wall.setUTCFullYear(parts['era'] === 'BC' ? 1 - year : year, Number(parts['month']) - 1, Number(parts['day']))
    wall.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
    return wall.getTime() / 1000 - Math.floor(ms / 1000)
  }
  return {
    name,
    offsetAt,
    abbreviationAt(ms) {
      const written = names
        .map((format) => format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '')
        .find((candidate) => /^[A-Z]{2,5}$/.test(candidate))
      return written ?? ABBREVIATIONS[name] ?? numeric(offsetAt(ms))
    },
  }
}

/** Zones without letters are called by their offset: `+08`, `-0330`. */
function numeric(offsetSeconds: number): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60)
  const text = `${Math.trunc(minutes / 60)}`.padStart(2, '0') + (minutes % 60 ? `${minutes % 60}`.padStart(2, '0') : '')
  return `${offsetSeconds < 0 ? '-' : '+'}${text}`
}
