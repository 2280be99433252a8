/** What budgets count: messages that recipients accepted, or may have. */
import type { DatabaseSync } from 'node:sqlite'
import type { BudgetQuestion, BudgetUse } from './receipt-port.ts'
import { all, number, one, text } from './rows.ts'

/** What has no answer may have been charged. */
const COUNTS = `outcome in ('sent', 'unknown')`

export function budgetUse(
  db: DatabaseSync,
  { channel, receiver, recipientsSince, receiverSince }: BudgetQuestion,
): BudgetUse {
  const recipients = all(
    db,
    `select recipient, count(*) as n from recipient_outcome where channel = ? and at > ? and ${COUNTS} group by recipient`,
    channel,
    recipientsSince,
  )
  const ofReceiver = one(
    db,
    `select count(*) as n from recipient_outcome where channel = ? and at > ? and receiver = ? and ${COUNTS}`,
    channel,
    receiverSince,
    receiver,
  )
  return {
    recipients: new Map(recipients.map((row) => [text(row, 'recipient'), number(row, 'n')])),
    receiver: ofReceiver ? number(ofReceiver, 'n') : 0,
  }
}
