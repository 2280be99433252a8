/** When to try a delivery again. Pure. */
import type { Outcome } from '@tocsin/channels'
import { fullJitter } from '@tocsin/guards'
import type { DeliveryPolicy } from '@tocsin/rules'

/** It may have arrived each time: repeat it, but do not hammer a phone with it. */
const UNKNOWN_FACTOR = 10

/** Of a receiver that the configuration has no more. */
export const DEFAULT_RETRY: DeliveryPolicy['retry'] = { minMs: 1_000, maxMs: 60_000, giveUpAfterMs: 86_400_000 }

export interface Tried {
  readonly outcome: Outcome
  /** Attempts so far, this one included. */
  readonly attempts: number
  readonly decidedAt: number
  readonly now: number
  readonly random: () => number
  readonly policy: DeliveryPolicy['retry']
}

/**
 * Undefined when it is settled: sent, rejected, or so old that it is given up. An unknown outcome is tried again with the
 * same idempotency key: told twice is better than never told.
 */
export function retryAt({ outcome, attempts, decidedAt, now, random, policy }: Tried): number | undefined {
  if (outcome.kind === 'sent' || outcome.kind === 'reject') return undefined
  if (now - decidedAt >= policy.giveUpAfterMs) return undefined
  const backoffMs = fullJitter({
    attempt: attempts - 1,
    baseMs: policy.minMs,
    capMs: outcome.kind === 'unknown' ? policy.maxMs * UNKNOWN_FACTOR : policy.maxMs,
    random,
  })
  const askedMs = outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0
  return now + Math.max(askedMs, Math.ceil(backoffMs))
}
