/** Verbs on acknowledgements: who has an episode. Append-only; the last word counts. */
import type { DatabaseSync } from 'node:sqlite'
import type { Acknowledged, AcknowledgementToStore, CalledOut, GroupInHand, TakenBack } from './episode-port.ts'
import { acknowledgementOf, currentEpisode, episodeAt, lookAtClimb } from './episodes.ts'
import { groupOf } from './groups.ts'
import type { WordRecord } from './history-port.ts'
import { addNews } from './news.ts'
import { all, insert, json, number, one, text } from './rows.ts'

/** `n`: which of its episodes is meant; without it the last one. */
export function groupInHand(db: DatabaseSync, groupId: number, n?: number): GroupInHand | undefined {
  const row = one(db, 'select * from alert_group where id = ?', groupId)
  if (!row) return undefined
  const episode = episodeAt(db, groupId, n ?? number(row, 'episode'))
  return {
    ...groupOf(db, row),
    ...(episode ? { episode } : {}),
    called: episode ? calledIn(db, groupId, episode.n) : [],
  }
}

function calledIn(db: DatabaseSync, groupId: number, episode: number): CalledOut[] {
  return all(
    db,
    'select receiver, integration, notify, shown from climb_call where group_id = ? and episode = ? order by at, step',
    groupId,
    episode,
  ).map((row) => ({
    receiver: text(row, 'receiver'),
    integration: number(row, 'integration'),
    notify: json<readonly string[]>(row, 'notify'),
    shown: json<readonly string[]>(row, 'shown'),
  }))
}

/** With the messages that say so: all of it or none. The first one has it. */
export function acknowledge(db: DatabaseSync, wanted: AcknowledgementToStore): Acknowledged {
  const { groupId, episode, by, via, at, news } = wanted
  const current = currentEpisode(db, groupId)
  if (!current || current.n !== episode || current.over) return { kind: 'over' }
  if (current.acknowledgement)
    return { kind: 'already', by: current.acknowledgement.by, at: current.acknowledgement.at }
  addWord(db, { groupId, episode, at, kind: 'acknowledged', by, via })
  lookAtClimb(db, groupId, at)
  for (const one of news) addNews(db, groupId, at, one)
  return { kind: 'acknowledged', by, at }
}

export function takeBack(db: DatabaseSync, { groupId, by, via, at }: TakenBack): boolean {
  const row = one(db, 'select episode from alert_group where id = ?', groupId)
  const episode = row ? number(row, 'episode') : 0
  if (!acknowledgementOf(db, groupId, episode)) return false
  addWord(db, { groupId, episode, at, kind: 'taken back', by, via })
  lookAtClimb(db, groupId, at)
  return true
}

interface Word {
  readonly groupId: number
  readonly episode: number
  readonly at: number
  readonly kind: 'acknowledged' | 'taken back' | 'lapsed'
  readonly by: string
  readonly via: string
}

export function addWord(db: DatabaseSync, { groupId, episode, at, kind, by, via }: Word): void {
  insert(
    db,
    'insert into acknowledgement(group_id, episode, at, kind, by, via) values(?, ?, ?, ?, ?, ?)',
    ...[groupId, episode, at, kind, by, via],
  )
}

export function words(db: DatabaseSync, groupIds: readonly number[], until: number): WordRecord[] {
  return all(
    db,
    `select word.* from acknowledgement as word join json_each(?) as wanted on word.group_id = wanted.value
     where at <= ? and episode = (select max(n) from episode where episode.group_id = word.group_id and started_at <= ?)
     order by word.id`,
    JSON.stringify(groupIds),
    until,
    until,
  ).map((row) => ({
    groupId: number(row, 'group_id'),
    kind: text(row, 'kind') as WordRecord['kind'],
    ...{ by: text(row, 'by'), via: text(row, 'via'), at: number(row, 'at') },
  }))
}
