/** How deliveries end: sent, or a dead letter with its reason, and who hears it instead. */
import type { DatabaseSync } from 'node:sqlite'
import type { Outcome } from '@tocsin/channels'
import type { FallbackPlan } from '../decide/fallback.ts'
import { applyFallback } from './fallbacks.ts'
import type { Aftermath } from './port.ts'
import { one, run, text } from './rows.ts'

/** What ended it: nothing follows the outcome any more. */
export interface Settlement {
  readonly outcome: Outcome
  readonly at: number
  readonly fallback: FallbackPlan | undefined
}

/** A delivery that is no longer being sent stays as it is. */
export function settle(db: DatabaseSync, deliveryId: number, { outcome, at, fallback }: Settlement): Aftermath {
  const sent = outcome.kind === 'sent'
  const how = outcome.kind === 'reject' ? 'rejected' : 'given-up'
  const changed = run(
    db,
    `update delivery set state = ?, finished_at = ?, end_how = ?, end_code = ?, end_reason = ? where id = ? and state = 'sending'`,
    ...(sent ? ['sent', at, null, null, null] : ['rejected', at, how, outcome.code, outcome.reason]),
    deliveryId,
  )
  if (changed === 0) return { dead: [], fellBack: [] }
  if (sent) heardFor(db, deliveryId, at)
  const failure = sent ? { kind: outcome.kind } : { ...outcome, kind: 'rejected' as const }
  return {
    dead: sent ? [] : [{ receiver: receiverOf(db, deliveryId), code: outcome.code }],
    fellBack: fallback ? applyFallback(db, deliveryId, failure, fallback, at) : [],
  }
}

/** What it stands in for has been heard, and what that stood in for. */
function heardFor(db: DatabaseSync, deliveryId: number, at: number): void {
  run(
    db,
    `with recursive original(id) as (
       select instead_of from delivery where id = ?
       union select instead_of from delivery join original using(id))
     update delivery set heard_at = coalesce(heard_at, ?) where id in (select id from original)`,
    deliveryId,
    at,
  )
}

/** It was accepted, and nobody got it. */
export function settleNotDelivered(
  db: DatabaseSync,
  deliveryId: number,
  failure: { readonly code: string; readonly reason: string },
  { at, fallback }: Pick<Settlement, 'at' | 'fallback'>,
): Aftermath {
  const changed = run(
    db,
    `update delivery set state = 'rejected', finished_at = ?, end_how = 'not-delivered', end_code = ?, end_reason = ?, delivered_at = null
     where id = ? and state = 'sent'`,
    ...[at, failure.code, failure.reason],
    deliveryId,
  )
  if (changed === 0) return { dead: [], fellBack: [] }
  notHeardFor(db, deliveryId)
  return {
    dead: [{ receiver: receiverOf(db, deliveryId), code: failure.code }],
    fellBack: fallback ? applyFallback(db, deliveryId, { ...failure, kind: 'rejected' }, fallback, at) : [],
  }
}

/** What it stood in for was not heard after all, unless by another. */
function notHeardFor(db: DatabaseSync, deliveryId: number): void {
  run(
    db,
    `with recursive original(id) as (
       select instead_of from delivery where id = ?
       union select instead_of from delivery join original using(id))
     update delivery set heard_at = null where id in (select id from original) and not exists (
       with recursive other(id) as (
         select standing.id from delivery as standing where standing.instead_of = delivery.id
         union select standing.id from delivery as standing join other on standing.instead_of = other.id)
       select 1 from other join delivery as standing using(id) where standing.state = 'sent')`,
    deliveryId,
  )
}

function receiverOf(db: DatabaseSync, deliveryId: number): string {
  return text(one(db, 'select receiver from delivery where id = ?', deliveryId) ?? {}, 'receiver')
}

export function together(all: readonly Aftermath[]): Aftermath {
  return { dead: all.flatMap(({ dead }) => dead), fellBack: all.flatMap(({ fellBack }) => fellBack) }
}
