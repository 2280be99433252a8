/** Verbs on deliveries: intent, outcome, recovery. */
import type { DatabaseSync } from 'node:sqlite'
import type { ChannelState } from '@tocsin/channels'
import type { Aftermath, AttemptEnd, AttemptStart } from './port.ts'
import { receiverReached } from './reached.ts'
import { insert, number, one, run, text } from './rows.ts'
import { settle, together } from './settle.ts'

export function beginAttempt(db: DatabaseSync, start: AttemptStart): number | undefined {
  const { deliveryId, at, limitKey, calls = 1, state, together = [] } = start
  const sending = (id: number) =>
    run(
      db,
      `update delivery set state = 'sending', attempts = attempts + 1
       where id = ? and finished_at is null and state in ('waiting', 'retrying')`,
      id,
    ) > 0
  if (!sending(deliveryId)) return undefined
  const ids = [deliveryId, ...together.filter(sending)]
  saveState(db, deliveryId, state, at)
  return insert(
    db,
    `insert into attempt(message_id, n, limit_key, calls, started_at, outcome)
     values(?, (select attempts from delivery where id = ?), ?, ?, ?, 'sending')`,
    messageOf(db, ids) ?? addMessage(db, ids, at),
    deliveryId,
    limitKey ?? null,
    calls,
    at,
  )
}

/** The message that holds these deliveries and no others: what is tried again is the same message. */
function messageOf(db: DatabaseSync, ids: readonly number[]): number | undefined {
  const found = one(
    db,
    `select message_id from message_delivery as one where delivery_id = ?
       and (select count(*) from message_delivery where message_id = one.message_id) = ?
       and not exists (select 1 from message_delivery where message_id = one.message_id
         and delivery_id not in (select value from json_each(?)))`,
    ids[0] ?? -1,
    ids.length,
    JSON.stringify(ids),
  )
  return found && number(found, 'message_id')
}

function addMessage(db: DatabaseSync, ids: readonly number[], at: number): number {
  const id = insert(
    db,
    'insert into message(created_at, channel) select ?, channel from delivery where id = ?',
    at,
    ids[0] ?? -1,
  )
  for (const delivery of ids)
    run(db, 'insert into message_delivery(message_id, delivery_id) values(?, ?)', id, delivery)
  return id
}

export function saveState(db: DatabaseSync, deliveryId: number, state: ChannelState, at: number): void {
  const lane = one(
    db,
    `select delivery.receiver, integration, channel, labels, labels_fingerprint
     from delivery join alert_group on alert_group.id = group_id where delivery.id = ?`,
    deliveryId,
  )
  if (!lane) return
  const key = [text(lane, 'receiver'), number(lane, 'integration'), text(lane, 'labels_fingerprint')]
  if (state === null) {
    run(db, 'delete from channel_state where receiver = ? and integration = ? and labels_fingerprint = ?', ...key)
    return
  }
  run(
    db,
    `insert into channel_state(receiver, integration, labels_fingerprint, labels, channel, state, updated_at)
     values(?, ?, ?, ?, ?, ?, ?)
     on conflict do update set state = excluded.state, updated_at = excluded.updated_at`,
    ...key,
    text(lane, 'labels'),
    text(lane, 'channel'),
    JSON.stringify(state),
    at,
  )
}

export function endAttempt(db: DatabaseSync, end: AttemptEnd): Aftermath {
  const { attemptId, deliveryId, at, outcome, retryAt, pauseUntil } = end
  run(
    db,
    'update attempt set finished_at = ?, outcome = ?, code = ?, reason = ? where id = ?',
    at,
    outcome.kind,
    outcome.code,
    'reason' in outcome ? outcome.reason : '',
    attemptId,
  )
  for (const { recipient, outcome: its } of end.recipients) {
    run(
      db,
      `insert into recipient_outcome(message_id, recipient, at, outcome, code, reason, receiver, channel)
       select attempt.message_id, ?, ?, ?, ?, ?, delivery.receiver, delivery.channel
       from attempt join delivery on delivery.id = ? where attempt.id = ?
       on conflict do update set at = excluded.at, outcome = excluded.outcome, code = excluded.code, reason = excluded.reason,
         receipt = null, receipt_code = null, receipt_reason = null, receipt_at = null`,
      recipient,
      at,
      its.kind,
      its.code,
      'reason' in its ? its.reason : '',
      deliveryId,
      attemptId,
    )
  }
  saveState(db, deliveryId, end.newState, at)
  if (end.receiptsAt !== undefined) {
    run(db, 'update delivery set receipts_at = ? where id = ?', end.receiptsAt, deliveryId)
  }
  if (outcome.kind === 'sent') reachedBy(db, deliveryId, at)
  const ended = [{ deliveryId, retryAt }, ...(end.together ?? [])].map((each): Aftermath => {
    if (each.retryAt === undefined) return settle(db, each.deliveryId, { outcome, at, fallback: end.fallback })
    run(
      db,
      `update delivery set state = 'retrying', due_at = ? where id = ? and state = 'sending'`,
      each.retryAt,
      each.deliveryId,
    )
    return { dead: [], fellBack: [] }
  })
  if (pauseUntil !== undefined) {
    run(
      db,
      `insert into limit_pause(limit_key, until) select limit_key, ? from delivery where id = ? and limit_key is not null
       on conflict do update set until = max(until, excluded.until)`,
      pauseUntil,
      deliveryId,
    )
  }
  return together(ended)
}

function reachedBy(db: DatabaseSync, deliveryId: number, at: number): void {
  const row = one(db, 'select receiver from delivery where id = ?', deliveryId)
  if (row) receiverReached(db, text(row, 'receiver'), at)
}

/** One process writes here, so whatever is still "sending" at a start was cut off by the end of the last one. */
export function recover(db: DatabaseSync, now: number): number {
  run(
    db,
    `update attempt set outcome = 'unknown', finished_at = ?, code = 'ROUTER_STOPPED',
       reason = 'the router stopped during this call; the answer is not known' where outcome = 'sending'`,
    now,
  )
  return run(db, `update delivery set state = 'retrying', due_at = ? where state = 'sending'`, now)
}
