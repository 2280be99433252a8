/** What a provider of SMS or calls has to offer, whatever it is called. */
import type { Outcome } from '../contract.ts'

/** What came of one number. */
export interface Told {
  readonly recipient: string
  readonly outcome: Outcome
  /** The provider's own name for what it accepted, where it can be asked for it later. */
  readonly id?: string
}

export interface Given {
  readonly told: readonly Told[]
  /** The length of a value that was accepted, after a longer one was refused. */
  readonly paramLength?: number
}

/** A call that was made before. */
export interface EarlierCall {
  readonly recipient: string
  /** The idempotency key of the notification. */
  readonly key: string
  readonly at: number
  /** As in `Told`; undefined where its answer was lost. */
  readonly id: string | undefined
}

/** What the provider knows of an earlier call. */
export type Trace =
  | {
      readonly kind: 'known'
      readonly id: string
      readonly state: 'pending' | 'delivered' | 'failed'
      readonly code: string
      readonly reason: string
      readonly at: number | undefined
    }
  | { readonly kind: 'none' }
  /** It could not be asked, or its answer decides nothing. */
  | { readonly kind: 'silent'; readonly code: string; readonly reason: string }

export interface Line {
  /** One message to each of these. */
  send(recipients: readonly string[], message: LineMessage): Promise<Given>
  /** Absent where the provider cannot be asked. */
  trace?(call: EarlierCall, now: number): Promise<Trace>
  /** Whether `trace` finds a call whose answer was lost. */
  readonly findsLost: boolean
  /**
   * How long after a lost answer no second call is made to the same number, unless the provider said that it knows nothing;
   * 0: at once, the provider tells equal calls by their key.
   */
  readonly settleMs: number
  /** When to ask for receipts, from the acceptance; empty: never. */
  readonly receiptsAfterMs: readonly number[]
}

export interface LineMessage {
  readonly key: string
  readonly now: number
  /** Learned in an earlier call. */
  readonly paramLength: number | undefined
}
