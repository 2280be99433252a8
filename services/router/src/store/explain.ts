/** What "why" asks: changes of alerts, decisions about them, the groups they are in, silences as they were. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Labels } from '@tocsin/channels'
import type { DecisionDetail } from '../decide/detail.ts'
import type { Silence } from '../model/silence.ts'
import type { AlertEvent, DecisionRecord, Membership } from './history-port.ts'
import { all, json, number, optionalNumber, type Row, text } from './rows.ts'
import { silenceOf } from './silences.ts'

interface EventQuery {
  readonly alertname: string | undefined
  readonly fingerprint: string | undefined
  readonly until: number
  readonly limit: number
}

/** Events read in one go, and others run before the next: some milliseconds. */
const SLICE = 1_000

export async function alertEvents(
  read: <T>(verb: (db: DatabaseSync) => T) => T,
  query: EventQuery,
): Promise<AlertEvent[]> {
  const events: AlertEvent[] = []
  let last: { readonly at: number; readonly id: number } | undefined
  for (;;) {
    const [after, limit] = [last, Math.min(SLICE, query.limit - events.length)]
    const rows = read((db) => eventRows(db, { ...query, limit }, after))
    events.push(...rows.map(eventOf))
    const end = rows.at(-1)
    if (!end || rows.length < limit || events.length >= query.limit) return events
    last = { at: number(end, 'at'), id: number(end, 'id') }
    await setImmediate()
  }
}

function eventRows(
  db: DatabaseSync,
  { alertname, fingerprint, until, limit }: EventQuery,
  after: { readonly at: number; readonly id: number } | undefined,
): Row[] {
  const rows = (where: string, order: string, ...values: SQLInputValue[]): Row[] =>
    all(db, `select * from alert_event where ${where} order by ${order} limit ?`, ...values, limit)
  const id = after?.id ?? Number.MAX_SAFE_INTEGER
  if (fingerprint !== undefined)
    return rows('fingerprint = ? and at <= ? and id < ?', 'id desc', fingerprint, until, id)
  if (alertname !== undefined) return rows('alertname = ? and at <= ? and id < ?', 'id desc', alertname, until, id)
  const at = after?.at ?? until
  return rows('at <= ? and (at < ? or id < ?)', 'at desc, id desc', at, at, id)
}

function eventOf(row: Row): AlertEvent {
  return {
    at: number(row, 'at'),
    fingerprint: text(row, 'fingerprint'),
    kind: text(row, 'kind') as AlertEvent['kind'],
    labels: json<Labels>(row, 'labels'),
    startsAt: number(row, 'starts_at'),
    endsAt: number(row, 'ends_at'),
  }
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
