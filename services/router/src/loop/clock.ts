/** The router's sense of time: reads both clocks, holds expiries, and lets plans follow a clock that was set. */
import type { Logger } from '@tocsin/kit'
import { type ClockReading, startClockWatch, watchClock } from '../model/clock.ts'
import type { RouterStore } from '../store/port.ts'

export interface ClockKeeper {
  /** Expiries before this moment (wall clock) are not believed. */
  heldUntil(): number
  /** True when the clock was set, and everything on disk has followed. */
  look(): Promise<boolean>
}

export interface ClockKeeperOptions {
  readonly store: Pick<RouterStore, 'lastSeenAt' | 'clockSet'>
  readonly read: () => ClockReading
  readonly resendPeriodMs: number
  readonly log: Logger
}

/** Resolves when what is on record agrees with the clock. */
export async function startClockKeeper(options: ClockKeeperOptions): Promise<ClockKeeper> {
  const { store, read, resendPeriodMs, log } = options
  let watch = startClockWatch(read(), resendPeriodMs, await store.lastSeenAt())
  /** Not yet followed: a step must not be forgotten because the disk was full just then. */
  let owedMs = watch.steppedMs

  async function follow(): Promise<boolean> {
    if (owedMs === 0) return false
    const steppedMs = owedMs
    await store.clockSet(steppedMs, watch.last.wallMs)
    owedMs -= steppedMs
    log.warn(
      { steppedSeconds: Math.round(steppedMs / 1_000) },
      'the clock was set: what is planned moves along, and silence proves nothing for one resend period',
    )
    return true
  }

  await follow()
  return {
    heldUntil: () => watch.expiriesHeldUntil,
    look: async () => {
      watch = watchClock(watch, read(), resendPeriodMs)
      owedMs += watch.steppedMs
      return follow()
    },
  }
}
