/** When requests are due. Pure: an open loop knows no answers, only time. */

export interface Schedule {
  /** Arrivals per second. */
  readonly rate: number
  /** Milliseconds, of the same clock as `now`. */
  readonly startedAt: number
  /** Arrivals handed out so far, the skipped ones included. */
  readonly taken: number
}

export interface Due {
  readonly schedule: Schedule
  /** To be sent now. */
  readonly due: number
  /** Given up, because the caller came too late for them. */
  readonly skipped: number
}

/** How many arrivals fall into [startedAt, now): the first one at startedAt + 1/rate. */
export function arrivalsUntil(rate: number, startedAt: number, now: number): number {
  return Math.max(0, Math.floor(((now - startedAt) * rate) / 1000))
}

/** A late call catches up, but with no more than one second's worth (at least one); the rest is skipped, not sent as a burst. */
export function takeDue(schedule: Schedule, now: number): Due {
  const { rate, startedAt, taken } = schedule
  const behind = Math.max(0, arrivalsUntil(rate, startedAt, now) - taken)
  const due = Math.min(behind, Math.max(1, Math.floor(rate)))
  return { schedule: { ...schedule, taken: taken + behind }, due, skipped: behind - due }
}
