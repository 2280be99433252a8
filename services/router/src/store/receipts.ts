/** Verbs on receipts: which messages are to be asked about, and what became of them. */
import type { DatabaseSync } from 'node:sqlite'
import type { Notification } from '@tocsin/channels'
import { saveState } from './deliveries.ts'
import type { Aftermath } from './port.ts'
import { reachedOf, stateOf } from './queues.ts'
import type { ReceiptsAnswer, ReceiptsDue } from './receipt-port.ts'
import { all, json, number, one, optionalNumber, run, text } from './rows.ts'
import { settleNotDelivered, together } from './settle.ts'

/** A call that is under way may change what the channel knows of its messages. */
const NO_CALL = `not exists (select 1 from delivery as other where other.lane = delivery.lane and other.state = 'sending'
  and other.finished_at is null)`
/** Once a call may have begun since, the answer is asked for again. */
const ASK_ANEW_MS = 1_000

export function receiptsDue(db: DatabaseSync, now: number, limit: number): ReceiptsDue[] {
  return all(
    db,
    `select delivery.*, alert_group.labels_fingerprint from delivery join alert_group on alert_group.id = group_id
     where receipts_at <= ? and ${NO_CALL} order by receipts_at limit ?`,
    now,
    limit,
  ).map((row) => ({
    id: number(row, 'id'),
    receiver: text(row, 'receiver'),
    integration: number(row, 'integration'),
    notification: json<Notification>(row, 'notification'),
    priorState: stateOf(db, row),
    done: reachedOf(db, number(row, 'id')),
    sentAt: optionalNumber(row, 'finished_at') ?? number(row, 'decided_at'),
  }))
}

export function nextReceiptsAt(db: DatabaseSync): number | undefined {
  const row = one(db, `select min(receipts_at) as at from delivery where receipts_at is not null and ${NO_CALL}`)
  return row && optionalNumber(row, 'at')
}

export function saveReceipts(db: DatabaseSync, answer: ReceiptsAnswer): Aftermath | undefined {
  const { deliveryId, at, receipts, askAgainAt, fallback } = answer
  const row = one(
    db,
    `select delivery.*, alert_group.labels_fingerprint, ${NO_CALL} as quiet
     from delivery join alert_group on alert_group.id = group_id where delivery.id = ?`,
    deliveryId,
  )
  if (!row) return { dead: [], fellBack: [] }
  if (row['quiet'] === 0 || JSON.stringify(stateOf(db, row)) !== JSON.stringify(answer.priorState)) {
    run(db, 'update delivery set receipts_at = ? where id = ?', at + ASK_ANEW_MS, deliveryId)
    return undefined
  }
  saveState(db, deliveryId, answer.newState, at)
  for (const { recipient, kind, code, reason, at: itsAt } of receipts) {
    run(
      db,
      `update recipient_outcome set receipt = ?, receipt_code = ?, receipt_reason = ?, receipt_at = ?
       where recipient = ? and message_id in (select message_id from message_delivery where delivery_id = ?)
         and (receipt is null or receipt = 'pending')`,
      ...[kind, code, reason, itsAt],
      recipient,
      deliveryId,
    )
  }
  run(
    db,
    `update delivery set receipts_at = ?, delivered_at = (
       select max(receipt_at) from recipient_outcome join message_delivery using(message_id)
       where delivery_id = delivery.id and receipt = 'delivered')
     where id = ?`,
    askAgainAt ?? null,
    deliveryId,
  )
  const failure = nobodyGotIt(db, deliveryId)
  if (!failure) return { dead: [], fellBack: [] }
  run(db, 'update delivery set receipts_at = null where id = ?', deliveryId)
  const sharing = all(
    db,
    `select distinct delivery_id from message_delivery where message_id in (
       select message_id from message_delivery where delivery_id = ?)`,
    deliveryId,
  )
  return together(sharing.map((one) => settleNotDelivered(db, number(one, 'delivery_id'), failure, { at, fallback })))
}

/** All that accepted it have failed: with the words of the last. */
function nobodyGotIt(db: DatabaseSync, deliveryId: number): { code: string; reason: string } | undefined {
  const rows = all(
    db,
    `select receipt, receipt_code, receipt_reason from recipient_outcome join message_delivery using(message_id)
     where delivery_id = ? and outcome = 'sent' order by receipt_at`,
    deliveryId,
  )
  const last = rows.at(-1)
  if (!last || rows.some((row) => row['receipt'] !== 'failed')) return undefined
  return { code: text(last, 'receipt_code'), reason: text(last, 'receipt_reason') }
}
