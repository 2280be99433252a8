/** One delivery to a ticket system: which call its state asks for, and the state that follows from the answer. */
import type { Notification, SendContext, SendResult } from '../contract.ts'
import { textsOf, withProblems } from '../templated.ts'
import { oneLine } from '../text/text.ts'
import { viewOf } from '../view.ts'
import { surelyNotMade } from './calls.ts'
import type { TicketConfig } from './config.ts'
import { comment, end, reopen } from './existing.ts'
import { failure, fromLogs, type Job, newsIn, nothingToEnd, withLacks } from './job.ts'
import { renderOpening } from './opening.ts'
import { beforeCreating, type Plan, planOf } from './plan.ts'
import type { NewTicket, TicketSystem } from './port.ts'
import { renderLabels } from './render.ts'
import { type Creating, closedState, nextCreating, type Open, openState, readState, type TicketState } from './state.ts'
import { systemOf } from './system.ts'

const NOTHING_TOLD = { count: 0, seen: [] }
/** How often a ticket that a search may not show yet is looked for. */
const LOOK_AGAIN_MS = 20_000

export async function deliver(config: TicketConfig, context: SendContext): Promise<SendResult> {
  const prior = readState(context.priorState)
  const { notification, now } = context
  const plan = planFor(config, context)
  const job: Job = { config, notification, now, system: systemFor(config, notification, now, plan) }
  switch (plan.step) {
    case 'nothing':
      return nothingToEnd(plan.state)
    case 'create':
      return create(job, plan.state)
    case 'search':
      return recover(job, plan.state, prior ?? plan.state, plan.waitMs)
    case 'reopen':
      return reopen(job, plan.state, plan.tried)
    case 'comment':
      return comment(job, plan.state)
    case 'end':
      return end(job, plan.state.kind === 'open' ? plan.state : reopened(job, plan.state), plan.tried)
  }
}

export function planFor(config: TicketConfig, { priorState, notification, now }: SendContext): Plan {
  const { reopenWindowMs, respectHumans } = config
  const { searchLagMs } = systemOf(config, { idempotencyKey: notification.idempotencyKey, now })
  return planOf(readState(priorState), notification, { now, searchLagMs, reopenWindowMs, respectHumans })
}

function systemFor(config: TicketConfig, notification: Notification, now: number, plan: Plan): TicketSystem {
  // In a delivery that found the former ticket gone, or closed for good, this key was already spent on that.
  const spent = (plan.step === 'create' || plan.step === 'search') && plan.state.previous !== undefined
  return systemOf(config, { idempotencyKey: `${notification.idempotencyKey}${spent ? '-new' : ''}`, now })
}

async function create(job: Job, state: Creating): Promise<SendResult> {
  const { config, notification, now, system } = job
  const { title, body, problems } = renderOpening(config, notification, state, now)
  const texts = textsOf(notification, now)
  const ticket: NewTicket = {
    ...{ title, body, key: state.key, labels: renderLabels(notification, config.language) },
    severity: viewOf(notification, config.language).severity,
    services: viewOf(notification, config.language).services.map(oneLine),
    people: notification.people ?? [],
    fill: (name, template) => texts.text(name, template, () => ''),
  }
  const made = await system.create(ticket)
  const all = [...problems, ...texts.problems()]
  if (made.kind === 'done') {
    const { told } = newsIn(job, NOTHING_TOLD)
    const open = openState(state, made.value, { now, fromLogs: fromLogs(job), told, mark: made.value.mark })
    return { outcome: withProblems(withLacks({ kind: 'sent', code: made.code }, made.lacks), all), newState: open }
  }
  const outcome = failure(made)
  const newState = surelyNotMade(outcome) ? { ...state, triedAt: 0 } : state
  return { outcome: withProblems(outcome, all), newState }
}

/** Never two tickets: what an earlier try may have made is looked for before another is made. */
async function recover(job: Job, state: Creating, prior: TicketState, waitMs: number): Promise<SendResult> {
  const { config, notification, now, system } = job
  const found = await system.find(state.key)
  if (found.kind !== 'done') return { outcome: failure(found), newState: prior }
  const ticket = found.value
  if (!ticket) {
    if (waitMs > 0) {
      const reason =
        'an earlier try may have made the ticket, and the search may not show it yet: looked for again before another is made'
      const afterMs = Math.min(waitMs, LOOK_AGAIN_MS)
      return { outcome: { kind: 'retry', code: 'SEARCH_LAGS', reason, afterMs }, newState: state }
    }
    return notification.status === 'firing' ? create(job, state) : nothingToEnd(beforeCreating(state, now))
  }
  const { closed, mark, wontFix, ...made } = ticket
  if (closed) {
    const over = closedState({ ...state, ...made }, now, { mark, byPerson: true })
    if (notification.status === 'resolved') return nothingToEnd(over)
    // The row of what follows is committed with this outcome, before the call that uses it.
    const opensAgain = !config.respectHumans && !wontFix && config.reopenWindowMs > 0
    const next = opensAgain ? over : nextCreating(notification, { ...state, ...made }, now, false)
    const reason = `the ticket of an earlier try is closed by now; ${opensAgain ? 'it is opened again' : 'another follows'}`
    return { outcome: { kind: 'retry', code: found.code, reason }, newState: next }
  }
  const inBody = state.startedBy === notification.idempotencyKey
  const told = inBody ? newsIn(job, NOTHING_TOLD).told : NOTHING_TOLD
  const open = openState(state, made, { now, fromLogs: fromLogs(job), told, mark })
  if (inBody) return { outcome: { kind: 'sent', code: `${found.code}, found by its key` }, newState: open }
  return notification.status === 'firing' ? comment(job, open) : end(job, open, false)
}

function reopened(job: Job, state: Pick<Open, 'key' | 'generation' | 'id' | 'url'>): Open {
  return openState(state, state, { now: job.now, fromLogs: fromLogs(job), told: NOTHING_TOLD })
}
