/** One delivery about a ticket, and what all its steps need. */
import type { Notification, Outcome, SendResult } from '../contract.ts'
import { viewOf } from '../view.ts'
import type { TicketConfig } from './config.ts'
import { type News, newsOf } from './news.ts'
import type { ApiResult, TicketSystem } from './port.ts'
import type { Open, TicketState } from './state.ts'

export interface Job {
  readonly config: TicketConfig
  readonly notification: Notification
  readonly now: number
  readonly system: TicketSystem
}

export function nothingToEnd(state: TicketState | undefined): SendResult {
  return { outcome: { kind: 'sent', code: 'nothing to end' }, newState: state ?? null }
}

export function failure<T>(result: Exclude<ApiResult<T>, { readonly kind: 'done' }>): Outcome {
  if (result.kind === 'failed') return result.outcome
  return { kind: 'reject', code: result.code, reason: 'there is no such ticket system, or project, at this address' }
}

/** What was sent, but not as asked for. */
export function withLacks(outcome: Outcome, lacks: readonly string[] = []): Outcome {
  const told = lacks.filter((lack) => lack !== '')
  return outcome.kind === 'sent' && told.length > 0 ? { ...outcome, reason: told.join('; ') } : outcome
}

export function newsIn({ config, notification }: Job, told: Open['told']): News {
  return newsOf(viewOf(notification, config.language).evidence, told)
}

export function fromLogs({ config, notification }: Job): boolean {
  return viewOf(notification, config.language).evidence !== undefined
}
