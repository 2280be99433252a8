/** A delivery comes into being: its place in its lane, and what it replaces. */
import type { DatabaseSync } from 'node:sqlite'
import type { Notification } from '@tocsin/channels'
import { carryEnds } from '../model/message.ts'
import type { DeliveryToStore } from './port.ts'
import { all, insert, json, number, objectiveIn, one } from './rows.ts'

/** What it is owed for: a decision about a group, or another delivery that did not reach anybody. */
export interface Owing {
  readonly groupId: number
  readonly receiver: string
  readonly at: number
  readonly revision: number
  /** The delivery that it stands in for, and when the news of that was decided. */
  readonly insteadOf?: { readonly deliveryId: number; readonly newsAt: number }
}

export function addDelivery(db: DatabaseSync, owing: Owing, delivery: DeliveryToStore): void {
  const { groupId, receiver, at, revision, insteadOf } = owing
  // Nobody needs yesterday's news: an untried delivery gives way to the newer one. Where the older opens something
  // that the newer would only end (a ticket), both go, in their order.
  const mayReplaceFiring = delivery.status === 'firing' || !delivery.keepsOpening
  const superseded = all(
    db,
    `update delivery set state = 'superseded', finished_at = ?
     where group_id = ? and receiver = ? and integration = ? and finished_at is null and attempts = 0
       and audience = ? and (status = 'resolved' or ?) and (reason = 'acknowledged' or ? <> 'acknowledged')
     returning id, notification, owed_since, fallback_at, tier, accepted_at, objective_ms`,
    at,
    groupId,
    receiver,
    delivery.integration,
    delivery.audience ?? '',
    mayReplaceFiring ? 1 : 0,
    // That somebody has it is no news of the alerts: it follows what is to be told of them.
    delivery.reason,
  ).sort((a, b) => number(b, 'id') - number(a, 'id'))
  const notification = superseded
    .map((row) => json<Notification>(row, 'notification'))
    .reduce((newer, older) => carryEnds(older, newer), delivery.notification)
  // News that comes again and again must not put off the moment at which somebody else hears it.
  const owedSince = superseded
    .filter((row) => row['fallback_at'] === null)
    .reduce((since, row) => Math.min(since, number(row, 'owed_since')), at)
  // Who was to hear the older news in time is still to hear of it in time.
  const objective = superseded.map(objectiveIn).find((older) => older !== undefined) ?? delivery.objective
  insert(
    db,
    `insert into delivery(idempotency_key, group_id, lane, receiver, integration, channel, target, limit_key, revision, status,
       reason, notification, state, decided_at, due_at, owed_since, instead_of, news_at, tier, accepted_at, objective_ms, audience, episode)
     values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?,
       coalesce((select episode from delivery where id = ?), (select episode from alert_group where id = ?)))`,
    delivery.idempotencyKey,
    groupId,
    laneOf(db, groupId, receiver, delivery.integration),
    receiver,
    delivery.integration,
    delivery.channel,
    delivery.target,
    delivery.limitKey ?? null,
    revision,
    delivery.status,
    delivery.reason,
    JSON.stringify(notification),
    at,
    at,
    owedSince,
    insteadOf?.deliveryId ?? null,
    insteadOf?.newsAt ?? null,
    objective?.tier ?? null,
    objective?.acceptedAt ?? null,
    objective?.limitMs ?? null,
    delivery.audience ?? '',
    insteadOf?.deliveryId ?? null,
    groupId,
  )
}

/** What must stay in order: everything that concerns one state of the channel, whichever routes lead there. */
function laneOf(db: DatabaseSync, groupId: number, receiver: string, integration: number): string {
  const group = one(db, 'select labels_fingerprint from alert_group where id = ?', groupId)
  return JSON.stringify([receiver, integration, group?.['labels_fingerprint'] ?? ''])
}
