/** Verbs on groups: what is due, and what was decided. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Labels } from '@tocsin/channels'
import type { Told } from '../decide/types.ts'
import { addEvent } from './alerts.ts'
import { keepEpisode } from './episodes.ts'
import { addDelivery } from './owed.ts'
import type { DecisionToStore, DueGroup } from './port.ts'
import { alertOf, all, insert, json, number, one, optionalNumber, type Row, run, text } from './rows.ts'

/** Members that are looked at in one go; a group that has more is looked at alone. */
const MAX_MEMBERS = 2_000

export function dueGroups(db: DatabaseSync, now: number, limit: number): DueGroup[] {
  const due: DueGroup[] = []
  let members = 0
  for (const row of all(
    db,
    'select * from alert_group where next_flush_at <= ? order by next_flush_at limit ?',
    now,
    limit,
  )) {
    const count = one(db, 'select count(*) as n from group_member where group_id = ?', number(row, 'id'))
    members += count ? number(count, 'n') : 0
    if (due.length > 0 && members > MAX_MEMBERS) break
    due.push(groupOf(db, row))
  }
  return due
}

export function groupOf(db: DatabaseSync, row: Row): DueGroup {
  return {
    id: number(row, 'id'),
    routeId: text(row, 'route_id'),
    receiver: text(row, 'receiver'),
    labels: json<Labels>(row, 'labels'),
    labelsFingerprint: text(row, 'labels_fingerprint'),
    groupKey: text(row, 'group_key'),
    revision: number(row, 'revision'),
    told: json<Record<string, Told>>(row, 'told'),
    decidedAt: optionalNumber(row, 'decided_at'),
    alerts: all(
      db,
      `select alert.* from alert join group_member using(fingerprint) where group_id = ? order by fingerprint`,
      number(row, 'id'),
    ).map((alert) => ({ ...alertOf(alert), acceptedAt: number(alert, 'accepted_at') })),
  }
}

export function nextFlushAt(db: DatabaseSync): number | undefined {
  const row = one(
    db,
    `select min(at) as at from (
       select min(next_flush_at) as at from alert_group where next_flush_at is not null
       union all select min(next_at) from climb where next_at is not null)`,
  )
  return row && optionalNumber(row, 'at')
}

/** The decision, what is now known to be told, and what is owed, together: after a crash it is all of them or none. */
export function saveDecision(db: DatabaseSync, decision: DecisionToStore): void {
  const { groupId, at, revision, reason, told, nextFlushAt: next } = decision
  const detail = JSON.stringify(decision.detail)
  const digest = createHash('sha256').update(detail).digest('base64')
  const before = one(db, 'select decided_detail from alert_group where id = ?', groupId)
  const different = before !== undefined && text(before, 'decided_detail') !== digest
  run(
    db,
    `update alert_group set revision = ?, told = ?, next_flush_at = ?, decided_at = ?, decided_reason = ?, decided_detail = ?
     where id = ?`,
    revision,
    JSON.stringify(told),
    next ?? null,
    at,
    reason,
    digest,
    groupId,
  )
  if (decision.deliveries.length > 0 || different) addDecision(db, decision, detail)
  const seen = new Map(decision.decidedFrom.map((alert) => [alert.fingerprint, alert]))
  for (const fingerprint of decision.leaving) {
    // One that was reported again meanwhile is looked at again.
    const left = run(
      db,
      `delete from group_member where group_id = ? and fingerprint = ?
       and exists (select 1 from alert where fingerprint = group_member.fingerprint and updated_at <= ?)`,
      groupId,
      fingerprint,
      seen.get(fingerprint)?.updatedAt ?? at,
    )
    const alert = seen.get(fingerprint)
    if (left > 0 && alert?.ending.kind === 'expires') addEvent(db, alert, 'expired', at)
    if (left === 0 && next === undefined) run(db, 'update alert_group set next_flush_at = ? where id = ?', at, groupId)
  }
  keepEpisode(db, decision)
  for (const delivery of decision.deliveries) addDelivery(db, decision, delivery)
}

type Deciding = Pick<
  DecisionToStore,
  'groupId' | 'receiver' | 'at' | 'reason' | 'revision' | 'configVersion' | 'detail'
>

export function addDecision(db: DatabaseSync, decision: Deciding, detail: string): void {
  const { groupId, at, revision, reason, configVersion } = decision
  const id = insert(
    db,
    'insert into decision(group_id, at, revision, reason, detail, config_version) values(?, ?, ?, ?, ?, ?)',
    groupId,
    at,
    revision,
    reason,
    detail,
    configVersion,
  )
  for (const { fingerprint } of decision.detail.members) {
    run(db, 'insert into decision_alert(fingerprint, decision_id) values(?, ?)', fingerprint, id)
  }
}
