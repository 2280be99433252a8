/** Points in time, in a zone (by default the browser's). Pure: `now` in milliseconds decides whether the date is shown. */

type Kind = 'time' | 'day' | 'full' | 'dayTime' | 'weekday'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(lang: string, timeZone: string | undefined, kind: Kind): Intl.DateTimeFormat {
  const key = `${lang} ${timeZone} ${kind}`
  const known = formats.get(key)
  if (known) return known
  const zone = timeZone === undefined ? {} : { timeZone }
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const date = { month: 'short', day: 'numeric' } as const
  const fields: Readonly<Record<Kind, Intl.DateTimeFormatOptions>> = {
    time: clock,
    day: date,
    full: { ...clock, ...date, year: 'numeric', timeZoneName: 'short' },
    dayTime: { ...date, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    weekday: { weekday: 'short', day: 'numeric' },
  }
  const made = new Intl.DateTimeFormat(lang, { ...zone, ...fields[kind] })
  formats.set(key, made)
  return made
}

/** `02:14:09` today, `Nov 22 02:14:09` on any other day. */
export function shortTime(at: number, now: number, lang: string, timeZone?: string): string {
  const day = format(lang, timeZone, 'day')
  const time = format(lang, timeZone, 'time').format(at)
  return day.format(at) === day.format(now) && Math.abs(now - at) < 172_800_000 ? time : `${day.format(at)} ${time}`
}

/** `Mon, Nov 30, 10:00`: of what was planned for that minute. */
export const dayTime = (at: number, lang: string, timeZone?: string): string =>
  format(lang, timeZone, 'dayTime').format(at)

/** `30 Mon` */
export const weekday = (at: number, lang: string, timeZone?: string): string =>
  format(lang, timeZone, 'weekday').format(at)

/** With date and zone, for tooltips. */
export const fullTime = (at: number, lang: string, timeZone?: string): string =>
  format(lang, timeZone, 'full').format(at)
