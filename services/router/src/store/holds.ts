/** Deliveries that wait for people in their quiet hours. Each wait is on record, with its reason. */
import type { DatabaseSync } from 'node:sqlite'
import type { Hold } from './hold-port.ts'
import { number, one, run, text } from './rows.ts'

/**
 * Not before `until`. Somebody else is to hear it instead only from then on, since it is late only then; and what was promised
 * for it was not promised for the night.
 */
export function hold(db: DatabaseSync, deliveryId: number, { at, until, reason }: Hold): void {
  const changed = run(
    db,
    `update delivery set due_at = ?, owed_since = max(owed_since, ?), tier = null, accepted_at = null, objective_ms = null
     where id = ? and finished_at is null and state in ('waiting', 'retrying')`,
    until,
    until,
    deliveryId,
  )
  if (changed === 0) return
  run(db, 'insert into delivery_hold(delivery_id, at, until, reason) values(?, ?, ?, ?)', deliveryId, at, until, reason)
}

/** What waits is judged again now: the people, or the clock, are others. `until`: only what was to wait until after it. */
export function releaseHeld(db: DatabaseSync, now: number, until = now): void {
  run(
    db,
    `update delivery set due_at = ?, owed_since = min(owed_since, ?)
     where finished_at is null and state in ('waiting', 'retrying')
       and exists (select 1 from delivery_hold where delivery_id = delivery.id and until > ?)`,
    now,
    now,
    until,
  )
}

/** The last one; undefined where it never waited. */
export function lastHold(db: DatabaseSync, deliveryId: number): Hold | undefined {
  const row = one(db, 'select * from delivery_hold where delivery_id = ? order by id desc limit 1', deliveryId)
  return row && { at: number(row, 'at'), until: number(row, 'until'), reason: text(row, 'reason') }
}
