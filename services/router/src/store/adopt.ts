/** Taking over from another Alertmanager: what fires there is on record here as told, in one transaction. */
import type { DatabaseSync } from 'node:sqlite'
import type { Told } from '../decide/types.ts'
import { acceptTransitions, joinGroup } from './alerts.ts'
import { beginEpisode, currentEpisode } from './episodes.ts'
import type { AdoptedAlert } from './port.ts'
import { insert, json, number, one, run } from './rows.ts'

const ADOPTED_REASON = 'told before, by the Alertmanager that was taken over'

/** Gives the fingerprints of those that were unknown; the others are left as they are. */
export function adopt(db: DatabaseSync, alerts: readonly AdoptedAlert[], now: number): string[] {
  return alerts.flatMap(({ alert, groups }) => {
    if (one(db, 'select 1 from alert where fingerprint = ?', alert.fingerprint)) return []
    acceptTransitions(db, [alert], now)
    // Its groups are known here and now: nothing is left for the next look to find.
    run(db, 'update alert set unrouted = 0 where fingerprint = ?', alert.fingerprint)
    for (const { group, told } of groups) {
      const id = joinGroup(db, alert.fingerprint, group, now)
      if (told.length > 0) markTold(db, id, alert.fingerprint, told, now)
    }
    return [alert.fingerprint]
  })
}

function markTold(db: DatabaseSync, groupId: number, fingerprint: string, integrations: readonly number[], at: number) {
  const group = one(db, 'select told, revision from alert_group where id = ?', groupId)
  if (!group) return
  const told = json<Record<string, Told>>(group, 'told')
  for (const index of integrations) {
    const before = told[index] ?? { firing: [], resolved: [], evidence: '', at }
    told[index] = { ...before, firing: [...new Set([...before.firing, fingerprint])] }
  }
  run(db, 'update alert_group set told = ? where id = ?', JSON.stringify(told), groupId)
  if (currentEpisode(db, groupId)?.over !== false) beginEpisode(db, groupId, at)
  const decision = insert(
    db,
    'insert into decision(group_id, at, revision, reason, detail) values(?, ?, ?, ?, ?)',
    groupId,
    at,
    number(group, 'revision'),
    ADOPTED_REASON,
    JSON.stringify({ members: [{ fingerprint, resolved: false }] }),
  )
  run(db, 'insert into decision_alert(fingerprint, decision_id) values(?, ?)', fingerprint, decision)
}
