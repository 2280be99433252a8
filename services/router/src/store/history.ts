/**
 * The history: six append-only tables, merged newest first, a page at a time. A filter that finds little has much to look
 * at, so it is done in stretches, and others run between two of them.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Labels } from '@tocsin/channels'
import { type Matcher, printMatcher } from '@tocsin/rules'
import type { HistoryEntry, HistoryKind } from '../console/history/contract.ts'
import type { HistoryCursor, HistoryQuery } from './history-port.ts'
import { all, json, number, one, type Row, text } from './rows.ts'

/** Rows of one table in one stretch: some milliseconds. */
const STRETCH = 2_000

type Found = { readonly cursor: HistoryCursor; readonly entry: HistoryEntry }

interface Part {
  readonly table: string
  readonly select: string
  /** The column of the moment, and of the number that tells apart what has the same moment. */
  readonly at: string
  readonly id: string
  /** Conditions for the filters that this part knows; undefined where nothing of it can match. */
  readonly where: (query: HistoryQuery) => readonly Condition[] | undefined
  readonly entry: (row: Row) => HistoryEntry
}

type Condition = readonly [sql: string, ...values: SQLInputValue[]]

const among = (fingerprints: readonly string[] | undefined, sql: string): Condition[] =>
  fingerprints ? [[sql, JSON.stringify(fingerprints)]] : []
const of = (receiver: string | undefined, column: string): Condition[] =>
  receiver === undefined ? [] : [[`${column} = ?`, receiver]]

/** One attempt may be about many deliveries: both numbers in one, within what a double holds exactly. */
const ATTEMPT = '(attempt.id * 16777216 + delivery.id % 16777216)'

/** The delivery was decided with one of these alerts in its group. */
const ABOUT = `exists (select 1 from decision join decision_alert on decision_id = decision.id
           where decision.group_id = delivery.group_id and decision.revision = delivery.revision
             and decision.at = coalesce(delivery.news_at, delivery.decided_at) and fingerprint in (select value from json_each(?)))`

/** In the order of entries that have the same moment: what came last, first. */
const PARTS: Readonly<Record<HistoryKind, Part>> = {
  attempt: {
    table: 'attempt',
    select: `select ${ATTEMPT} as number, attempt.started_at as at, delivery.receiver, target, labels, status, n, outcome, code, attempt.reason,
        (select count(*) from message_delivery as shared where shared.message_id = attempt.message_id) as groups
      from attempt join message_delivery using(message_id) join delivery on delivery.id = delivery_id
      join alert_group on alert_group.id = delivery.group_id`,
    at: 'attempt.started_at',
    id: ATTEMPT,
    where: ({ receiver, outcome, fingerprints }) => [
      ...of(receiver, 'delivery.receiver'),
      ...(outcome === undefined ? [] : [['outcome = ?', outcome] as const]),
      ...among(fingerprints, ABOUT),
    ],
    entry: (row) => ({
      ...{ kind: 'attempt', at: number(row, 'at'), receiver: text(row, 'receiver'), target: text(row, 'target') },
      groupLabels: json<Labels>(row, 'labels'),
      status: row['status'] === 'resolved' ? 'resolved' : 'firing',
      n: number(row, 'n'),
      ...(number(row, 'groups') > 1 ? { groups: number(row, 'groups') } : {}),
      outcome: text(row, 'outcome') as (HistoryEntry & { kind: 'attempt' })['outcome'],
      code: text(row, 'code'),
      reason: text(row, 'reason'),
    }),
  },
  acknowledgement: {
    table: 'acknowledgement',
    select: `select acknowledgement.id as number, at, kind, by, via, receiver, group_key, labels
      from acknowledgement join alert_group on alert_group.id = group_id`,
    at: 'at',
    id: 'acknowledgement.id',
    where: ({ receiver, outcome, fingerprints }) =>
      outcome === undefined
        ? [
            ...of(receiver, 'receiver'),
            ...among(
              fingerprints,
              `exists (select 1 from decision join decision_alert on decision_id = decision.id
                 where decision.group_id = acknowledgement.group_id and fingerprint in (select value from json_each(?)))`,
            ),
          ]
        : undefined,
    entry: (row) => ({
      ...{ kind: 'acknowledgement', at: number(row, 'at'), receiver: text(row, 'receiver') },
      event: text(row, 'kind') as (HistoryEntry & { kind: 'acknowledgement' })['event'],
      ...{ groupKey: text(row, 'group_key'), groupLabels: json<Labels>(row, 'labels') },
      ...{ by: text(row, 'by'), via: text(row, 'via') },
    }),
  },
  hold: {
    table: 'delivery_hold',
    select: `select delivery_hold.id as number, delivery_hold.at as at, delivery_hold.until, delivery_hold.reason,
        delivery.receiver, target, labels, status
      from delivery_hold join delivery on delivery.id = delivery_id join alert_group on alert_group.id = delivery.group_id`,
    at: 'delivery_hold.at',
    id: 'delivery_hold.id',
    where: ({ receiver, outcome, fingerprints }) =>
      outcome === undefined ? [...of(receiver, 'delivery.receiver'), ...among(fingerprints, ABOUT)] : undefined,
    entry: (row) => ({
      ...{ kind: 'hold', at: number(row, 'at'), receiver: text(row, 'receiver'), target: text(row, 'target') },
      groupLabels: json<Labels>(row, 'labels'),
      status: row['status'] === 'resolved' ? 'resolved' : 'firing',
      until: number(row, 'until'),
      reason: text(row, 'reason'),
    }),
  },
  decision: {
    table: 'decision',
    select: `select decision.id as number, decision.at, decision.reason, receiver, group_key, labels,
        (select count(*) from decision_alert where decision_id = decision.id) as alerts
      from decision join alert_group on alert_group.id = group_id`,
    at: 'decision.at',
    id: 'decision.id',
    where: ({ receiver, outcome, fingerprints }) =>
      outcome === undefined
        ? [
            ...of(receiver, 'receiver'),
            ...among(
              fingerprints,
              `exists (select 1 from decision_alert where decision_id = decision.id
                 and fingerprint in (select value from json_each(?)))`,
            ),
          ]
        : undefined,
    entry: (row) => ({
      ...{ kind: 'decision', at: number(row, 'at'), receiver: text(row, 'receiver') },
      groupKey: text(row, 'group_key'),
      groupLabels: json<Labels>(row, 'labels'),
      reason: text(row, 'reason'),
      alerts: number(row, 'alerts'),
    }),
  },
  alert: {
    table: 'alert_event',
    select: 'select id as number, at, kind, fingerprint, labels from alert_event',
    at: 'at',
    id: 'id',
    where: ({ receiver, outcome, fingerprints }) =>
      receiver === undefined && outcome === undefined
        ? among(fingerprints, 'fingerprint in (select value from json_each(?))')
        : undefined,
    entry: (row) => ({
      ...{ kind: 'alert', at: number(row, 'at'), fingerprint: text(row, 'fingerprint') },
      event: text(row, 'kind') as (HistoryEntry & { kind: 'alert' })['event'],
      labels: json<Labels>(row, 'labels'),
    }),
  },
  silence: {
    table: 'silence',
    select: 'select rowid as number, silence.*, updated_at as at from silence',
    at: 'updated_at',
    id: 'rowid',
    where: ({ receiver, outcome, fingerprints }) =>
      receiver === undefined && outcome === undefined && fingerprints === undefined ? [] : undefined,
    entry: (row) => ({
      ...{ kind: 'silence', at: number(row, 'updated_at'), id: text(row, 'id') },
      event: silenceEvent(row),
      matchers: json<Matcher[]>(row, 'matchers').map(printMatcher),
      startsAt: number(row, 'starts_at'),
      endsAt: number(row, 'ends_at'),
      createdBy: text(row, 'created_by'),
      comment: text(row, 'comment'),
    }),
  },
  configuration: {
    table: 'config_version',
    select: 'select id as number, loaded_at as at from config_version',
    at: 'loaded_at',
    id: 'id',
    where: ({ receiver, outcome, fingerprints }) =>
      receiver === undefined && outcome === undefined && fingerprints === undefined ? [] : undefined,
    entry: (row) => ({ kind: 'configuration', at: number(row, 'at'), version: number(row, 'number') }),
  },
}

