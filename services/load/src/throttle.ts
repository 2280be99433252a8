/** At most one line per interval; says how many were kept back. Pure but for its own two numbers. */
export interface Throttle {
  /** How many were kept back since the last line, or undefined when this one is to be kept back too. */
  admit(now: number): number | undefined
}

export function createThrottle(intervalMs: number): Throttle {
  let nextAt = Number.NEGATIVE_INFINITY
  let keptBack = 0
  return {
    admit(now) {
      if (now < nextAt) {
        keptBack++
        return undefined
      }
      const count = keptBack
      nextAt = now + intervalMs
      keptBack = 0
      return count
    },
  }
}
