/** Verbs on alerts: accept, refresh, route. */
import type { DatabaseSync } from 'node:sqlite'
import type { Alert, AlertTimes } from '../model/alert.ts'
import { endEpisode } from './episodes.ts'
import type { Refresh, RoutedAlert, RoutedGroup } from './port.ts'
import { alertOf, all, endingOf, insert, number, one, run, text } from './rows.ts'

const UPSERT = `
  insert into alert(fingerprint, labels, annotations, generator_url, evidence, starts_at, ending, ends_at, updated_at, accepted_at, unrouted)
  values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
  on conflict(fingerprint) do update set
    labels = excluded.labels, annotations = excluded.annotations, generator_url = excluded.generator_url,
    evidence = excluded.evidence, starts_at = excluded.starts_at, ending = excluded.ending, ends_at = excluded.ends_at,
    updated_at = excluded.updated_at, accepted_at = excluded.accepted_at, unrouted = 1`

export function acceptTransitions(db: DatabaseSync, alerts: readonly Alert[], now: number): void {
  for (const alert of alerts) {
    const { fingerprint, labels, annotations, generatorUrl, evidence, startsAt, ending, updatedAt } = alert
    run(
      db,
      UPSERT,
      fingerprint,
      JSON.stringify(labels),
      JSON.stringify(annotations),
      generatorUrl,
      evidence ? JSON.stringify(evidence) : null,
      startsAt,
      ending.kind,
      ending.at,
      updatedAt,
      now,
    )
    addEvent(db, alert, ending.kind === 'stated' && ending.at <= now ? 'resolved' : 'firing', now)
  }
}

/** For the history: append-only. `expired`: nobody said that it ended, and silence was taken for it. */
export function addEvent(db: DatabaseSync, alert: Alert, kind: 'firing' | 'resolved' | 'expired', at: number): void {
  const { fingerprint, labels, startsAt, ending } = alert
  insert(
    db,
    'insert into alert_event(at, fingerprint, alertname, kind, labels, starts_at, ends_at) values(?, ?, ?, ?, ?, ?, ?)',
    at,
    fingerprint,
    labels['alertname'] ?? '',
    kind,
    JSON.stringify(labels),
    startsAt,
    ending.at,
  )
}

export function alertsAfter(db: DatabaseSync, fingerprint: string, limit: number): Alert[] {
  return all(db, 'select * from alert where fingerprint > ? order by fingerprint limit ?', fingerprint, limit).map(
    alertOf,
  )
}

/** Only what a refresh may change, and never over a newer transition. */
export function saveRefreshes(db: DatabaseSync, refreshes: readonly Refresh[]): void {
  for (const { fingerprint, annotations, generatorUrl, evidence, ending, updatedAt } of refreshes) {
    run(
      db,
      `update alert set annotations = ?, generator_url = ?, evidence = ?, ending = ?, ends_at = ?, updated_at = ?
       where fingerprint = ? and updated_at <= ?`,
      JSON.stringify(annotations),
      generatorUrl,
      evidence ? JSON.stringify(evidence) : null,
      ending.kind,
      ending.at,
      updatedAt,
      fingerprint,
      updatedAt,
    )
  }
}

export function loadTimes(db: DatabaseSync): Map<string, AlertTimes> {
  const rows = all(db, 'select fingerprint, starts_at, ending, ends_at from alert')
  return new Map(
    rows.map((row) => [
      text(row, 'fingerprint'),
      {
        startsAt: number(row, 'starts_at'),
        ending: endingOf(row),
      },
    ]),
  )
}

export function unrouted(db: DatabaseSync, limit: number): (Alert & { acceptedAt: number })[] {
  return all(db, 'select * from alert where unrouted = 1 order by accepted_at limit ?', limit).map((row) => ({
    ...alertOf(row),
    acceptedAt: number(row, 'accepted_at'),
  }))
}

export function saveRouting(db: DatabaseSync, routed: readonly RoutedAlert[], now: number): void {
  for (const { fingerprint, groups } of routed) {
    if (groups) {
      const ids = groups.map((group) => joinGroup(db, fingerprint, group, now))
      run(
        db,
        `delete from group_member where fingerprint = ? and group_id not in (select value from json_each(?))`,
        fingerprint,
        JSON.stringify(ids),
      )
    }
    // One that was left out because it is over may fire again since it was looked at: then it is looked at again.
    const over = groups ? Number.MAX_SAFE_INTEGER : now
    run(db, 'update alert set unrouted = 0 where fingerprint = ? and ends_at <= ?', fingerprint, over)
  }
}

export function joinGroup(db: DatabaseSync, fingerprint: string, group: RoutedGroup, now: number): number {
  const { routeId, labelsFingerprint, receiver } = group
  const before = one(
    db,
    'select id, receiver from alert_group where route_id = ? and labels_fingerprint = ?',
    routeId,
    labelsFingerprint,
  )
  if (before && before['receiver'] !== receiver) changeReceiver(db, number(before, 'id'), group, now)
  // A group that already has a time keeps it: a later alert waits for the group's next look, and a reload resends nothing.
  const inserted = insert(
    db,
    `insert into alert_group(route_id, receiver, labels, labels_fingerprint, group_key, next_flush_at)
     values(?, ?, ?, ?, ?, ?)
     on conflict(route_id, labels_fingerprint) do update set
       group_key = excluded.group_key, next_flush_at = coalesce(next_flush_at, excluded.next_flush_at)`,
    routeId,
    receiver,
    JSON.stringify(group.labels),
    labelsFingerprint,
    group.groupKey,
    group.firstFlushAt,
  )
  const id = before ? number(before, 'id') : inserted
  run(db, 'insert into group_member(group_id, fingerprint) values(?, ?) on conflict do nothing', id, fingerprint)
  return id
}

/** The new receiver has heard nothing yet, and what the old one is still owed is no longer meant for it. */
function changeReceiver(db: DatabaseSync, id: number, { receiver, firstFlushAt }: RoutedGroup, now: number): void {
  run(
    db,
    `update alert_group set receiver = ?, told = '{}', next_flush_at = ? where id = ?`,
    receiver,
    firstFlushAt,
    id,
  )
  run(
    db,
    `update delivery set state = 'superseded', finished_at = ?
     where group_id = ? and finished_at is null and state in ('waiting', 'retrying')`,
    now,
    id,
  )
}

export function rerouteAll(
  db: DatabaseSync,
  routes: ReadonlyMap<string, { readonly receiver: string }>,
  now: number,
  configVersion: number,
): void {
  // A restart with the same configuration finds every alert where it belongs.
  if (one(db, `select value from meta where key = 'routed_by'`)?.['value'] === String(configVersion)) return
  run(
    db,
    `insert into meta(key, value) values('routed_by', ?) on conflict do update set value = excluded.value`,
    String(configVersion),
  )
  for (const row of all(db, 'select id, route_id, revision from alert_group where next_flush_at is not null')) {
    if (routes.has(text(row, 'route_id'))) continue
    const id = number(row, 'id')
    run(db, `update alert_group set next_flush_at = null, told = '{}' where id = ?`, id)
    run(db, 'delete from group_member where group_id = ?', id)
    endEpisode(db, id, now, [])
    run(
      db,
      'insert into decision(group_id, at, revision, reason) values(?, ?, ?, ?)',
      id,
      now,
      number(row, 'revision'),
      'the route is gone from the configuration',
    )
  }
  // Members only: an alert that is over and has been told of must not come back into its group.
  run(
    db,
    'update alert set unrouted = 1 where fingerprint in (select fingerprint from group_member) or ends_at > ?',
    now,
  )
}
