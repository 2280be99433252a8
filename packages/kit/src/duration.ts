/** Durations as Prometheus writes them: `1h30m`, `15s`, `500ms`, `0`. Source: Prometheus documentation, "Time Durations". */

const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

const SHAPE = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Milliseconds, or undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (text === '') return undefined
  const match = SHAPE.exec(text)
  if (!match) return undefined
  return UNITS.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0)
}

/** The shortest exact text: `90000` is `1m30s`, `0` is `0s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s'
  let rest = Math.round(durationMs)
  let text = ''
  for (const [unit, ms] of UNITS) {
    // Years and weeks do not read well in a message; Prometheus prints them only for exact multiples.
    if ((unit === 'y' || unit === 'w') && rest % ms !== 0) continue
    const count = Math.floor(rest / ms)
    if (count > 0) text += `${count}${unit}`
    rest -= count * ms
  }
  return text
}
