/** Verbs on fallbacks: what a delivery leads to that did not arrive, in the transaction of that outcome or at its time. */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Notification, Reason } from '@tocsin/channels'
import { type Failure, type FallbackPlan, fallBack, type StandIn } from '../decide/fallback.ts'
import { addDelivery } from './owed.ts'
import type { Aftermath } from './port.ts'
import { all, json, number, objectiveIn, one, optionalNumber, type Row, run, text } from './rows.ts'

/** Deliveries in one transaction. */
const SLICE = 100

/** Open, and nobody hears it instead yet. In the words of index `delivery_owed`. */
const OWED = 'finished_at is null and fallback_at is null'

/** Once for each delivery. The caller has recorded how it ended, or it is still open. */
export function applyFallback(
  db: DatabaseSync,
  deliveryId: number,
  failure: Failure,
  plan: FallbackPlan,
  at: number,
): Aftermath['fellBack'] {
  const row = one(db, 'select * from delivery where id = ? and fallback_at is null', deliveryId)
  if (!row || (failure.kind === 'sent' && row['status'] === 'firing')) return []
  // Who has it is no alert.
  if (row['reason'] === 'acknowledged') return []
  const groupId = number(row, 'group_id')
  const owed = {
    status: row['status'] === 'resolved' ? 'resolved' : 'firing',
    reason: text(row, 'reason') as Reason,
    revision: number(row, 'revision'),
  } as const
  const decision = fallBack(owed, failure, plan, (receiver, integration) =>
    lastHeard(db, groupId, receiver, integration),
  )
  run(db, 'update delivery set fallback_at = ?, fallback_reason = ? where id = ?', at, decision.reason, deliveryId)
  return decision.to.flatMap(({ receiver, standIn }) => {
    const key = keyInstead(text(row, 'idempotency_key'), receiver, standIn.integration)
    if (one(db, 'select 1 as there from delivery where idempotency_key = ?', key)) return []
    const notification = notificationInstead(row, receiver, key, failure)
    addDelivery(
      db,
      {
        ...{ groupId, receiver, at, revision: owed.revision },
        insteadOf: { deliveryId, newsAt: optionalNumber(row, 'news_at') ?? number(row, 'decided_at') },
      },
      {
        ...{
          ...owed,
          ...addressOf(standIn),
          audience: text(row, 'audience'),
          shows: [],
          idempotencyKey: key,
          notification,
        },
        // A late one goes on being tried, and keeps its promise itself.
        objective: failure.kind === 'rejected' ? objectiveIn(row) : undefined,
      },
    )
    return [{ receiver: text(row, 'receiver'), to: receiver }]
  })
}

function addressOf({ integration, channel, target, limitKey, keepsOpening }: StandIn) {
  return { integration, channel, target, limitKey, keepsOpening }
}

/** The same after any crash: whoever stands in for a delivery does so once. */
function keyInstead(original: string, receiver: string, integration: number): string {
  return createHash('sha256')
    .update(JSON.stringify([original, 'instead', receiver, integration]))
    .digest('hex')
    .slice(0, 32)
}

/** An end that arrived is told as what it is; all else says whom it stands in for, and why. */
function notificationInstead(row: Row, receiver: string, key: string, failure: Failure): Notification {
  const { insteadOf: _its, ...original } = json<Notification>(row, 'notification')
  return {
    ...original,
    idempotencyKey: key,
    receiver,
    ...(failure.kind === 'sent'
      ? {}
      : { insteadOf: { receiver: original.receiver, code: failure.code, reason: failure.reason } }),
  }
}

/** What was refused, given up or replaced was not heard. */
function lastHeard(db: DatabaseSync, groupId: number, receiver: string, integration: number) {
  const row = one(
    db,
    `select status, revision from delivery
     where group_id = ? and receiver = ? and integration = ? and state not in ('rejected', 'superseded')
     order by id desc limit 1`,
    groupId,
    receiver,
    integration,
  )
  if (!row) return undefined
  return { status: row['status'] === 'resolved' ? 'resolved' : 'firing', revision: number(row, 'revision') } as const
}

/** By receiver. */
type Plans = ReadonlyMap<string, FallbackPlan>

/** Those that are still owed after their time; there may be more. */
export function fallBackDue(db: DatabaseSync, plans: Plans, now: number): Aftermath {
  const fellBack = [...plans].flatMap(([receiver, plan]) =>
    all(
      db,
      `select id from delivery where receiver = ? and ${OWED} and owed_since <= ? order by owed_since limit ?`,
      receiver,
      now - plan.afterMs,
      SLICE,
    ).flatMap((row) => {
      const id = number(row, 'id')
      return applyFallback(db, id, { kind: 'late', ...lastAnswer(db, id) }, plan, now)
    }),
  )
  return { dead: [], fellBack }
}

function lastAnswer(db: DatabaseSync, deliveryId: number): { code: string; reason: string } {
  const row = one(
    db,
    `select code, attempt.reason from attempt join message_delivery using(message_id)
     where delivery_id = ? and outcome <> 'sending' order by attempt.id desc limit 1`,
    deliveryId,
  )
  return row ? { code: text(row, 'code'), reason: text(row, 'reason') } : { code: 'LATE', reason: 'not sent in time' }
}

export function nextFallbackAt(db: DatabaseSync, plans: Plans): number | undefined {
  const moments = [...plans].flatMap(([receiver, { afterMs }]) => {
    const row = one(db, `select min(owed_since) as at from delivery where receiver = ? and ${OWED}`, receiver)
    const at = row && optionalNumber(row, 'at')
    return at === undefined ? [] : [at + afterMs]
  })
  return moments.length > 0 ? Math.min(...moments) : undefined
}
