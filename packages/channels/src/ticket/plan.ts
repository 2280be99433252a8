/** What a ticket's state and a notification ask for, and the state to commit before the call. Pure. */
import type { Notification } from '../contract.ts'
import {
  type Closed,
  type Creating,
  closedState,
  creatingState,
  type Ended,
  type Open,
  type Reopening,
  type TicketState,
} from './state.ts'

export interface PlanOptions {
  readonly now: number
  /** How long after a call without an answer a search may not show yet what it made. */
  readonly searchLagMs: number
  readonly reopenWindowMs: number
  readonly respectHumans: boolean
}

export type Plan =
  | { readonly step: 'nothing'; readonly state: TicketState | undefined }
  | { readonly step: 'create'; readonly state: Creating }
  /** An earlier call may have made it. `waitMs`: where none is found, not to be made before that. */
  | { readonly step: 'search'; readonly state: Creating; readonly waitMs: number }
  /** `tried`: an earlier call may have done it. */
  | { readonly step: 'reopen'; readonly state: Reopening; readonly tried: boolean }
  | { readonly step: 'comment'; readonly state: Open | Ended }
  | { readonly step: 'end'; readonly state: Open | Reopening; readonly tried: boolean }

export function planOf(prior: TicketState | undefined, notification: Notification, options: PlanOptions): Plan {
  if (prior?.kind === 'creating') return planOfCreating(prior, notification, options)
  if (notification.status === 'resolved') {
    if (prior?.kind === 'reopening') return { step: 'end', state: prior, tried: true }
    if (prior?.kind !== 'open') return { step: 'nothing', state: prior }
    const { idempotencyKey } = notification
    return { step: 'end', state: { ...prior, closing: idempotencyKey }, tried: prior.closing === idempotencyKey }
  }
  if (prior === undefined) return { step: 'create', state: creatingState(notification, 0, options.now) }
  switch (prior.kind) {
    case 'closed':
      return afterClosed(prior, notification, options)
    case 'reopening':
      return { step: 'reopen', state: prior, tried: true }
    default:
      return { step: 'comment', state: prior }
  }
}

function planOfCreating(prior: Creating, notification: Notification, { now, searchLagMs }: PlanOptions): Plan {
  const triedAt = prior.triedAt ?? prior.since
  const tried = { ...prior, triedAt: now }
  if (triedAt === 0) {
    if (notification.status === 'resolved') return { step: 'nothing', state: beforeCreating(prior, now) }
    return { step: 'create', state: tried }
  }
  // A clock that was set back counts from its new time on.
  if (triedAt > now) return { step: 'search', state: tried, waitMs: searchLagMs }
  const waitMs = Math.max(0, triedAt + searchLagMs - now)
  return { step: 'search', state: waitMs === 0 ? tried : prior, waitMs }
}

/** What was there before a ticket that was not made. */
export function beforeCreating({ key, generation, previous }: Creating, now: number): Closed | undefined {
  return (
    previous &&
    closedState({ key, generation: generation - 1, ...previous }, now, { gone: previous.gone, byPerson: true })
  )
}

function afterClosed(prior: Closed, notification: Notification, options: PlanOptions): Plan {
  const { now, reopenWindowMs, respectHumans } = options
  const { key, generation, id, url, gone, closedAt, mark, byPerson } = prior
  const reopens = !gone && !(byPerson && respectHumans) && reopenWindowMs > 0 && now - closedAt <= reopenWindowMs
  if (!reopens) {
    return { step: 'create', state: creatingState(notification, generation + 1, now, { id, url, gone }) }
  }
  const startedBy = notification.idempotencyKey
  return {
    step: 'reopen',
    state: { kind: 'reopening', key, generation, id, url, closedAt, mark, startedBy },
    tried: false,
  }
}
