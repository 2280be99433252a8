/** What the console and the API read. */
import type { DatabaseSync } from 'node:sqlite'
import type { Labels } from '@tocsin/channels'
import type { AlertView, GroupView, TicketView } from '../console/contract.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import type { ReceiverCounts, StoredCounts } from './port.ts'
import { alertOf, all, endingOf, json, number, one, optionalNumber, type Row, text } from './rows.ts'

export function counts(db: DatabaseSync, now: number, heldUntil: number): StoredCounts {
  // The watchdog fires when all is well: severity none is nobody's trouble.
  const firing = firingAlerts(db, now, heldUntil).filter(({ labels }) => labels['severity'] !== 'none')
  const over = all(db, `select starts_at, ending, ends_at from alert where ends_at <= ?`, now)
    .map((row) => ({ startsAt: number(row, 'starts_at'), ending: endingOf(row) }))
    .filter((times) => isResolved(times, now, heldUntil)).length
  const groups = one(
    db,
    'select count(distinct group_id) as n from group_member where fingerprint in (select value from json_each(?))',
    JSON.stringify(firing.map(({ fingerprint }) => fingerprint)),
  )
  const last = one(db, 'select max(updated_at) as at from alert')
  return {
    alerts: { firing: firing.length, resolved: over },
    firingGroups: groups ? number(groups, 'n') : 0,
    receivers: receiverCounts(db),
    lastAlertAt: last && optionalNumber(last, 'at'),
  }
}

function receiverCounts(db: DatabaseSync): Map<string, ReceiverCounts> {
  const rows = all(
    db,
    `select receiver,
       sum(state = 'waiting') as waiting, sum(state = 'sending') as sending, sum(state = 'retrying') as retrying,
       sum(state = 'sent') as sent, sum(state = 'rejected') as rejected, sum(state = 'superseded') as superseded,
       min(case when finished_at is null then decided_at end) as oldest
     from delivery group by receiver`,
  )
  return new Map(
    rows.map((row) => [
      text(row, 'receiver'),
      {
        deliveries: {
          waiting: number(row, 'waiting'),
          sending: number(row, 'sending'),
          retrying: number(row, 'retrying'),
          sent: number(row, 'sent'),
          rejected: number(row, 'rejected'),
          superseded: number(row, 'superseded'),
        },
        oldestWaitingSince: optionalNumber(row, 'oldest'),
      },
    ]),
  )
}

/** In the order of their fingerprints, as the v2 API wants it. */
export function firingAlerts(db: DatabaseSync, now: number, heldUntil: number): Alert[] {
  return all(db, `select * from alert where ends_at > ? or ending = 'expires' order by fingerprint`, now)
    .map(alertOf)
    .filter((alert) => !isResolved(alert, now, heldUntil))
}

export function groupViews(db: DatabaseSync, now: number, heldUntil: number): GroupView[] {
  const groups = all(
    db,
    'select * from alert_group where next_flush_at is not null or decided_at > ? order by id desc limit 500',
    now - 3_600_000,
  )
  return groups.map((row) => ({
    id: number(row, 'id'),
    routeId: text(row, 'route_id'),
    groupKey: text(row, 'group_key'),
    receiver: text(row, 'receiver'),
    labels: json<Labels>(row, 'labels'),
    revision: number(row, 'revision'),
    ...optional('nextFlushAt', optionalNumber(row, 'next_flush_at')),
    ...(row['decided_at'] === null
      ? {}
      : { lastDecision: { at: number(row, 'decided_at'), reason: text(row, 'decided_reason') } }),
    alerts: all(
      db,
      'select alert.* from alert join group_member using(fingerprint) where group_id = ? order by fingerprint',
      number(row, 'id'),
    ).map((alert) => alertView(alertOf(alert), now, heldUntil)),
  }))
}

function alertView(alert: Alert, now: number, heldUntil: number): AlertView {
  const resolved = isResolved(alert, now, heldUntil)
  const { fingerprint, labels, annotations, startsAt, updatedAt, generatorUrl, evidence } = alert
  return {
    fingerprint,
    status: resolved ? 'resolved' : 'firing',
    labels,
    annotations,
    startsAt,
    ...(resolved ? { endsAt: alert.ending.at } : {}),
    updatedAt,
    generatorUrl,
    ...(evidence
      ? {
          evidence: {
            count: evidence.count,
            kinds: evidence.kinds,
            firstAt: evidence.firstAt,
            lastAt: evidence.lastAt,
            samples: evidence.samples,
            traceIds: evidence.traceIds,
          },
        }
      : {}),
  }
}

const TICKET_STATUS = ['creating', 'open', 'ended', 'closed'] as const

export function ticketViews(db: DatabaseSync): TicketView[] {
  return all(db, `select * from channel_state where channel = 'ticket' order by updated_at desc limit 500`).map(
    ticketView,
  )
}

function ticketView(row: Row): TicketView {
  const state = json<Record<string, unknown>>(row, 'state')
  const { id, url, openedAt } = state
  return {
    receiver: text(row, 'receiver'),
    groupLabels: json<Labels>(row, 'labels'),
    status: TICKET_STATUS.find((status) => status === state['kind']) ?? 'open',
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof openedAt === 'number' ? { openedAt } : {}),
    updatedAt: number(row, 'updated_at'),
  }
}

function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number }
}
