/** What the store tells and keeps of receipts, and of what budgets count. Plain data; times are milliseconds since the epoch. */
import type { ChannelState, Notification, Receipt } from '@tocsin/channels'
import type { FallbackPlan } from '../decide/fallback.ts'
import type { Aftermath, ClaimableDelivery } from './port.ts'

/** A message of which the provider is to be asked. */
export interface ReceiptsDue
  extends Pick<ClaimableDelivery, 'id' | 'receiver' | 'integration' | 'priorState' | 'done'> {
  readonly notification: Notification
  readonly sentAt: number
}

export interface ReceiptsAnswer {
  readonly deliveryId: number
  readonly at: number
  readonly receipts: readonly Receipt[]
  /** As it was when the provider was asked: where it is another by now, nothing of the answer is kept. */
  readonly priorState: ChannelState
  readonly newState: ChannelState
  /** Undefined where there is nothing more to be heard. */
  readonly askAgainAt: number | undefined
  /** Who hears it instead, should nobody have got it. */
  readonly fallback?: FallbackPlan
}

export interface BudgetQuestion {
  readonly channel: string
  readonly receiver: string
  /** Messages since then count. */
  readonly recipientsSince: number
  readonly receiverSince: number
}

export interface BudgetUse {
  /** Messages to each recipient of the channel, by whichever receiver. */
  readonly recipients: ReadonlyMap<string, number>
  /** Messages of the receiver by the channel, each recipient counted. */
  readonly receiver: number
}

export interface ReceiptStore {
  /** None of whose lane a call is in flight. */
  receiptsDue(now: number, limit: number): Promise<readonly ReceiptsDue[]>
  nextReceiptsAt(): Promise<number | undefined>
  /** Undefined where it came too late: the delivery was begun again meanwhile, and is to be asked about anew. */
  saveReceipts(answer: ReceiptsAnswer): Promise<Aftermath | undefined>
  budgetUse(asked: BudgetQuestion): Promise<BudgetUse>
}
