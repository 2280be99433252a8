/** Points in time, in a zone (by default the browser's). Pure: `now` in milliseconds decides whether the date is shown. */

const formats = new Map<string, Intl.DateTimeFormat>()

function format(lang: string, timeZone: string | undefined, kind: 'time' | 'day' | 'full'): Intl.DateTimeFormat {
  const key = `${lang} ${timeZone} ${kind}`
  const known = formats.get(key)
  if (known) return known
  const zone = timeZone === undefined ? {} : { timeZone }
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
  const made = new Intl.DateTimeFormat(lang, {
    ...zone,
    ...(kind === 'day' ? {} : clock),
    ...(kind === 'time' ? {} : { month: 'short', day: 'numeric' }),
    ...(kind === 'full' ? { year: 'numeric', timeZoneName: 'short' } : {}),
  })
  formats.set(key, made)
  return made
}

/** `02:14:09` today, `Nov 22 02:14:09` on any other day. */
export function shortTime(at: number, now: number, lang: string, timeZone?: string): string {
  const day = format(lang, timeZone, 'day')
  const time = format(lang, timeZone, 'time').format(at)
  return day.format(at) === day.format(now) && Math.abs(now - at) < 172_800_000 ? time : `${day.format(at)} ${time}`
}

/** With date and zone, for tooltips. */
export const fullTime = (at: number, lang: string, timeZone?: string): string =>
  format(lang, timeZone, 'full').format(at)
