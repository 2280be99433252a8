/** What the outcomes of several recipients come to together. */
import type { Outcome } from './contract.ts'

export interface RecipientOutcome {
  readonly recipient: string
  readonly outcome: Outcome
}

/**
 * Sent only where all were; one that can still be sent keeps the delivery open, and only the failed ones go again. `noun`
 * names the recipients in the reason: `1 of 2 numbers: …`.
 */
export function overallOutcome(outcomes: readonly RecipientOutcome[], noun: string): Outcome {
  const all = outcomes.map(({ outcome }) => outcome)
  const retry = all.filter((outcome) => outcome.kind === 'retry')
  const worst =
    retry[0] ?? all.find((one) => one.kind === 'unknown') ?? all.find((one) => one.kind === 'reject') ?? all[0]
  if (worst === undefined) return { kind: 'sent', code: 'nobody left' }
  if (worst.kind === 'sent') return worst
  const unsent = all.filter((outcome) => outcome.kind !== 'sent').length
  const reason = all.length === 1 ? worst.reason : `${unsent} of ${all.length} ${noun}: ${worst.reason}`
  if (worst.kind !== 'retry') return { ...worst, reason }
  const waits = retry.flatMap((outcome) => (outcome.afterMs === undefined ? [] : [outcome.afterMs]))
  return { ...worst, reason, ...(waits.length > 0 ? { afterMs: Math.max(...waits) } : {}) }
}
