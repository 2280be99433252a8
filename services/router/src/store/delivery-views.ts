/** Deliveries and their attempts, as people read them. */
import type { DatabaseSync } from 'node:sqlite'
import type { Labels } from '@tocsin/channels'
import type { AttemptView, DeliveryState, DeliveryView } from '../console/contract.ts'
import { all, json, number, optionalNumber, type Row, text } from './rows.ts'

const DELIVERY = `select delivery.*, alert_group.labels as group_labels
  from delivery join alert_group on alert_group.id = delivery.group_id`

export function deliveryViews(db: DatabaseSync, limit: number): DeliveryView[] {
  return all(db, `${DELIVERY} order by delivery.id desc limit ?`, limit).map((row) => deliveryView(db, row))
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
    `${DELIVERY}
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

function deliveryView(db: DatabaseSync, row: Row): DeliveryView {
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
    attempts: attemptViews(db, number(row, 'id')),
  }
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
