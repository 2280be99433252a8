/** When the wall clock is set, intervals stay as long as they were: what is planned and what is counted from moves along. */
import type { DatabaseSync } from 'node:sqlite'
import { releaseHeld } from './holds.ts'
import { one, optionalNumber, run } from './rows.ts'

/** Longer than any channel's rate-limit window: older calls are history, and history keeps the times that it was given. */
const LIMIT_WINDOW_MS = 3_600_000

/** Only of times that `clockSet` moves, so that one step is never found twice. */
export function lastSeenAt(db: DatabaseSync): number | undefined {
  const row = one(
    db,
    `select max(at) as at from (
       select max(updated_at) as at from alert union all select max(decided_at) from alert_group)`,
  )
  return row && optionalNumber(row, 'at')
}

/**
 * What senders stated (starts and ends) stays as they stated it. A clock set forth is noticed a little later, and what was
 * written meanwhile bears the new time already: facts of the new time, and plans beyond it, stay.
 */
export function clockSet(db: DatabaseSync, steppedMs: number, now: number): void {
  const forth = steppedMs > 0
  const lastFact = forth ? now - steppedMs / 2 : Number.MAX_SAFE_INTEGER
  const lastPlan = forth ? now : Number.MAX_SAFE_INTEGER
  const step = Math.round(steppedMs)
  // Quiet hours are times of the day by the clock that was set.
  releaseHeld(db, forth ? now - step : now, Math.min(now, now - step))
  run(db, 'update alert_group set next_flush_at = next_flush_at + ? where next_flush_at <= ?', step, lastPlan)
  run(db, 'update delivery set due_at = due_at + ? where finished_at is null and due_at <= ?', step, lastPlan)
  run(db, 'update delivery set receipts_at = receipts_at + ? where receipts_at <= ?', step, lastPlan)
  run(db, 'update limit_pause set until = until + ? where until <= ?', step, lastPlan)

  run(db, 'update alert set updated_at = updated_at + ? where updated_at <= ?', step, lastFact)
  run(db, 'update alert set accepted_at = accepted_at + ? where accepted_at <= ?', step, lastFact)
  run(db, 'update alert_group set decided_at = decided_at + ?', step)
  run(db, 'update climb set next_at = next_at + ? where next_at <= ?', step, lastPlan)
  run(
    db,
    `update climb set counts_from = counts_from + ?, stands_since = stands_since + ? where state <> 'ended' and began_at <= ?`,
    ...[step, step, lastFact],
  )
  run(db, 'update episode set started_at = started_at + ? where ended_at is null and started_at <= ?', step, lastFact)
  run(
    db,
    'update delivery set decided_at = decided_at + ? where finished_at is null and decided_at <= ?',
    step,
    lastFact,
  )
  run(
    db,
    'update delivery set owed_since = owed_since + ? where finished_at is null and owed_since <= ?',
    step,
    lastFact,
  )
  run(
    db,
    'update delivery set accepted_at = accepted_at + ? where finished_at is null and accepted_at <= ?',
    step,
    lastFact,
  )
  run(
    db,
    'update delivery set replayed_at = replayed_at + ? where finished_at is null and replayed_at <= ?',
    step,
    lastFact,
  )
  run(
    db,
    `update alert_group set told = (
       select json_group_object(key, json_set(value, '$.at', json_extract(value, '$.at') + ?)) from json_each(told))
     where told <> '{}'`,
    step,
  )
  run(
    db,
    `update attempt set started_at = started_at + ?, finished_at = finished_at + ?
     where limit_key is not null and started_at between ? and ?`,
    step,
    step,
    now - step - LIMIT_WINDOW_MS,
    lastFact,
  )
}
