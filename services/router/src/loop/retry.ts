/** When to try a delivery again. Pure. */
import type { Outcome } from '@tocsin/channels'
import { fullJitter } from '@tocsin/guards'

const BASE_MS = 1_000
const CAP_MS = 60_000
/** It may have arrived each time: repeat it, but do not hammer a phone with it. */
const UNKNOWN_CAP_MS = 600_000
/** After this long nobody needs the message any more; it stays on record as rejected. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000

export interface Tried {
  readonly outcome: Outcome
  /** Attempts so far, this one included. */
  readonly attempts: number
  readonly decidedAt: number
  readonly now: number
  readonly random: () => number
}

/**
 * Undefined when it is settled: sent, rejected, or older than a day. An unknown outcome is tried again with the same
 * idempotency key: told twice is better than never told.
 */
export function retryAt({ outcome, attempts, decidedAt, now, random }: Tried): number | undefined {
  if (outcome.kind === 'sent' || outcome.kind === 'reject') return undefined
  if (now - decidedAt >= GIVE_UP_AFTER_MS) return undefined
  const backoffMs = fullJitter({
    attempt: attempts - 1,
    baseMs: BASE_MS,
    capMs: outcome.kind === 'unknown' ? UNKNOWN_CAP_MS : CAP_MS,
    random,
  })
  const askedMs = outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0
  return now + Math.max(askedMs, Math.ceil(backoffMs))
}
