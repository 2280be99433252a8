/** Verbs on acknowledgements: who has an episode. Append-only; the last word counts. */
import type { DatabaseSync } from 'node:sqlite'
import { acknowledgementOf, currentEpisode } from './episodes.ts'
import { addDecision, groupOf } from './groups.ts'
import type { WordRecord } from './history-port.ts'
import { addDelivery } from './owed.ts'
import type { Acknowledged, AcknowledgementToStore, GroupInHand, TakenBack } from './port.ts'
import { all, insert, number, one, run, text } from './rows.ts'

export function groupInHand(db: DatabaseSync, groupId: number): GroupInHand | undefined {
  const row = one(db, 'select * from alert_group where id = ?', groupId)
  if (!row) return undefined
  const episode = currentEpisode(db, groupId)
  return { ...groupOf(db, row), ...(episode ? { episode } : {}) }
}

/** With the messages that say so: all of it or none. The first one has it. */
export function acknowledge(db: DatabaseSync, wanted: AcknowledgementToStore): Acknowledged {
  const { groupId, episode, by, via, at, news } = wanted
  const current = currentEpisode(db, groupId)
  if (!current || current.n !== episode || current.over) return { kind: 'over' }
  if (current.acknowledgement)
    return { kind: 'already', by: current.acknowledgement.by, at: current.acknowledgement.at }
  addWord(db, { groupId, episode, at, kind: 'acknowledged', by, via })
  if (news.deliveries.length > 0) {
    run(db, 'update alert_group set revision = ? where id = ?', news.revision, groupId)
    const decision = { ...news, groupId, at, reason: 'acknowledged' }
    addDecision(db, decision, JSON.stringify(news.detail))
    for (const delivery of news.deliveries) addDelivery(db, decision, delivery)
  }
  return { kind: 'acknowledged', by, at }
}

export function takeBack(db: DatabaseSync, { groupId, by, via, at }: TakenBack): boolean {
  const row = one(db, 'select episode from alert_group where id = ?', groupId)
  const episode = row ? number(row, 'episode') : 0
  if (!acknowledgementOf(db, groupId, episode)) return false
  addWord(db, { groupId, episode, at, kind: 'taken back', by, via })
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

function addWord(db: DatabaseSync, { groupId, episode, at, kind, by, via }: Word): void {
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