export const HISTORY_KINDS = Object.keys(PARTS) as readonly HistoryKind[]

type Read = <T>(verb: (db: DatabaseSync) => T) => T

export async function history(read: Read, query: HistoryQuery): Promise<Found[]> {
  const found: Found[] = []
  for (const kind of query.kinds) found.push(...(await pageOf(read, kind, query)))
  return found
    .sort((a, b) => b.cursor.at - a.cursor.at || rank(a.cursor.kind) - rank(b.cursor.kind) || b.cursor.id - a.cursor.id)
    .slice(0, query.limit)
}

async function pageOf(read: Read, kind: HistoryKind, query: HistoryQuery): Promise<Found[]> {
  const found: Found[] = []
  let until = Math.min(query.until, query.after?.at ?? query.until)
  for (;;) {
    const stretch = { ...query, until, from: read((db) => beginOfStretch(db, kind, { ...query, until })) }
    found.push(...read((db) => entriesOf(db, kind, { ...stretch, limit: query.limit - found.length })))
    if (found.length >= query.limit || stretch.from <= query.from) return found
    until = stretch.from - 1
    await setImmediate()
  }
}

function beginOfStretch(db: DatabaseSync, kind: HistoryKind, { from, until }: HistoryQuery): number {
  const { table, at } = PARTS[kind]
  const row = one(
    db,
    `select ${at} as at from ${table} where ${at} between ? and ? order by ${at} desc limit 1 offset ?`,
    ...[from, until, STRETCH],
  )
  return row ? number(row, 'at') : from
}

function entriesOf(db: DatabaseSync, kind: HistoryKind, query: HistoryQuery): Found[] {
  const { select, at, id, where, entry } = PARTS[kind]
  const filters = where(query)
  if (!filters) return []
  const conditions: Condition[] = [
    [`${at} >= ?`, query.from],
    [`${at} <= ?`, query.until],
    ...beyond(query.after, kind, at, id),
    ...filters,
  ]
  const rows = all(
    db,
    `${select} where ${conditions.map(([sql]) => sql).join(' and ')} order by ${at} desc, ${id} desc limit ?`,
    ...conditions.flatMap(([, ...values]) => values),
    query.limit,
  )
  return rows.map((row) => ({
    cursor: { at: number(row, 'at'), kind, id: number(row, 'number') },
    entry: entry(row),
  }))
}

function beyond(after: HistoryCursor | undefined, kind: HistoryKind, at: string, id: string): Condition[] {
  if (!after) return []
  const [mine, its] = [rank(kind), rank(after.kind)]
  if (mine === its) return [[`(${at} < ? or (${at} = ? and ${id} < ?))`, after.at, after.at, after.id]]
  return mine > its ? [[`${at} <= ?`, after.at]] : [[`${at} < ?`, after.at]]
}

const rank = (kind: HistoryKind): number => HISTORY_KINDS.indexOf(kind)

function silenceEvent(row: Row): (HistoryEntry & { kind: 'silence' })['event'] {
  if (number(row, 'ends_at') <= number(row, 'updated_at')) return 'expired'
  return number(row, 'version') === 1 ? 'created' : 'changed'
}
