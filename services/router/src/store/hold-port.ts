/** A delivery that waits for people in their quiet hours. Times are milliseconds since the epoch. */
export interface Hold {
  readonly at: number
  readonly until: number
  readonly reason: string
}

export interface HoldStore {
  /** One that is not being sent waits until then. */
  hold(deliveryId: number, hold: Hold): Promise<void>
  /** What waits so is due now, to be judged again. */
  releaseHeld(now: number): Promise<void>
}
