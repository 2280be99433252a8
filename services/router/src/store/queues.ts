/** What may be sent next: queues by target and limit key, lanes in their order. */
import type { DatabaseSync } from 'node:sqlite'
import type { ChannelState, Notification } from '@tocsin/channels'
import { episodeAt } from './episodes.ts'
import type { Busy, ClaimableDelivery } from './port.ts'
import { all, json, number, objectiveIn, one, optionalNumber, type Row, text } from './rows.ts'

/** Longer than any channel's rate-limit window: what is older cannot count. */
const LIMIT_WINDOW_MS = 3_600_000
/** More than any channel's limit: older calls than these cannot decide. */
const LIMIT_CALLS = 1_000

/** Open, and first of its lane: news reaches an integration in the order it happened. In the words of index `delivery_queue`. */
const FIRST = 'finished_at is null and is_first = 1'

/** Jumps from queue to queue on the index: their number counts, not that of the deliveries in them. */
const QUEUES = `
  with recursive found(queue) as (
    select min(queue) from delivery where ${FIRST}
    union all
    select (select min(queue) from delivery where ${FIRST} and queue > found.queue) from found where found.queue is not null)
  select queue, (select until from limit_pause where limit_key = substr(queue, instr(queue, char(10)) + 1)) as until
  from found where queue is not null`

interface Queue {
  readonly name: string
  readonly limited: boolean
  readonly pausedUntil: number
}

/** Those that wait neither for the end of a call nor for a target that has enough to do. */
function freeQueues(db: DatabaseSync, busy: Busy): Queue[] {
  return all(db, QUEUES).flatMap((row) => {
    const name = text(row, 'queue')
    const [target = '', limitKey = ''] = name.split('\n')
    if (busy.targets.includes(target) || busy.limitKeys.includes(limitKey)) return []
    return [{ name, limited: limitKey !== '', pausedUntil: optionalNumber(row, 'until') ?? 0 }]
  })
}

export function claimable(db: DatabaseSync, now: number, limit: number, busy: Busy): ClaimableDelivery[] {
  return freeQueues(db, busy)
    .filter(({ pausedUntil }) => pausedUntil <= now)
    .flatMap(({ name, limited }) =>
      all(
        db,
        `select delivery.*, alert_group.labels_fingerprint from delivery join alert_group on alert_group.id = group_id
         where ${DUE} order by due_at, delivery.id limit ?`,
        name,
        now,
        // Under a limit key there is one call at a time.
        limited ? 1 : limit,
      ),
    )
    .map((row) => claimed(db, row, now))
    .sort((a, b) => a.id - b.id)
    .slice(0, limit)
}

const DUE = `${FIRST} and queue = ? and due_at <= ? and state in ('waiting', 'retrying')`

export function waitingWith(
  db: DatabaseSync,
  first: ClaimableDelivery,
  now: number,
  limit: number,
): ClaimableDelivery[] {
  const { target, limitKey, receiver, integration } = first
  const rows = all(
    db,
    `select delivery.*, alert_group.labels_fingerprint from delivery join alert_group on alert_group.id = group_id
     where ${DUE} and delivery.receiver = ? and integration = ? order by due_at, delivery.id limit ?`,
    `${target}\n${limitKey ?? ''}`,
    now,
    receiver,
    integration,
    limit,
  )
  return rows.map((row) => claimed(db, row, now))
}

function countWaiting(db: DatabaseSync, row: Row, now: number): number {
  if (row['limit_key'] === null) return 1
  const found = one(
    db,
    `select count(*) as n from delivery where ${DUE} and receiver = ? and integration = ?`,
    text(row, 'queue'),
    now,
    text(row, 'receiver'),
    number(row, 'integration'),
  )
  return found ? number(found, 'n') : 1
}

function claimed(db: DatabaseSync, row: Row, now: number): ClaimableDelivery {
  const episode = episodeAt(db, number(row, 'group_id'), number(row, 'episode'))
  return {
    waiting: countWaiting(db, row, now),
    id: number(row, 'id'),
    groupId: number(row, 'group_id'),
    ...(episode ? { episode } : {}),
    receiver: text(row, 'receiver'),
    integration: number(row, 'integration'),
    target: text(row, 'target'),
    limitKey: row['limit_key'] === null ? undefined : text(row, 'limit_key'),
    attempts: number(row, 'attempts'),
    notification: json<Notification>(row, 'notification'),
    priorState: stateOf(db, row),
    done: reachedOf(db, number(row, 'id')),
    decidedAt: optionalNumber(row, 'replayed_at') ?? number(row, 'decided_at'),
    objective: objectiveIn(row),
    limitCalls: row['limit_key'] === null ? [] : recentCalls(db, text(row, 'limit_key'), now),
  }
}

/** Recipients that accepted it, and of whom nobody said later that it failed. */
export function reachedOf(db: DatabaseSync, deliveryId: number): string[] {
  return all(
    db,
    `select recipient from recipient_outcome join message_delivery using(message_id)
     where delivery_id = ? and outcome = 'sent' and receipt is not 'failed'`,
    deliveryId,
  ).map((recipient) => text(recipient, 'recipient'))
}

/** The provider counted each call somewhere between its start and its end; the end is the safe side. */
function recentCalls(db: DatabaseSync, limitKey: string, now: number): number[] {
  const rows = all(
    db,
    `select coalesce(finished_at, started_at) as at, calls from attempt
     where limit_key = ? and started_at > ? order by started_at desc limit ?`,
    limitKey,
    now - LIMIT_WINDOW_MS,
    LIMIT_CALLS,
  )
  return rows.flatMap((row) => Array<number>(number(row, 'calls')).fill(number(row, 'at'))).sort((a, b) => a - b)
}

export function stateOf(db: DatabaseSync, row: Row): ChannelState {
  const found = one(
    db,
    'select state from channel_state where receiver = ? and integration = ? and labels_fingerprint = ?',
    text(row, 'receiver'),
    number(row, 'integration'),
    text(row, 'labels_fingerprint'),
  )
  return found ? json<ChannelState>(found, 'state') : null
}

export function nextDueAt(db: DatabaseSync, busy: Busy): number | undefined {
  const moments = freeQueues(db, busy).flatMap(({ name, pausedUntil }) => {
    const row = one(
      db,
      `select due_at from delivery
       where ${FIRST} and queue = ? and state in ('waiting', 'retrying') order by due_at limit 1`,
      name,
    )
    return row ? [Math.max(number(row, 'due_at'), pausedUntil)] : []
  })
  return moments.length > 0 ? Math.min(...moments) : undefined
}
