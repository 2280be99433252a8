/** Verbs on deliveries: claim, intent, outcome, recovery. */
import type { DatabaseSync } from 'node:sqlite'
import type { ChannelState, Notification } from '@tocsin/channels'
import type { AttemptEnd, AttemptStart, Busy, ClaimableDelivery } from './port.ts'
import { all, insert, json, number, one, optionalNumber, type Row, run, text } from './rows.ts'

/** Longer than any channel's rate-limit window: what is older cannot count. */
const LIMIT_WINDOW_MS = 3_600_000
/** More than any channel's limit: older calls than these cannot decide. */
const LIMIT_CALLS = 1_000

/** First unfinished of its lane: news reaches an integration in the order it happened. */
const FIRST_IN_LANE = `not exists (
  select 1 from delivery as earlier
  where earlier.finished_at is null and earlier.lane = delivery.lane and earlier.id < delivery.id)`

/** Neither waiting for a limit nor for a target that has enough to do. */
const NOT_BUSY = `coalesce(limit_key, '') not in (select value from json_each(?))
  and target not in (select value from json_each(?))`

export function claimable(db: DatabaseSync, now: number, limit: number, busy: Busy): ClaimableDelivery[] {
  const rows = all(
    db,
    `select delivery.*, alert_group.labels_fingerprint from delivery join alert_group on alert_group.id = group_id
     where finished_at is null and state in ('waiting', 'retrying') and due_at <= ? and ${FIRST_IN_LANE}
       and not exists (select 1 from limit_pause where limit_pause.limit_key = delivery.limit_key and until > ?)
       and ${NOT_BUSY}
     order by delivery.id limit ?`,
    now,
    now,
    JSON.stringify(busy.limitKeys),
    JSON.stringify(busy.targets),
    limit,
  )
  return rows.map((row) => ({
    id: number(row, 'id'),
    receiver: text(row, 'receiver'),
    integration: number(row, 'integration'),
    target: text(row, 'target'),
    limitKey: row['limit_key'] === null ? undefined : text(row, 'limit_key'),
    attempts: number(row, 'attempts'),
    // Rows of before there were labels of routes have none.
    notification: {
      ...json<Notification>(row, 'notification'),
      routeLabels: json<Partial<Notification>>(row, 'notification').routeLabels ?? {},
    },
    priorState: stateOf(db, row),
    done: all(
      db,
      `select recipient from recipient_outcome join message_delivery using(message_id)
       where delivery_id = ? and outcome = 'sent'`,
      number(row, 'id'),
    ).map((recipient) => text(recipient, 'recipient')),
    decidedAt: number(row, 'decided_at'),
    limitCalls: row['limit_key'] === null ? [] : recentCalls(db, text(row, 'limit_key'), now),
  }))
}

/** The provider counted each call somewhere between its start and its end; the end is the safe side. */
function recentCalls(db: DatabaseSync, limitKey: string, now: number): number[] {
  const rows = all(
    db,
    `select coalesce(finished_at, started_at) as at from attempt
     where limit_key = ? and started_at > ? order by started_at desc limit ?`,
    limitKey,
    now - LIMIT_WINDOW_MS,
    LIMIT_CALLS,
  )
  return rows.map((row) => number(row, 'at')).sort((a, b) => a - b)
}

function stateOf(db: DatabaseSync, row: Row): ChannelState {
  const found = one(
    db,
    'select state from channel_state where receiver = ? and integration = ? and labels_fingerprint = ?',
    text(row, 'receiver'),
    number(row, 'integration'),
    text(row, 'labels_fingerprint'),
  )
  return found ? json<ChannelState>(found, 'state') : null
}

export function beginAttempt(db: DatabaseSync, start: AttemptStart): number | undefined {
  const changed = run(
    db,
    `update delivery set state = 'sending', attempts = attempts + 1
     where id = ? and finished_at is null and state in ('waiting', 'retrying')`,
    start.deliveryId,
  )
  if (changed === 0) return undefined
  saveState(db, start.deliveryId, start.state, start.at)
  const known = one(db, 'select message_id from message_delivery where delivery_id = ?', start.deliveryId)
  const messageId = known ? number(known, 'message_id') : addMessage(db, start.deliveryId, start.at)
  return insert(
    db,
    `insert into attempt(message_id, n, limit_key, started_at, outcome)
     values(?, (select count(*) + 1 from attempt where message_id = ?), ?, ?, 'sending')`,
    messageId,
    messageId,
    start.limitKey ?? null,
    start.at,
  )
}

