/** What a receiver may still send: counted from what is on record, so that a restart forgets nothing. */
import type { Outcome } from '@tocsin/channels'
import { formatDuration } from '@tocsin/kit'
import { type Budget, type BudgetState, budgetState } from '../decide/budget.ts'
import type { RouterStore } from '../store/port.ts'
import type { LiveConfig, LiveIntegration } from './live-config.ts'

type Store = Pick<RouterStore, 'budgetUse'>

/** Undefined where the channel costs nobody anything. */
export async function budgetOf(
  store: Store,
  receiver: string,
  integration: LiveIntegration | undefined,
  now: number,
): Promise<BudgetState | undefined> {
  const budget = integration?.traits.budget
  if (!integration || !budget) return undefined
  const used = await store.budgetUse({
    ...{ channel: integration.channel.type, receiver },
    recipientsSince: now - (budget.perRecipient?.windowMs ?? 0),
    receiverSince: now - (budget.perReceiver?.windowMs ?? 0),
  })
  return budgetState(budget, used)
}

/** Said instead of a call. */
export function budgetSpent(receiver: string, { perReceiver }: Budget): Outcome {
  const most = perReceiver ? `${perReceiver.limit} in ${formatDuration(perReceiver.windowMs)}` : 'all that it may'
  return { kind: 'reject', code: 'BUDGET_SPENT', reason: `the budget of "${receiver}" is spent: ${most}` }
}

export interface BudgetReading {
  readonly receiver: string
  readonly scope: 'recipient' | 'receiver'
  /** 1 is spent. Of the recipient that has most: no number is named. */
  readonly ratio: number
}

/** Of all receivers that have a budget; the fullest of each where it has several channels. */
export async function readBudgets(store: Store, live: LiveConfig, now: number): Promise<readonly BudgetReading[]> {
  const worst = new Map<string, BudgetReading>()
  for (const [receiver, integrations] of live.receivers) {
    for (const integration of integrations) {
      const { ratios = {} } = (await budgetOf(store, receiver, integration, now)) ?? {}
      for (const scope of ['recipient', 'receiver'] as const) {
        const ratio = ratios[scope]
        const key = `${scope} ${receiver}`
        if (ratio !== undefined && ratio >= (worst.get(key)?.ratio ?? 0)) worst.set(key, { receiver, scope, ratio })
      }
    }
  }
  return [...worst.values()]
}
