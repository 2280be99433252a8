/** What "why" asks: changes of alerts, decisions about them, the groups they are in, silences as they were. */
import type { DatabaseSync } from 'node:sqlite'
import type { Labels } from '@tocsin/channels'
import type { DecisionDetail } from '../decide/detail.ts'
import type { Silence } from '../model/silence.ts'
import type { AlertEvent, DecisionRecord, Membership } from './history-port.ts'
import { all, json, number, optionalNumber, type Row, text } from './rows.ts'
import { silenceOf } from './silences.ts'

export function alertEvents(
  db: DatabaseSync,
  query: {
    readonly alertname: string | undefined
    readonly fingerprint: string | undefined
    readonly until: number
    readonly limit: number
  },
): AlertEvent[] {
  const { alertname, fingerprint, until, limit } = query
  const rows =
    fingerprint !== undefined
      ? all(
          db,
          'select * from alert_event where fingerprint = ? and at <= ? order by id desc limit ?',
          ...[fingerprint, until, limit],
        )
      : alertname !== undefined
        ? all(
            db,
            'select * from alert_event where alertname = ? and at <= ? order by id desc limit ?',
            ...[alertname, until, limit],
          )
        : all(db, 'select * from alert_event where at <= ? order by at desc, id desc limit ?', until, limit)
  return rows.map((row) => ({
    at: number(row, 'at'),
    fingerprint: text(row, 'fingerprint'),
    kind: text(row, 'kind') as AlertEvent['kind'],
    labels: json<Labels>(row, 'labels'),
    startsAt: number(row, 'starts_at'),
    endsAt: number(row, 'ends_at'),
  }))
}

/** What a decision had no detail of: one about a route that is gone, or by an older release. */
const NO_DETAIL: DecisionDetail = { routeKey: '', members: [], integrations: [] }

export function lastDecisions(db: DatabaseSync, fingerprint: string, until: number): DecisionRecord[] {
  return all(
    db,
    `select decision.at, decision.revision, decision.reason, decision.detail, decision.config_version,
       group_id, group_key, receiver, labels, next_flush_at
     from decision join alert_group on alert_group.id = decision.group_id
     where decision.id in (
       select max(decision.id) from decision_alert join decision on decision.id = decision_id
       where fingerprint = ? and decision.at <= ? group by group_id)
     order by decision.id desc`,
    fingerprint,
    until,
  ).map((row) => ({
    at: number(row, 'at'),
    revision: number(row, 'revision'),
    reason: text(row, 'reason'),
    configVersion: optionalNumber(row, 'config_version'),
    group: membershipOf(row),
    detail: { ...NO_DETAIL, ...json<Partial<DecisionDetail>>(row, 'detail') },
  }))
}

export function memberships(db: DatabaseSync, fingerprint: string): Membership[] {
  return all(
    db,
    `select id as group_id, group_key, receiver, labels, next_flush_at
     from alert_group join group_member on group_id = id where fingerprint = ? order by id`,
    fingerprint,
  ).map(membershipOf)
}

function membershipOf(row: Row): Membership {
  return {
    groupId: number(row, 'group_id'),
    groupKey: text(row, 'group_key'),
    receiver: text(row, 'receiver'),
    labels: json<Labels>(row, 'labels'),
    nextFlushAt: optionalNumber(row, 'next_flush_at'),
  }
}

export function silenceVersions(db: DatabaseSync, ids: readonly string[]): Silence[] {
  return all(
    db,
    'select * from silence where id in (select value from json_each(?)) order by id, version',
    JSON.stringify(ids),
  ).map(silenceOf)
}