function addMessage(db: DatabaseSync, deliveryId: number, at: number): number {
  const id = insert(
    db,
    'insert into message(created_at, channel) select ?, channel from delivery where id = ?',
    at,
    deliveryId,
  )
  run(db, 'insert into message_delivery(message_id, delivery_id) values(?, ?)', id, deliveryId)
  return id
}

function saveState(db: DatabaseSync, deliveryId: number, state: ChannelState, at: number): void {
  const lane = one(
    db,
    `select delivery.receiver, integration, channel, labels, labels_fingerprint
     from delivery join alert_group on alert_group.id = group_id where delivery.id = ?`,
    deliveryId,
  )
  if (!lane) return
  const key = [text(lane, 'receiver'), number(lane, 'integration'), text(lane, 'labels_fingerprint')]
  if (state === null) {
    run(db, 'delete from channel_state where receiver = ? and integration = ? and labels_fingerprint = ?', ...key)
    return
  }
  run(
    db,
    `insert into channel_state(receiver, integration, labels_fingerprint, labels, channel, state, updated_at)
     values(?, ?, ?, ?, ?, ?, ?)
     on conflict do update set state = excluded.state, updated_at = excluded.updated_at`,
    ...key,
    text(lane, 'labels'),
    text(lane, 'channel'),
    JSON.stringify(state),
    at,
  )
}

export function endAttempt(db: DatabaseSync, end: AttemptEnd): void {
  const { attemptId, deliveryId, at, outcome, retryAt, pauseUntil } = end
  run(
    db,
    'update attempt set finished_at = ?, outcome = ?, code = ?, reason = ? where id = ?',
    at,
    outcome.kind,
    outcome.code,
    'reason' in outcome ? outcome.reason : '',
    attemptId,
  )
  for (const { recipient, outcome: its } of end.recipients) {
    run(
      db,
      `insert into recipient_outcome(message_id, recipient, at, outcome, code, reason)
       select message_id, ?, ?, ?, ?, ? from attempt where id = ?
       on conflict do update set at = excluded.at, outcome = excluded.outcome, code = excluded.code, reason = excluded.reason`,
      recipient,
      at,
      its.kind,
      its.code,
      'reason' in its ? its.reason : '',
      attemptId,
    )
  }
  saveState(db, deliveryId, end.newState, at)
  if (retryAt === undefined) {
    const state = outcome.kind === 'sent' ? 'sent' : 'rejected'
    run(db, 'update delivery set state = ?, finished_at = ? where id = ?', state, at, deliveryId)
  } else {
    run(db, `update delivery set state = 'retrying', due_at = ? where id = ?`, retryAt, deliveryId)
  }
  if (pauseUntil !== undefined) {
    run(
      db,
      `insert into limit_pause(limit_key, until) select limit_key, ? from delivery where id = ? and limit_key is not null
       on conflict do update set until = max(until, excluded.until)`,
      pauseUntil,
      deliveryId,
    )
  }
}

export function nextDueAt(db: DatabaseSync, busy: Busy): number | undefined {
  const row = one(
    db,
    `select min(max(due_at, coalesce(until, 0))) as at
     from delivery left join limit_pause using(limit_key)
     where finished_at is null and state in ('waiting', 'retrying') and ${FIRST_IN_LANE} and ${NOT_BUSY}`,
    JSON.stringify(busy.limitKeys),
    JSON.stringify(busy.targets),
  )
  return row && optionalNumber(row, 'at')
}

/** One process writes here, so whatever is still "sending" at a start was cut off by the end of the last one. */
export function recover(db: DatabaseSync, now: number): number {
  run(
    db,
    `update attempt set outcome = 'unknown', finished_at = ?, code = 'ROUTER_STOPPED',
       reason = 'the router stopped during this call; the answer is not known' where outcome = 'sending'`,
    now,
  )
  return run(db, `update delivery set state = 'retrying', due_at = ? where state = 'sending'`, now)
}
