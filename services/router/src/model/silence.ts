/** A silence and its life. Times are integer milliseconds since the epoch. */
import type { Labels, Matcher } from '@tocsin/rules'

/** One version of a silence: an edit writes the next one, so that the past can be explained. */
export interface Silence {
  /** A UUID. */
  readonly id: string
  /** From 1 upward; the highest is the one in force. */
  readonly version: number
  /** All of them must match. */
  readonly matchers: readonly Matcher[]
  readonly startsAt: number
  readonly endsAt: number
  readonly updatedAt: number
  readonly createdBy: string
  readonly comment: string
  readonly annotations: Labels
}

export type SilenceState = 'pending' | 'active' | 'expired'

/**
 * Over from its end on, so that one that is ended now mutes nothing in the same millisecond; Alertmanager's lasts a nanosecond longer.
 * Source: Alertmanager `silence/silence.go`.
 */
export function silenceState({ startsAt, endsAt }: Pick<Silence, 'startsAt' | 'endsAt'>, now: number): SilenceState {
  if (now >= endsAt) return 'expired'
  return now < startsAt ? 'pending' : 'active'
}
