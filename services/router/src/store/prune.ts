/** Forgetting: what is over and told long ago leaves the database, so that it does not grow for ever. */
import type { DatabaseSync } from 'node:sqlite'
import { pruneConfigurations } from './configurations.ts'
import { all, run, text } from './rows.ts'
import { pruneSilences } from './silences.ts'

/** As Alertmanager's `--alerts.gc-interval`. */
const ENDED_ALERT_MS = 30 * 60_000

/** Gives the fingerprints of the alerts that are gone. Tickets, and groups with their revisions, stay. */
export function prune(db: DatabaseSync, now: number, retentionMs: number): string[] {
  const before = now - retentionMs
  run(db, 'delete from decision_alert where decision_id in (select id from decision where at < ?)', before)
  run(db, 'delete from decision where at < ?', before)
  run(db, 'delete from alert_event where at < ?', before)
  pruneSilences(db, before)
  pruneConfigurations(db, before)
  const old = all(
    db,
    'select delivery.id, message_id from delivery left join message_delivery on delivery_id = delivery.id where finished_at < ?',
    before,
  )
  const deliveries = JSON.stringify(old.map((row) => row['id'] ?? null))
  const messages = JSON.stringify(old.map((row) => row['message_id'] ?? null))
  run(db, 'delete from attempt where message_id in (select value from json_each(?))', messages)
  run(db, 'delete from recipient_outcome where message_id in (select value from json_each(?))', messages)
  run(db, 'delete from message_delivery where delivery_id in (select value from json_each(?))', deliveries)
  run(db, 'delete from message where id in (select value from json_each(?))', messages)
  run(db, 'delete from delivery where id in (select value from json_each(?))', deliveries)
  run(db, 'delete from limit_pause where until < ?', now)
  return all(
    db,
    `delete from alert where ends_at < ? and unrouted = 0
       and not exists (select 1 from group_member where group_member.fingerprint = alert.fingerprint)
     returning fingerprint`,
    now - ENDED_ALERT_MS,
  ).map((row) => text(row, 'fingerprint'))
}
