/** Whether silence may be read as an end, and whether the clock was set. Pure: the caller reads both clocks. */

export interface ClockReading {
  /** Milliseconds since the epoch; may be set back or forth. */
  readonly wallMs: number
  /** Milliseconds of a clock that is never set; goes on while the process is stopped. */
  readonly monotonicMs: number
}

export interface ClockWatch {
  readonly last: ClockReading
  /** Expiries before this moment (wall clock) are not believed. */
  readonly expiriesHeldUntil: number
  /** How far the wall clock was set since the reading before; 0 when it was not. Plans have to move along. */
  readonly steppedMs: number
}

/** A wall clock that runs apart from the monotonic one by more than this was set. */
const STEP_MS = 5_000
/** A loop that did not run for longer than this was stopped: the process, or the machine. */
const GAP_MS = 10_000

/**
 * At a start nothing has been heard yet: one resend period must pass before silence means anything. `lastSeenMs`: the latest
 * moment on record, if any; a clock that is behind it was set back meanwhile, by that much at least.
 */
export function startClockWatch(
  reading: ClockReading,
  resendPeriodMs: number,
  lastSeenMs: number | undefined,
): ClockWatch {
  const behindMs = (lastSeenMs ?? 0) - reading.wallMs
  return {
    last: reading,
    expiriesHeldUntil: reading.wallMs + resendPeriodMs,
    steppedMs: behindMs > STEP_MS ? -behindMs : 0,
  }
}

export function watchClock(watch: ClockWatch, reading: ClockReading, resendPeriodMs: number): ClockWatch {
  const wallPassed = reading.wallMs - watch.last.wallMs
  const reallyPassed = reading.monotonicMs - watch.last.monotonicMs
  const apartMs = Math.round(wallPassed - reallyPassed)
  const steppedMs = Math.abs(apartMs) > STEP_MS ? apartMs : 0
  const deaf = reallyPassed > GAP_MS || steppedMs !== 0
  return {
    last: reading,
    expiriesHeldUntil: deaf ? reading.wallMs + resendPeriodMs : watch.expiriesHeldUntil,
    steppedMs,
  }
}
