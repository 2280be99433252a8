/**
 * Alerts that may inhibit, in the order of their fingerprints. One that is found to be over is laid aside until it is
 * reported again, so that a storm that has passed costs nothing.
 */
export interface SourceQueue {
  add(fingerprint: string): void
  remove(fingerprint: string): void
  /** Those laid aside count again: what is over depends on the clock, and that was set. */
  wakeAll(): void
  first(fires: (fingerprint: string) => boolean): string | undefined
  readonly size: number
}

export function createSourceQueue(): SourceQueue {
  const all = new Set<string>()
  /** Sorted; undefined until somebody asks. */
  let awake: string[] | undefined

  return {
    add(fingerprint) {
      all.add(fingerprint)
      if (!awake) return
      const at = positionOf(awake, fingerprint)
      if (awake[at] !== fingerprint) awake.splice(at, 0, fingerprint)
    },
    remove(fingerprint) {
      all.delete(fingerprint)
      if (!awake) return
      const at = positionOf(awake, fingerprint)
      if (awake[at] === fingerprint) awake.splice(at, 1)
    },
    wakeAll() {
      awake = undefined
    },
    first(fires) {
      awake ??= [...all].sort()
      const at = awake.findIndex(fires)
      if (at < 0) awake = []
      else if (at > 0) awake.splice(0, at)
      return awake[0]
    },
    get size() {
      return all.size
    },
  }
}

/** Where it stands in the sorted list, or would. */
function positionOf(sorted: readonly string[], fingerprint: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < fingerprint) low = middle + 1
    else high = middle
  }
  return low
}
