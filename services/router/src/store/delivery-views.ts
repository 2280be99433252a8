/** Deliveries and their attempts, as people read them. */
import type { DatabaseSync } from 'node:sqlite'
import type { Labels } from '@tocsin/channels'
import type { AttemptView, DeliveryState, DeliveryView } from '../console/contract.ts'
import { lastHold } from './holds.ts'
import { recipientViews } from './recipient-views.ts'
import { all, json, number, one, optionalNumber, type Row, text } from './rows.ts'

/** With the labels of its group. */
export const SELECT_DELIVERY = `select delivery.*, alert_group.labels as group_labels
  from delivery join alert_group on alert_group.id = delivery.group_id`

export function deliveryViews(db: DatabaseSync, limit: number): DeliveryView[] {
  return all(db, `${SELECT_DELIVERY} order by delivery.id desc limit ?`, limit).map((row) => deliveryView(db, row))
}

/** Those that were decided with this alert in their group, newest first. */
export function deliveriesAbout(
  db: DatabaseSync,
  fingerprint: string,
  until: number,
  limit: number,
): (DeliveryView & { groupId: number })[] {
  return all(
    db,
    `${SELECT_DELIVERY}
     join decision on decision.group_id = delivery.group_id and decision.revision = delivery.revision
       and decision.at = coalesce(delivery.news_at, delivery.decided_at)
     join decision_alert on decision_alert.decision_id = decision.id
     where decision_alert.fingerprint = ? and delivery.decided_at <= ?
     order by delivery.id desc limit ?`,
    fingerprint,
    until,
    limit,
  ).map((row) => ({ ...deliveryView(db, row), groupId: number(row, 'group_id') }))
}

export function deliveryView(db: DatabaseSync, row: Row): DeliveryView {
  return {
    id: number(row, 'id'),
    receiver: text(row, 'receiver'),
    target: text(row, 'target'),
    groupLabels: json<Labels>(row, 'group_labels'),
    status: row['status'] === 'resolved' ? 'resolved' : 'firing',
    reason: text(row, 'reason'),
    revision: number(row, 'revision'),
    idempotencyKey: text(row, 'idempotency_key'),
    state: text(row, 'state') as DeliveryState,
    decidedAt: number(row, 'decided_at'),
    ...(row['finished_at'] === null ? { dueAt: number(row, 'due_at') } : { finishedAt: number(row, 'finished_at') }),
    ...heldView(db, number(row, 'id')),
    attempts: attemptViews(db, number(row, 'id')),
    ...(row['end_how'] === null ? {} : { end: endOf(row) }),
    ...(row['fallback_reason'] === null ? {} : { fallback: text(row, 'fallback_reason') }),
    ...(row['delivered_at'] === null ? {} : { deliveredAt: number(row, 'delivered_at') }),
    ...recipientViews(db, number(row, 'id')),
    ...(row['replayed_at'] === null ? {} : { replayedAt: number(row, 'replayed_at') }),
    ...insteadOf(db, optionalNumber(row, 'instead_of')),
    ...standIns(db, number(row, 'id')),
  }
}

function endOf(row: Row): NonNullable<DeliveryView['end']> {
  return {
    how: text(row, 'end_how') as NonNullable<DeliveryView['end']>['how'],
    code: text(row, 'end_code'),
    reason: text(row, 'end_reason'),
  }
}

function insteadOf(db: DatabaseSync, id: number | undefined): Pick<DeliveryView, 'insteadOf'> {
  const row = id === undefined ? undefined : one(db, 'select id, receiver from delivery where id = ?', id)
  return row ? { insteadOf: { id: number(row, 'id'), receiver: text(row, 'receiver') } } : {}
}

/** And those that stand in for them. */
function standIns(db: DatabaseSync, id: number): Pick<DeliveryView, 'standIns'> {
  const rows = all(
    db,
    `with recursive other(id) as (
       select id from delivery where instead_of = ?
       union select delivery.id from delivery join other on instead_of = other.id)
     select id, receiver, target, state from delivery join other using(id) order by id`,
    id,
  )
  if (rows.length === 0) return {}
  return {
    standIns: rows.map((row) => ({
      id: number(row, 'id'),
      receiver: text(row, 'receiver'),
      target: text(row, 'target'),
      state: text(row, 'state') as DeliveryState,
    })),
  }
}

function heldView(db: DatabaseSync, deliveryId: number): Pick<DeliveryView, 'held'> {
  const held = lastHold(db, deliveryId)
  return held ? { held } : {}
}

function attemptViews(db: DatabaseSync, deliveryId: number): AttemptView[] {
  const rows = all(
    db,
    'select attempt.* from attempt join message_delivery using(message_id) where delivery_id = ? order by attempt.id',
    deliveryId,
  )
  return rows.map((row) => {
    const finishedAt = optionalNumber(row, 'finished_at')
    return {
      n: number(row, 'n'),
      startedAt: number(row, 'started_at'),
      ...(finishedAt === undefined ? {} : { finishedAt }),
      outcome: text(row, 'outcome') as AttemptView['outcome'],
      code: text(row, 'code'),
      reason: text(row, 'reason'),
    }
  })
}
