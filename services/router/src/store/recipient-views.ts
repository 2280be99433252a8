/** Recipients of a message, as people read them: of a number its end only. */
import type { DatabaseSync } from 'node:sqlite'
import type { DeliveryView, RecipientView } from '../console/contract.ts'
import { all, number, type Row, text } from './rows.ts'

export function recipientViews(db: DatabaseSync, deliveryId: number): Pick<DeliveryView, 'recipients'> {
  const rows = all(
    db,
    `select recipient_outcome.* from recipient_outcome join message_delivery using(message_id)
     where delivery_id = ? order by message_id, recipient`,
    deliveryId,
  )
  return rows.length === 0 ? {} : { recipients: rows.map(recipientView) }
}

function recipientView(row: Row): RecipientView {
  const told = row['receipt_at'] !== null
  return {
    recipient: text(row, 'recipient').replace(/^\+?\d{3,}(?=\d{4}$)/, '…'),
    outcome: text(row, 'outcome') as RecipientView['outcome'],
    code: text(row, 'code'),
    reason: text(row, 'reason'),
    ...(told
      ? {
          receipt: {
            kind: text(row, 'receipt') as NonNullable<RecipientView['receipt']>['kind'],
            code: text(row, 'receipt_code'),
            reason: text(row, 'receipt_reason'),
            at: number(row, 'receipt_at'),
          },
        }
      : {}),
  }
}
