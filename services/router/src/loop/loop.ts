/** The one loop: what came in is written, what is due is decided, what is owed is sent, what is old is forgotten. */
import { type Logger, type Scheduler, startScheduler } from '@tocsin/kit'
import type { RouterStore } from '../store/port.ts'
import type { Deliverer } from './deliver/deliver.ts'
import { type TickContext, tick } from './tick.ts'
import type { Turns } from './turns.ts'

const RETRY_LOOP_MS = 1_000
const PRUNE_EVERY_MS = 600_000
/** What is due but held back by a limit must not spin the loop. */
const SHORTEST_SLEEP_MS = 20

export interface LoopOptions {
  readonly store: RouterStore
  readonly deliverer: Pick<Deliverer, 'startDue' | 'clockSet'>
  readonly now: () => number
  /** Looks at both clocks before each tick; true when the wall clock was set. */
  readonly watchClock: () => Promise<boolean>
  readonly flushRefreshes: () => Promise<void>
  /** Each tick waits for its turn. */
  readonly inTurn: Turns
  /** What else has its time: each gives the next moment at which there is something to do. */
  readonly alsoDue: readonly (() => Promise<number | undefined>)[]
  /** What each tick decides by. */
  readonly context: () => TickContext
  /** How long history is kept. */
  readonly retentionMs: number
  /** Told of the alerts that are gone, and that what ended before `before` is. */
  readonly onPruned: (fingerprints: readonly string[], before: number) => void
  readonly log: Logger
}

export function startLoop(options: LoopOptions): Scheduler {
  const { store, deliverer, now, log } = options
  let pruneAt = now()

  async function turn(): Promise<number> {
    await options.flushRefreshes()
    await options.inTurn(async () => {
      // Nothing may wait between this look at the clock and the tick that decides by it.
      if (await options.watchClock()) deliverer.clockSet()
      await tick(options.context())
    })
    if (now() >= pruneAt) {
      pruneAt = now() + PRUNE_EVERY_MS
      const at = now()
      const { fingerprints, more } = await store.prune(at, options.retentionMs)
      if (more) pruneAt = at
      options.onPruned(fingerprints, at - options.retentionMs)
    }
    const next = [...(await carry()), await store.nextFlushAt(), pruneAt].filter((at) => at !== undefined)
    return Math.max(Math.min(...next), now() + SHORTEST_SLEEP_MS)
  }

  /** What others are to hear instead is owed before it is carried. */
  async function carry(): Promise<(number | undefined)[]> {
    const moments: (number | undefined)[] = []
    for (const due of options.alsoDue) moments.push(await due())
    return [...moments, await deliverer.startDue()]
  }

  return startScheduler({
    now,
    work: async () => {
      try {
        return await turn()
      } catch (error) {
        log.error({ err: error }, 'the loop failed; it goes on in a second')
        // What is owed already goes out, whatever keeps new decisions from being made; what fails here as well is in the log above.
        await carry().catch(() => {})
        return now() + RETRY_LOOP_MS
      }
    },
  })
}
