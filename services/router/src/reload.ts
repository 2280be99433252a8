/** Puts an edited configuration into force, or keeps the one that is. One reload at a time. */
import { type Logger, messageOf } from '@tocsin/kit'
import type { LiveConfig } from './loop/live-config.ts'
import type { Mutes } from './loop/mutes.ts'
import { createTurns, type Turns } from './loop/turns.ts'
import type { RouterStore } from './store/port.ts'

interface ReloadOptions {
  readonly store: Pick<RouterStore, 'rerouteAll' | 'releaseHeld'>
  readonly mutes: Pick<Mutes, 'prepare'>
  /** Reads the files. Rejects with every problem. */
  readonly load: () => Promise<LiveConfig>
  /** No tick may see half of the change. */
  readonly inTurn: Turns
  readonly use: (next: LiveConfig) => void
  /** Whatever else goes by it, once it is in force. */
  readonly inForce: (live: LiveConfig) => void
  readonly observe: (success: boolean) => void
  readonly file: string
  readonly now: () => number
  readonly log: Logger
}

/** Rejects with every problem, and keeps what was in force. */
export function createReload(options: ReloadOptions): () => Promise<void> {
  const { store, mutes, inTurn, now, log } = options
  const oneByOne = createTurns()
  return () =>
    oneByOne(async () => {
      try {
        const next = await options.load()
        const useRules = await mutes.prepare(next.router.inhibitRules)
        await inTurn(async () => {
          await store.rerouteAll(next.routes, now(), next.version)
          options.use(next)
          useRules()
        })
        // Who waits for whom is another question now.
        await store.releaseHeld(now())
        options.observe(true)
        log.info({ file: options.file }, 'configuration loaded')
        options.inForce(next)
      } catch (error) {
        options.observe(false)
        log.error({ problems: messageOf(error) }, 'configuration refused; the one in force stays')
        throw error
      }
    })
}
