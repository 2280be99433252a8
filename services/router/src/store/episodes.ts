/** Episodes of groups: from the first message that something fires to the end of what was told. Numbers of one group never come again. */
import type { DatabaseSync } from 'node:sqlite'
import type { Episode } from './episode-port.ts'
import type { DecisionToStore } from './port.ts'
import { number, one, run, text } from './rows.ts'

/** After a decision is written: somebody who did not know hears that it fires, or nobody believes it any more. */
export function keepEpisode(
  db: DatabaseSync,
  { groupId, at, told, nextFlushAt, deliveries, decidedFrom, escalation }: DecisionToStore,
): void {
  const isOpen = currentEpisode(db, groupId)?.over === false
  const tells = deliveries.some(({ status }) => status === 'firing')
  if (!isOpen && tells) beginEpisode(db, groupId, at)
  if (tells && escalation !== undefined) beginClimb(db, groupId, at, escalation)
  lookAtClimb(db, groupId, at)
  const over = Object.keys(told).length === 0 || nextFlushAt === undefined
  if (isOpen && over) {
    endEpisode(
      db,
      groupId,
      at,
      decidedFrom.map(({ fingerprint }) => fingerprint),
    )
  }
}

/** Once in an episode. */
function beginClimb(db: DatabaseSync, groupId: number, at: number, policy: string): void {
  run(
    db,
    `insert into climb(group_id, episode, policy, state, taken, began_at, counts_from, next_at, reason)
     select id, episode, ?, 'climbing', 0, ?, ?, ?, '' from alert_group where id = ? on conflict do nothing`,
    ...[policy, at, at, at, groupId],
  )
}

/** Something changed for the climb of the last episode: it is looked at in the next turn. */
export function lookAtClimb(db: DatabaseSync, groupId: number, at: number): void {
  run(
    db,
    `update climb set next_at = min(coalesce(next_at, ?), ?)
     where group_id = ? and episode = (select episode from alert_group where id = group_id) and state <> 'ended'`,
    ...[at, at, groupId],
  )
}

export function beginEpisode(db: DatabaseSync, groupId: number, at: number): void {
  run(db, 'update alert_group set episode = episode + 1 where id = ?', groupId)
  run(
    db,
    'insert into episode(group_id, n, started_at) select id, episode, ? from alert_group where id = ?',
    at,
    groupId,
  )
}

/** `alerts`: fingerprints of what the group held at its end. */
export function endEpisode(db: DatabaseSync, groupId: number, at: number, alerts: readonly string[]): void {
  run(
    db,
    `update episode set ended_at = ?, ended_with = ?
     where group_id = ? and ended_at is null and n = (select episode from alert_group where id = group_id)`,
    at,
    JSON.stringify(alerts),
    groupId,
  )
  lookAtClimb(db, groupId, at)
}

/** The group's last one, with who has it. */
export function currentEpisode(db: DatabaseSync, groupId: number): Episode | undefined {
  const group = one(db, 'select episode from alert_group where id = ?', groupId)
  return group && episodeAt(db, groupId, number(group, 'episode'))
}

export function episodeAt(db: DatabaseSync, groupId: number, n: number): Episode | undefined {
  const row = one(db, 'select started_at, ended_at from episode where group_id = ? and n = ?', groupId, n)
  if (!row) return undefined
  const acknowledgement = acknowledgementOf(db, groupId, n)
  return {
    n,
    startedAt: number(row, 'started_at'),
    over: row['ended_at'] !== null,
    ...(acknowledgement ? { acknowledgement } : {}),
  }
}

/** Who has an episode: the last word on it, unless that takes it back. */
export function acknowledgementOf(db: DatabaseSync, groupId: number, episode: number): Episode['acknowledgement'] {
  const row = one(
    db,
    'select kind, by, via, at from acknowledgement where group_id = ? and episode = ? order by id desc limit 1',
    groupId,
    episode,
  )
  if (row?.['kind'] !== 'acknowledged') return undefined
  return { by: text(row, 'by'), via: text(row, 'via'), at: number(row, 'at') }
}

/** Those that ended before `before`, with who had them. */
export function pruneEpisodes(db: DatabaseSync, before: number, limit: number): number {
  const old = `select group_id, n from episode where ended_at < ? order by ended_at limit ?`
  for (const table of ['climb', 'climb_call']) {
    run(db, `delete from ${table} where (group_id, episode) in (${old})`, before, limit)
  }
  run(db, `delete from acknowledgement where (group_id, episode) in (${old})`, before, limit)
  return run(db, `delete from episode where (group_id, n) in (${old})`, before, limit)
}
