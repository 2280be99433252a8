/** One delivery to a ticket system: which call its state asks for, and the state that follows from the answer. */
import type { Notification, SendContext, SendResult } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { viewOf } from '../view.ts'
import { type ApiResult, type CallContext, closeTicket, commentOn, createTicket, findTicket } from './api.ts'
import { renderEnd, renderNews } from './comments.ts'
import type { TicketConfig } from './config.ts'
import { type News, newsOf } from './news.ts'
import { renderOpening } from './opening.ts'
import { renderLabels } from './render.ts'
import {
  type Closed,
  type Creating,
  closedState,
  creatingState,
  type Ended,
  type Open,
  openState,
  prepareState,
  readState,
  type TicketState,
} from './state.ts'

const NOTHING_TOLD = { count: 0, seen: [] }

export async function deliver(config: TicketConfig, context: SendContext): Promise<SendResult> {
  const { notification, now } = context
  const prior = readState(context.priorState)
  const state = prepareState(prior, notification, now)
  const calls = { config, idempotencyKey: notification.idempotencyKey, now }
  if (state === undefined || state.kind === 'closed') return nothingToEnd(state)
  // A row that was `creating` before this call is of a try whose end nobody saw: the ticket may exist.
  if (state.kind === 'creating')
    return prior?.kind === 'creating' ? recover(calls, notification, state) : create(calls, notification, state)
  return proceed(calls, notification, state)
}

function proceed(calls: CallContext, notification: Notification, state: Open | Ended): Promise<SendResult> {
  if (notification.status === 'firing') return comment(calls, notification, state)
  return state.kind === 'open' ? end(calls, notification, state) : Promise.resolve(nothingToEnd(state))
}

function nothingToEnd(state: TicketState | undefined): SendResult {
  return { outcome: { kind: 'sent', code: 'nothing to end' }, newState: state ?? null }
}

async function create(calls: CallContext, notification: Notification, state: Creating): Promise<SendResult> {
  const { config, now } = calls
  // In the delivery that found the old ticket gone, this key was already spent on a comment.
  const idempotencyKey = state.previous?.gone ? `${calls.idempotencyKey}-new` : calls.idempotencyKey
  const { title, body, problems } = renderOpening(config, notification, state, now)
  const labels = renderLabels(notification, config.language)
  const made = await createTicket({ ...calls, idempotencyKey }, { title, body, labels, key: state.key })
  if (made.kind === 'done') {
    const { told } = newsIn(config, notification, NOTHING_TOLD)
    const open = openState(state, made.value, { now, fromLogs: fromLogs(config, notification), told })
    return { outcome: withProblems({ kind: 'sent', code: made.code }, problems), newState: open }
  }
  return { outcome: withProblems(failure(made), problems), newState: state }
}

/** Never two tickets: what an earlier try may have made is looked for before another is made. */
async function recover(calls: CallContext, notification: Notification, state: Creating): Promise<SendResult> {
  const { config, now } = calls
  const found = await findTicket(calls, state.key)
  if (found.kind !== 'done') return { outcome: failure(found), newState: state }
  const ticket = found.value
  if (!ticket) {
    if (notification.status === 'firing') return create(calls, notification, state)
    const { key, generation, previous } = state
    return nothingToEnd(previous && closedState({ key, generation: generation - 1, ...previous }, now, previous.gone))
  }
  const { closed, ...made } = ticket
  if (closed) {
    const previous = { ...made, gone: false }
    if (notification.status === 'resolved') return nothingToEnd(closedState({ ...state, ...made }, now, false))
    // The row with the next key is committed with this outcome, before the call that uses it.
    return {
      outcome: {
        kind: 'retry',
        code: found.code,
        reason: 'the ticket of an earlier try is closed by now; another follows',
      },
      newState: creatingState(notification, state.generation + 1, now, previous),
    }
  }
  const inBody = state.startedBy === notification.idempotencyKey
  const { told } = inBody ? newsIn(config, notification, NOTHING_TOLD) : { told: NOTHING_TOLD }
  const open = openState(state, made, { now, fromLogs: fromLogs(config, notification), told })
  if (inBody) return { outcome: { kind: 'sent', code: `${found.code}, found by its key` }, newState: open }
  return proceed(calls, notification, open)
}

async function comment(calls: CallContext, notification: Notification, state: Open | Ended): Promise<SendResult> {
  const { config, now } = calls
  const again = state.kind === 'ended'
  const news = newsIn(config, notification, again ? { ...state.told, count: 0 } : state.told)
  const done = await commentOn(calls, state.id, renderNews(notification, news, { ...config, again }))
  if (done.kind === 'gone') {
    return {
      outcome: { kind: 'retry', code: done.code, reason: `ticket ${state.id} is gone; a new one follows` },
      newState: closedState(state, now, true),
    }
  }
  if (done.kind === 'failed') return { outcome: done.outcome, newState: state }
  const { key, generation, id, url, openedAt } = state
  const logs = state.fromLogs || fromLogs(config, notification)
  const open: Open = {
    kind: 'open',
    key,
    generation,
    id,
    url,
    openedAt,
    updatedAt: now,
    fromLogs: logs,
    told: news.told,
  }
  return { outcome: { kind: 'sent', code: done.code }, newState: open }
}

async function end(calls: CallContext, notification: Notification, state: Open): Promise<SendResult> {
  const { config, now } = calls
  const logs = state.fromLogs || fromLogs(config, notification)
  const closes = config.closeOnEnd === 'auto' ? !logs : config.closeOnEnd
  const body = renderEnd(notification, { ...config, closes })
  const done = await (closes ? closeTicket : commentOn)(calls, state.id, body)
  if (done.kind === 'failed') return { outcome: done.outcome, newState: state }
  if (done.kind === 'gone') return nothingToEnd(closedState(state, now, true))
  const after: Ended | Closed = closes
    ? closedState(state, now, false)
    : { ...state, kind: 'ended', updatedAt: now, endedAt: now, fromLogs: logs }
  return { outcome: { kind: 'sent', code: done.code }, newState: after }
}

function failure<T>(result: Exclude<ApiResult<T>, { readonly kind: 'done' }>) {
  if (result.kind === 'failed') return result.outcome
  return { kind: 'reject', code: result.code, reason: 'there is no ticket system at this address' } as const
}

function newsIn(config: TicketConfig, notification: Notification, told: Open['told']): News {
  return newsOf(viewOf(notification, config.language).evidence, told)
}

function fromLogs(config: TicketConfig, notification: Notification): boolean {
  return viewOf(notification, config.language).evidence !== undefined
}
