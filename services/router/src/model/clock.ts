/** Whether silence may be read as an end. Pure: the caller reads both clocks. */

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
}

/** A wall clock that runs apart from the monotonic one by more than this was set. */
const STEP_MS = 5_000
/** A loop that did not run for longer than this was stopped: the process, or the machine. */
const GAP_MS = 10_000

/** At a start nothing has been heard yet: one resend period must pass before silence means anything. */
export function startClockWatch(reading: ClockReading, resendPeriodMs: number): ClockWatch {
  return { last: reading, expiriesHeldUntil: reading.wallMs + resendPeriodMs }
}

export function watchClock(watch: ClockWatch, reading: ClockReading, resendPeriodMs: number): ClockWatch {
  const wallPassed = reading.wallMs - watch.last.wallMs
  const reallyPassed = reading.monotonicMs - watch.last.monotonicMs
  const deaf = reallyPassed > GAP_MS || Math.abs(wallPassed - reallyPassed) > STEP_MS
  return {
    last: reading,
    expiriesHeldUntil: deaf ? reading.wallMs + resendPeriodMs : watch.expiriesHeldUntil,
  }
}
