/**
 * What did not arrive, and a fresh chance for it: `GET /api/tocsin/dead-letters`, `POST /api/tocsin/deliveries/ID/replay`.
 * Times are milliseconds since the epoch.
 */
import type { DeliveryState, DeliveryView } from '../contract.ts'

/** `rejected`: refused for good. `given-up`: tried until its time was over. `not-delivered`: accepted, and then a receipt said that it failed. */
export interface DeadLetterEnd {
  readonly how: 'rejected' | 'given-up' | 'not-delivered'
  /** The provider's own code, or the HTTP status. */
  readonly code: string
  readonly reason: string
}

/** A delivery to another receiver with the same news. */
export interface StandIn {
  readonly id: number
  readonly receiver: string
  readonly target: string
  readonly state: DeliveryState
}

/** Newest first. */
export interface DeadLetters {
  readonly letters: readonly DeadLetter[]
  /** For `before` of the next page; absent on the last one. */
  readonly next?: number
}

export interface DeadLetter extends DeliveryView {
  /** Somebody who stands in for it has heard it. */
  readonly heard: boolean
  readonly newer?: NewerDelivery
}

/** What the same channel was told, or is owed, about the same group since. */
export interface NewerDelivery {
  readonly id: number
  readonly status: 'firing' | 'resolved'
  readonly state: DeliveryState
  readonly decidedAt: number
}

export interface ReplayRequest {
  /** Although the receiver has newer news of the same group. */
  readonly evenIfNewer?: boolean
}

export interface Replayed {
  readonly id: number
  readonly receiver: string
  readonly target: string
  /** `same`: the first never arrived, and a provider that saw it takes this for its repetition. */
  readonly key: 'same' | 'new'
}

/** The body of a refusal (409); `newer`: it can be asked for all the same. */
export interface ReplayRefusal {
  readonly code: number
  readonly message: string
  readonly newer?: NewerDelivery
}
