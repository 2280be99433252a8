/**
 * How long to wait before the next try: anything from 0 to `baseMs · 2^attempt`, at most `capMs` (AWS "full jitter").
 * `attempt` counts the failures before this one: 0 after the first. `random` gives [0, 1), as `Math.random` does.
 * Whole milliseconds. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 */
export function fullJitter(options: {
  readonly attempt: number
  readonly baseMs: number
  readonly capMs: number
  readonly random: () => number
}): number {
  const { attempt, baseMs, capMs, random } = options
  // 2^attempt may be Infinity; 0 · Infinity would be NaN.
  const ceilingMs = baseMs === 0 ? 0 : Math.min(capMs, baseMs * 2 ** Math.max(attempt, 0))
  return Math.floor(random() * ceilingMs)
}
