/** Durations as people say them. Pure: words come from the caller. */

type DurationUnit = 'd' | 'h' | 'm' | 's' | 'ms'

export interface DurationPart {
  readonly value: number
  readonly unit: DurationUnit
}

const units: readonly (readonly [DurationUnit, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
]

/**
 * The two largest neighbouring units of `ms`, cut, never rounded up; tenths below ten seconds, milliseconds below one.
 * Negative counts as 0.
 */
export function durationParts(ms: number): readonly DurationPart[] {
  const length = Math.max(0, Math.trunc(ms))
  if (length < 1_000) return [{ value: length, unit: 'ms' }]
  if (length < 10_000) return [{ value: Math.floor(length / 100) / 10, unit: 's' }]
  const first = units.findIndex(([, size]) => length >= size)
  const parts: DurationPart[] = []
  let rest = length
  for (const [unit, size] of units.slice(first, first + 2)) {
    const value = Math.floor(rest / size)
    rest -= value * size
    if (value > 0) parts.push({ value, unit })
  }
  return parts
}

/** Whole seconds only, for texts that tick: "0 s" instead of milliseconds. */
export function tickingParts(ms: number): readonly DurationPart[] {
  return ms < 1_000 ? [{ value: 0, unit: 's' }] : durationParts(Math.floor(ms / 1_000) * 1_000)
}
