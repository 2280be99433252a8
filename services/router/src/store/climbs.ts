/** Verbs on climbs: who is called next while nobody acknowledges. Step and time are columns, so that a restart is a non-event. */
import type { DatabaseSync } from 'node:sqlite'
import type { Climb } from '../decide/escalation.ts'
import { addWord, groupInHand } from './acknowledgements.ts'
import type { CalledOut, ClimbToStore, DueClimb } from './episode-port.ts'
import { episodeAt } from './episodes.ts'
import { addNews } from './news.ts'
import { alertOf, all, json, number, one, optionalNumber, type Row, run, text } from './rows.ts'

export function dueClimbs(db: DatabaseSync, now: number, limit: number): DueClimb[] {
  const rows = all(db, 'select * from climb where next_at <= ? order by next_at limit ?', now, limit)
  return rows.flatMap((row): DueClimb[] => {
    const [groupId, n] = [number(row, 'group_id'), number(row, 'episode')]
    const episode = episodeAt(db, groupId, n)
    const group = groupInHand(db, groupId, n)
    if (!episode || !group) return []
    const alerts = episode.over ? alertsAtEnd(db, groupId, n, group.called) : group.alerts
    return [{ group: { ...group, alerts, episode }, policy: text(row, 'policy'), climb: climbOf(row) }]
  })
}

/** What the group held at its end, and what a step showed that left it before. */
function alertsAtEnd(db: DatabaseSync, groupId: number, n: number, called: readonly CalledOut[]) {
  const row = one(db, 'select ended_with from episode where group_id = ? and n = ?', groupId, n)
  const held = row ? json<readonly string[]>(row, 'ended_with') : []
  const shown = called.flatMap((one) => one.shown)
  return all(
    db,
    'select * from alert where fingerprint in (select value from json_each(?)) order by fingerprint',
    JSON.stringify([...new Set([...held, ...shown])]),
  ).map((alert) => ({ ...alertOf(alert), acceptedAt: number(alert, 'accepted_at') }))
}

function climbOf(row: Row): Climb {
  const [taken, from] = [number(row, 'taken'), number(row, 'counts_from')]
  const since = optionalNumber(row, 'stands_since')
  switch (row['state']) {
    case 'acknowledged':
      return { kind: 'acknowledged', taken, from, since: since ?? from }
    case 'exhausted':
      return { kind: 'exhausted', taken, from }
    case 'ended':
      return { kind: 'ended', taken }
    default:
      return { kind: 'climbing', taken, from, ...(since === undefined ? {} : { heldSince: since }) }
  }
}

/** The state, who is called by it and what is owed for that, together. */
export function saveClimb(db: DatabaseSync, wanted: ClimbToStore): void {
  const { groupId, episode, at, climb, nextAt, nextTo, reason } = wanted
  const since = climb.kind === 'climbing' ? climb.heldSince : climb.kind === 'acknowledged' ? climb.since : undefined
  run(
    db,
    `update climb set state = ?, taken = ?, counts_from = coalesce(?, counts_from), stands_since = ?, next_at = ?, next_to = ?, reason = ?
     where group_id = ? and episode = ?`,
    ...[climb.kind, climb.taken, climb.kind === 'ended' ? null : climb.from, since ?? null, nextAt ?? null],
    ...[nextTo ?? null, reason, groupId, episode],
  )
  for (const { receiver, integration, notify, shown, step } of wanted.called) {
    run(
      db,
      `insert into climb_call(group_id, episode, receiver, integration, notify, step, at, shown) values(?, ?, ?, ?, ?, ?, ?, ?)
       on conflict do update set step = excluded.step, at = excluded.at, shown = excluded.shown`,
      ...[groupId, episode, receiver, integration, JSON.stringify(notify), step, at, JSON.stringify(shown)],
    )
  }
  const has = wanted.lapsed ? episodeAt(db, groupId, episode)?.acknowledgement : undefined
  if (has) addWord(db, { groupId, episode, at, kind: 'lapsed', by: has.by, via: '' })
  for (const news of wanted.news) addNews(db, groupId, at, news)
}
