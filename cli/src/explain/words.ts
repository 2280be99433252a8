/** Times, spans and labels in a terminal. Pure. */

/** `2026-11-25 14:02:10`, in the zone of whoever asks. */
export function clock(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((found) => found.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`
}

/** `2 d 3 h`, `12 min`, `4 s`: the two largest units. */
export function span(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const
  const parts: string[] = []
  let rest = Math.max(0, ms)
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 || (parts.length > 0 && name !== 's')) parts.push(`${count} ${name}`)
  }
  const shown = parts.slice(0, 2).filter((part, index) => index === 0 || !part.startsWith('0 '))
  return shown.length > 0 ? shown.join(' ') : `${Math.round(ms)} ms`
}

/** `{alertname="A", job="x"}`, the name first. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  const first = (name: string): number => (name === 'alertname' ? 0 : 1)
  const pairs = Object.keys(labels)
    .toSorted((a, b) => first(a) - first(b) || (a < b ? -1 : 1))
    .map((name) => `${name}=${JSON.stringify(labels[name] ?? '')}`)
  return `{${pairs.join(', ')}}`
}

/** What others wrote may not move the cursor or colour the screen. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ')
}
