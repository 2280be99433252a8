/** Runs one piece of work again and again: at once when woken, else when it asked to, and at least once a second. */

const LONGEST_SLEEP_MS = 1_000

export interface Scheduler {
  wake(): void
  /** Resolves when the work that is running has ended; none starts afterwards. */
  stop(): Promise<void>
}

export interface SchedulerOptions {
  /** Gives the moment at which it wants to run next. Never throws. */
  readonly work: () => Promise<number | undefined>
  readonly now: () => number
}

export function startScheduler({ work, now }: SchedulerOptions): Scheduler {
  let stopped = false
  let woken = false
  let wakeUp: () => void = () => {}

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const loop = (async () => {
    while (!stopped) {
      woken = false
      const wanted = await work()
      if (stopped) return
      // Woken while working: what woke us may have come too late for that run.
      if (woken) continue
      const until = wanted === undefined ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(0, wanted - now()))
      await sleep(until)
    }
  })()

  return {
    wake: () => {
      woken = true
      wakeUp()
    },
    stop: async () => {
      stopped = true
      wakeUp()
      await loop
    },
  }
}
