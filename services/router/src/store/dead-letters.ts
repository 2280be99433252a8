/** Verbs on dead letters: what was refused or given up, and a fresh chance for it. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { DeadLetter, DeliveryState, NewerDelivery } from '../console/contract.ts'
import type { DeadLetterQuery, Replay, ReplayAnswer } from './dead-letter-port.ts'
import { deliveryView, SELECT_DELIVERY } from './delivery-views.ts'
import { all, number, one, type Row, run, text } from './rows.ts'

/** Newest first. */
export function deadLetters(db: DatabaseSync, { receiver, from, before, limit }: DeadLetterQuery): DeadLetter[] {
  return all(
    db,
    `${SELECT_DELIVERY} where delivery.state = 'rejected' and delivery.id < ? and delivery.finished_at >= ?
       ${receiver === undefined ? '' : 'and delivery.receiver = ?'} order by delivery.id desc limit ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    from,
    ...(receiver === undefined ? [] : [receiver]),
    limit,
  ).map((row) => {
    const newer = newerThan(db, row)
    return { ...deliveryView(db, row), heard: row['heard_at'] !== null, ...(newer ? { newer } : {}) }
  })
}

export function deliveryToReplay(db: DatabaseSync, deliveryId: number) {
  const row = one(db, 'select receiver, integration, channel, state from delivery where id = ?', deliveryId)
  if (!row) return undefined
  return {
    receiver: text(row, 'receiver'),
    integration: number(row, 'integration'),
    channel: text(row, 'channel'),
    state: text(row, 'state') as DeliveryState,
  }
}

/**
 * The last in its lane. The target is the one of now: a wrong address may be what was mended. Whoever heard it
 * instead does not hear it again.
 */
export function replay(db: DatabaseSync, { deliveryId, at, evenIfNewer, target, limitKey }: Replay): ReplayAnswer {
  const row = one(db, 'select * from delivery where id = ?', deliveryId)
  if (row?.['state'] !== 'rejected') return { kind: 'not-dead' }
  const newer = newerThan(db, row)
  if (newer && !evenIfNewer) return { kind: 'newer', newer }
  const arrived = wasAccepted(db, deliveryId)
  const key = arrived ? keyOfReplay(row) : text(row, 'idempotency_key')
  run(
    db,
    `update delivery set state = 'waiting', finished_at = null, end_how = null, end_code = null, end_reason = null,
       attempts = 0, due_at = ?, owed_since = ?, replayed_at = ?, replays = replays + 1, target = ?, limit_key = ?,
       idempotency_key = ?, notification = json_set(notification, '$.idempotencyKey', ?),
       fallback_at = iif(exists (select 1 from delivery as other where other.instead_of = delivery.id), fallback_at, null),
       is_first = not exists (
         select 1 from delivery as other where other.lane = delivery.lane and other.finished_at is null)
     where id = ?`,
    ...[at, at, at, target, limitKey ?? null, key, key],
    deliveryId,
  )
  return { kind: 'replayed', key: arrived ? 'new' : 'same' }
}

/** What the same lane was told, or is owed, about the same group since. */
function newerThan(db: DatabaseSync, row: Row): NewerDelivery | undefined {
  const newer = one(
    db,
    `select id, status, state, decided_at from delivery
     where group_id = ? and receiver = ? and integration = ? and id > ? and state <> 'superseded' order by id desc limit 1`,
    ...[number(row, 'group_id'), text(row, 'receiver'), number(row, 'integration'), number(row, 'id')],
  )
  return (
    newer && {
      id: number(newer, 'id'),
      status: newer['status'] === 'resolved' ? 'resolved' : 'firing',
      state: text(newer, 'state') as DeliveryState,
      decidedAt: number(newer, 'decided_at'),
    }
  )
}

/** A provider that took it once would take the same key for a repetition, and send nothing. */
function wasAccepted(db: DatabaseSync, deliveryId: number): boolean {
  return (
    one(
      db,
      `select 1 as there from attempt join message_delivery using(message_id) where delivery_id = ? and outcome = 'sent' limit 1`,
      deliveryId,
    ) !== undefined
  )
}

function keyOfReplay(row: Row): string {
  return createHash('sha256')
    .update(JSON.stringify([text(row, 'idempotency_key'), 'replay', number(row, 'replays') + 1]))
    .digest('hex')
    .slice(0, 32)
}
