/**
 * How many matches lie in `(now - rangeMs, now]`, as LogQL's `count_over_time` counts. Exact to the millisecond until more than
 * `maxTimes` distinct times are held; from then on times are rounded up to coarse steps, until the window is empty again.
 */
export interface MatchWindow {
  /** Adds one match. `at` may be older than others, but not older than the window. */
  add(at: number): void
  /** Forgets what has left the window; `now` must not be behind the times added. */
  slide(now: number): void
  count(): number
  /** The oldest match still inside; undefined when empty. */
  firstAt(): number | undefined
}

export function createWindow(rangeMs: number, maxTimes: number): MatchWindow {
  // Two parallel deques, sorted by time: `counts[i]` matches at `times[i]`. `head` is the oldest that still counts.
  let times: number[] = []
  let counts: number[] = []
  let head = 0
  let total = 0
  let stepMs = 1

  const compact = (): void => {
    times = times.slice(head)
    counts = counts.slice(head)
    head = 0
  }

  const insert = (at: number, count: number): void => {
    let index = times.length
    while (index > head && (times[index - 1] ?? 0) > at) index -= 1
    if (index > head && times[index - 1] === at) {
      counts[index - 1] = (counts[index - 1] ?? 0) + count
    } else if (index === times.length) {
      times.push(at)
      counts.push(count)
    } else {
      times.splice(index, 0, at)
      counts.splice(index, 0, count)
    }
  }

  const coarsen = (): void => {
    const oldTimes = times.slice(head)
    const oldCounts = counts.slice(head)
    // half of the bound, so that coarsening is rare
    stepMs = Math.max(1, Math.ceil(rangeMs / Math.max(1, maxTimes / 2)))
    times = []
    counts = []
    head = 0
    for (const [index, at] of oldTimes.entries()) insert(roundUp(at, stepMs), oldCounts[index] ?? 0)
  }

  return {
    add(at) {
      insert(roundUp(at, stepMs), 1)
      total += 1
      if (times.length - head > maxTimes) coarsen()
    },
    slide(now) {
      while (head < times.length && (times[head] ?? 0) <= now - rangeMs) {
        total -= counts[head] ?? 0
        head += 1
      }
      if (head === times.length) stepMs = 1
      if (head > 64 && head * 2 > times.length) compact()
      else if (head > 0 && head === times.length) compact()
    },
    count: () => total,
    firstAt: () => times[head],
  }
}

function roundUp(at: number, stepMs: number): number {
  return stepMs === 1 ? at : Math.ceil(at / stepMs) * stepMs
}
