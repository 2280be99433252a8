/** What the store tells and does about dead letters. Plain data; times are milliseconds since the epoch. */
import type { DeadLetter, DeliveryState, NewerDelivery, Replayed } from '../console/contract.ts'

export interface DeadLetterQuery {
  readonly receiver: string | undefined
  /** Those that ended since. */
  readonly from: number
  /** Those with a smaller id; undefined begins with the newest. */
  readonly before: number | undefined
  readonly limit: number
}

export interface Replay {
  readonly deliveryId: number
  readonly at: number
  readonly evenIfNewer: boolean
  /** Of the integration as it is configured now. */
  readonly target: string
  readonly limitKey: string | undefined
}

export type ReplayAnswer =
  | { readonly kind: 'replayed'; readonly key: Replayed['key'] }
  /** Sent, still owed, or forgotten. */
  | { readonly kind: 'not-dead' }
  | { readonly kind: 'newer'; readonly newer: NewerDelivery }

export interface DeadLetterStore {
  /** Newest first. */
  deadLetters(query: DeadLetterQuery): Promise<readonly DeadLetter[]>
  /** Whose channel it is for; undefined where there is no such delivery on record. */
  deliveryToReplay(deliveryId: number): Promise<
    | {
        readonly receiver: string
        readonly integration: number
        readonly channel: string
        readonly state: DeliveryState
      }
    | undefined
  >
  /** A dead letter is owed again, as if it had just been decided. */
  replay(replay: Replay): Promise<ReplayAnswer>
}
