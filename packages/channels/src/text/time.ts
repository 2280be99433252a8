/** Times and spans as people read them. Formatters are cached: making one costs far more than using it. */
export type Language = 'zh' | 'en'

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'shortOffset',
    })
    formatters.set(zone, formatter)
  }
  return formatter
}

/** Known to this machine's Intl, such as `Asia/Shanghai` or `UTC`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatterOf(zone)
    return true
  } catch {
    return false
  }
}

function partsOf(at: number, zone: string) {
  const parts = formatterOf(zone).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? ''
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    day: `${part('month')}-${part('day')}`,
    minute: `${part('hour')}:${part('minute')}`,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
    // Zero comes as `GMT` or `GMT+0`, depending on the zone and on Node's data.
    offset: part('timeZoneName').replace('GMT', 'UTC').replace(/\+0$/, ''),
  }
}

/** `2026-11-23 14:02:10 UTC+8` */
export function fullTime(at: number, zone: string): string {
  const { date, time, offset } = partsOf(at, zone)
  return `${date} ${time} ${offset}`
}

/** `11-23 14:02` */
export function shortTime(at: number, zone: string): string {
  const { day, minute } = partsOf(at, zone)
  return `${day} ${minute}`
}

/** `14:02` for readers of Chinese, who share a zone; `06:02 UTC` for the others. */
export function clockTime(at: number, zone: string, language: Language): string {
  const { minute, offset } = partsOf(at, zone)
  return language === 'zh' ? minute : `${minute} ${offset}`
}

const UNITS = [
  { ms: 86_400_000, zh: '天', en: 'd' },
  { ms: 3_600_000, zh: '小时', en: 'h' },
  { ms: 60_000, zh: '分钟', en: 'm' },
  { ms: 1_000, zh: '秒', en: 's' },
] as const

/** The two largest units: `2 小时 5 分钟`, `2h 5m`; below a second `不到 1 秒`, `under 1s`. */
export function spanText(spanMs: number, language: Language): string {
  const first = UNITS.findIndex((unit) => spanMs >= unit.ms)
  if (first < 0) return language === 'zh' ? '不到 1 秒' : 'under 1s'
  let rest = spanMs
  const shown = UNITS.slice(first, first + 2).flatMap((unit) => {
    const count = Math.floor(rest / unit.ms)
    rest -= count * unit.ms
    return count === 0 ? [] : [language === 'zh' ? `${count} ${unit.zh}` : `${count}${unit.en}`]
  })
  return shown.join(' ')
}
