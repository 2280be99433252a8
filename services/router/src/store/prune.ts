/** Forgetting: what is over and told long ago leaves the database, so that it does not grow for ever. A slice at a time. */
import type { DatabaseSync } from 'node:sqlite'
import { pruneConfigurations } from './configurations.ts'
import { pruneEpisodes } from './episodes.ts'
import type { Pruned } from './port.ts'
import { all, type Row, run, text } from './rows.ts'
import { pruneSilences } from './silences.ts'

/** As Alertmanager's `--alerts.gc-interval`. */
const ENDED_ALERT_MS = 30 * 60_000
/** Rows of one kind in one go: some milliseconds. */
const SLICE = 250

/** Tickets, and groups with their revisions, stay. */
export function prune(db: DatabaseSync, now: number, retentionMs: number): Pruned {
  const before = now - retentionMs
  pruneSilences(db, before)
  pruneConfigurations(db, before)
  run(db, 'delete from limit_pause where until < ?', now)
  const slices = [
    pruneDecisions(db, before),
    pruneEvents(db, before),
    pruneDeliveries(db, before),
    pruneEpisodes(db, before, SLICE),
  ]
  // Alerts have no index by their end, so they are walked only once the rest is done.
  if (slices.includes(SLICE)) return { fingerprints: [], more: true }
  const fingerprints = pruneAlerts(db, now - ENDED_ALERT_MS)
  return { fingerprints, more: fingerprints.length === SLICE }
}

/** These give how many are gone. */
function pruneDecisions(db: DatabaseSync, before: number): number {
  const old = all(db, 'select id from decision where at < ? order by at limit ?', before, SLICE)
  run(db, 'delete from decision_alert where decision_id in (select value from json_each(?))', listOf(old, 'id'))
  return run(db, 'delete from decision where id in (select value from json_each(?))', listOf(old, 'id'))
}

function pruneEvents(db: DatabaseSync, before: number): number {
  return run(
    db,
    'delete from alert_event where id in (select id from alert_event where at < ? order by at limit ?)',
    before,
    SLICE,
  )
}

function pruneDeliveries(db: DatabaseSync, before: number): number {
  const old = all(
    db,
    `select delivery.id, message_id from delivery left join message_delivery on delivery_id = delivery.id
     where finished_at < ? order by finished_at limit ?`,
    before,
    SLICE,
  )
  const deliveries = listOf(old, 'id')
  run(db, 'delete from message_delivery where delivery_id in (select value from json_each(?))', deliveries)
  run(db, 'delete from delivery_hold where delivery_id in (select value from json_each(?))', deliveries)
  // One that others share, which are younger, stays for them.
  const unused = all(
    db,
    `select value as message_id from json_each(?) where value is not null
       and not exists (select 1 from message_delivery where message_id = value)`,
    listOf(old, 'message_id'),
  )
  const messages = listOf(unused, 'message_id')
  run(db, 'delete from attempt where message_id in (select value from json_each(?))', messages)
  run(db, 'delete from recipient_outcome where message_id in (select value from json_each(?))', messages)
  run(db, 'delete from message where id in (select value from json_each(?))', messages)
  return run(db, 'delete from delivery where id in (select value from json_each(?))', deliveries)
}

function pruneAlerts(db: DatabaseSync, endedBefore: number): string[] {
  return all(
    db,
    `delete from alert where fingerprint in (
       select fingerprint from alert where ends_at < ? and unrouted = 0
         and not exists (select 1 from group_member where group_member.fingerprint = alert.fingerprint) limit ?)
     returning fingerprint`,
    endedBefore,
    SLICE,
  ).map((row) => text(row, 'fingerprint'))
}

const listOf = (rows: readonly Row[], column: string): string => JSON.stringify(rows.map((row) => row[column] ?? null))
