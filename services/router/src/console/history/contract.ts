/** `GET /api/tocsin/history`: what happened, newest first. Times are milliseconds since the epoch. */
import type { SilenceWhy } from '../why/contract.ts'

type Labels = Readonly<Record<string, string>>

export type HistoryKind = 'attempt' | 'hold' | 'acknowledgement' | 'decision' | 'alert' | 'silence' | 'configuration'

export interface HistoryPage {
  /** `key` tells each from all others. */
  readonly entries: readonly (HistoryEntry & { readonly key: string })[]
  /** For `cursor` of the next page; absent on the last one. */
  readonly next?: string
}

export type HistoryEntry = { readonly at: number } & (
  | {
      readonly kind: 'alert'
      /** `expired`: nobody said that it ended, and silence was taken for it. */
      readonly event: 'firing' | 'resolved' | 'expired'
      readonly fingerprint: string
      readonly labels: Labels
    }
  | {
      readonly kind: 'decision'
      readonly receiver: string
      readonly groupKey: string
      readonly groupLabels: Labels
      readonly reason: string
      readonly alerts: number
    }
  | {
      readonly kind: 'acknowledgement'
      /** `lapsed`: nobody ended it in time. */
      readonly event: 'acknowledged' | 'taken back' | 'lapsed'
      readonly receiver: string
      readonly groupKey: string
      readonly groupLabels: Labels
      readonly by: string
      /** The way it came: `link`, `wecom`, `console`, `cli`; empty where nobody came. */
      readonly via: string
    }
  | {
      readonly kind: 'attempt'
      readonly receiver: string
      readonly target: string
      readonly groupLabels: Labels
      /** What the message says: that something fires, or that it is over. */
      readonly status: 'firing' | 'resolved'
      readonly n: number
      /** How many groups the message named, where these were many; there is an entry for each. */
      readonly groups?: number
      readonly outcome: 'sending' | 'sent' | 'retry' | 'reject' | 'unknown'
      readonly code: string
      readonly reason: string
    }
  | {
      /** A message waits for people in their quiet hours. */
      readonly kind: 'hold'
      readonly receiver: string
      readonly target: string
      readonly groupLabels: Labels
      readonly status: 'firing' | 'resolved'
      readonly until: number
      readonly reason: string
    }
  | ({
      readonly kind: 'silence'
      readonly event: 'created' | 'changed' | 'expired'
    } & SilenceWhy)
  | { readonly kind: 'configuration'; readonly version: number }
)
