/** One call: intent on disk, then the call, then the outcome on disk. */
import { createHash } from 'node:crypto'
import type { ChannelState, Contact, Notification, Outcome, SendContext, SendResult } from '@tocsin/channels'
import { messageOf } from '@tocsin/kit'
import { StoreError } from '@tocsin/store'
import { type ObjectiveResult, resultOf } from '../../decide/objective.ts'
import type { Aftermath, AttemptEnd, ClaimableDelivery, RouterStore } from '../../store/port.ts'
import { budgetOf, budgetSpent } from '../budget.ts'
import { fallbackPlan } from '../fallback.ts'
import type { LiveConfig, LiveIntegration } from '../live-config.ts'
import { DEFAULT_RETRY, retryAt } from './retry.ts'

const ROOM_POLL_MS = 1_000

export interface AttemptOptions {
  readonly store: RouterStore
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly random: () => number
  /** A notification as it is to be said now: with the people it is for, who has taken it, and what can be done. */
  readonly complete: (notification: Notification, now: number, about: About) => Notification
  /** What follows from an outcome, once that is on disk. */
  readonly onAftermath: (aftermath: Aftermath) => void
}

/** What a notification is completed by. */
export type About = Pick<ClaimableDelivery, 'groupId' | 'episode' | 'receiver' | 'integration'>

/** What is sent in one call; the first delivery is the one whose turn it is. */
export interface Parcel {
  readonly deliveries: readonly [ClaimableDelivery, ...ClaimableDelivery[]]
  /** Undefined where the configuration has it no more. */
  readonly integration: LiveIntegration | undefined
}

export interface Attempted {
  readonly outcome: Outcome
  readonly startedAt: number
  readonly endedAt: number
  /** Of the deliveries that are over, and that nobody else is to hear instead. */
  readonly objectives: readonly ObjectiveResult[]
}

/** Undefined where the first delivery was no longer there to be sent. Rejects where the store cannot record. */
export async function attempt(options: AttemptOptions, parcel: Parcel): Promise<Attempted | undefined> {
  const { store, now, random } = options
  const { deliveries, integration } = parcel
  const [first, ...others] = deliveries
  const startedAt = now()
  const budget = await budgetOf(store, first.receiver, integration, startedAt)
  const overBudget = budget?.overBudget ?? []
  const context = { ...contextOf(options, parcel, startedAt), ...(overBudget.length > 0 ? { overBudget } : {}) }
  const attemptId = await store.beginAttempt({
    deliveryId: first.id,
    at: startedAt,
    limitKey: first.limitKey,
    calls: callsIn(integration, context),
    state: others.length > 0 ? first.priorState : prepared(integration, context),
    together: others.map(({ id }) => id),
  })
  if (attemptId === undefined) return undefined
  const result: SendResult = budget?.spent
    ? { outcome: budgetSpent(first.receiver, integration?.traits.budget ?? {}), newState: context.priorState }
    : await sent(integration, first, context)
  const endedAt = now()
  const { outcome } = result
  const again = ({ attempts, decidedAt }: ClaimableDelivery) =>
    retryAt({
      ...{ outcome, attempts: attempts + 1, decidedAt, now: endedAt, random },
      policy: integration?.delivery.retry ?? DEFAULT_RETRY,
    })
  const firstAgain = again(first)
  const fallback = fallbackPlan(options.live(), first.receiver)
  const end: AttemptEnd = {
    attemptId,
    deliveryId: first.id,
    at: endedAt,
    outcome,
    recipients: result.recipients ?? [],
    newState: others.length > 0 ? first.priorState : result.newState,
    retryAt: firstAgain,
    together: others.map((delivery) => ({ deliveryId: delivery.id, retryAt: again(delivery) })),
    // The provider refused the caller, not the message: everybody under this key waits as long.
    pauseUntil: outcome.kind === 'retry' && outcome.pauseAll ? firstAgain : undefined,
    ...(result.receiptsAt === undefined ? {} : { receiptsAt: result.receiptsAt }),
    ...(fallback ? { fallback } : {}),
  }
  const aftermath = await untilThereIsRoom(() => store.endAttempt(end))
  options.onAftermath(aftermath)
  const over = aftermath.fellBack.length > 0 ? [] : deliveries.filter((each) => again(each) === undefined)
  const objectives = over.flatMap(({ objective }) => (objective ? [resultOf(objective, outcome, endedAt)] : []))
  return { outcome, startedAt, endedAt, objectives }
}

/** How many calls it makes that the limit of its target counts. */
export function callsOf(options: AttemptOptions, parcel: Parcel, now: number): number {
  return callsIn(parcel.integration, contextOf(options, parcel, now))
}

function callsIn(integration: LiveIntegration | undefined, context: SendContext): number {
  try {
    return integration?.channel.calls(integration.config, context) ?? 1
  } catch {
    // What cannot be rendered cannot be sent either, and `send` says why.
    return 1
  }
}

function contextOf({ complete }: AttemptOptions, { deliveries }: Parcel, now: number): SendContext {
  const [first, ...others] = deliveries
  const notification = complete(first.notification, now, first)
  const { priorState, done } = first
  if (others.length === 0) return { notification, priorState, done, now }
  const together = [notification, ...others.map((one) => complete(one.notification, now, one))]
  const idempotencyKey = createHash('sha256')
    .update(JSON.stringify(together.map((one) => one.idempotencyKey).sort()))
    .digest('hex')
    .slice(0, 32)
  const people = peopleOf(together)
  return {
    notification: { ...notification, idempotencyKey, ...(people.length > 0 ? { people } : {}) },
    together,
    priorState,
    done,
    now,
  }
}

/** Whoever one of them is for. */
function peopleOf(together: readonly Notification[]): Contact[] {
  const all = together.flatMap(({ people = [] }) => people.map((person) => [person.name, person] as const))
  return [...new Map(all).values()]
}

/** A full disk passes, and what a provider answered is known only here: until it is written, the call counts as in flight. */
async function untilThereIsRoom<T>(write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'DISK_FULL')) throw error
      await aWhile()
    }
  }
}

export const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ROOM_POLL_MS))

/** Never throws: a channel's own mistake is an outcome too, else its delivery would block its lane for ever. */
async function sent(
  integration: LiveIntegration | undefined,
  { receiver }: ClaimableDelivery,
  context: SendContext,
): Promise<SendResult> {
  const { priorState } = context
  if (!integration) return { outcome: gone(receiver), newState: priorState }
  try {
    return await integration.channel.send(integration.config, context)
  } catch (error) {
    return { outcome: { kind: 'unknown', code: 'INTERNAL', reason: messageOf(error) }, newState: priorState }
  }
}

function prepared(integration: LiveIntegration | undefined, context: SendContext): ChannelState {
  try {
    return integration ? integration.channel.prepare(integration.config, context) : context.priorState
  } catch {
    // What cannot be prepared cannot be sent either, and `send` says why.
    return context.priorState
  }
}

function gone(receiver: string): SendResult['outcome'] {
  return { kind: 'reject', code: 'RECEIVER_GONE', reason: `receiver "${receiver}" has no such integration any more` }
}
