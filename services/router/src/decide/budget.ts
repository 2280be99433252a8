/** What a budget still allows. Pure. A message counts once for each of its recipients. */
import type { ChannelTraits } from '@tocsin/channels'

export type Budget = NonNullable<ChannelTraits['budget']>

export interface Used {
  readonly recipients: ReadonlyMap<string, number>
  readonly receiver: number
}

export interface BudgetState {
  /** Recipients that are not to be sent to now. */
  readonly overBudget: readonly string[]
  /** The receiver has sent all that it may. */
  readonly spent: boolean
  /** 1 is spent; of the recipient that has most. Absent where there is no such limit. */
  readonly ratios: { readonly recipient?: number; readonly receiver?: number }
}

export function budgetState({ perRecipient, perReceiver }: Budget, used: Used): BudgetState {
  const most = Math.max(0, ...used.recipients.values())
  return {
    overBudget: perRecipient ? [...used.recipients].flatMap(([one, n]) => (n >= perRecipient.limit ? [one] : [])) : [],
    spent: perReceiver !== undefined && used.receiver >= perReceiver.limit,
    ratios: {
      ...(perRecipient ? { recipient: most / perRecipient.limit } : {}),
      ...(perReceiver ? { receiver: used.receiver / perReceiver.limit } : {}),
    },
  }
}
