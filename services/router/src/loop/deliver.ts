/** Carries deliveries to their channels: intent on disk, then the call, then the outcome on disk. */
import type { ChannelState, Notification, Outcome, SendContext, SendResult } from '@tocsin/channels'
import { admit } from '@tocsin/guards'
import { type Logger, messageOf } from '@tocsin/kit'
import { StoreError } from '@tocsin/store'
import type { AttemptEnd, Busy, ClaimableDelivery, RouterStore } from '../store/port.ts'
import type { LiveConfig, LiveIntegration } from './live-config.ts'
import { retryAt } from './retry.ts'

/** Four times what the most patient target may keep. */
const MAX_IN_FLIGHT = 128
/** A provider that hangs keeps this many calls, and no more, unless its channel says otherwise: the others are not to wait. */
const MAX_PER_TARGET = 4

const ROOM_POLL_MS = 1_000

export interface DeliverOptions {
  readonly store: RouterStore
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly random: () => number
  readonly log: Logger
  readonly wake: () => void
  /** A notification as it is to be said now: with the people it is for, who has taken it, and what can be done. */
  readonly complete: (notification: Notification, now: number) => Notification
  readonly observe: (attempt: {
    readonly receiver: string
    readonly channel: string
    readonly outcome: Outcome['kind']
    /** As in `Outcome`. */
    readonly code: string
    /** The call alone. */
    readonly tookMs: number
    readonly sinceDecisionMs: number
  }) => void
}

export interface Deliverer {
  /** Starts what can be started now. Gives the next moment at which there may be something to start. */
  startDue(): Promise<number | undefined>
  /** The wall clock was set: what was reckoned by the old one is forgotten. */
  clockSet(): void
  /** Resolves when all calls in flight are over and recorded. */
  idle(): Promise<void>
}

interface Flight {
  readonly limitKey: string | undefined
  readonly target: string
  /** Calls that its target may have at once. */
  readonly parallel: number
  readonly done: Promise<void>
}

export function createDeliverer(options: DeliverOptions): Deliverer {
  const { store, now, log } = options
  const inFlight = new Map<number, Flight>()
  /** Limit keys that are used up, and until when: their deliveries wait, and nobody else waits behind them. */
  const usedUp = new Map<string, number>()

  async function startDue(): Promise<number | undefined> {
    const at = now()
    for (const [key, until] of usedUp) if (until <= at) usedUp.delete(key)
    if (inFlight.size < MAX_IN_FLIGHT) {
      for (const delivery of await store.claimable(at, MAX_IN_FLIGHT - inFlight.size, busy())) {
        if (inFlight.size >= MAX_IN_FLIGHT) break
        // It stays claimable until its intent is on disk.
        if (inFlight.has(delivery.id)) continue
        if (admitted(delivery, at)) start(delivery)
      }
    }
    // With all slots taken there is nothing to wait for but the end of a call, and that wakes the loop by itself.
    if (inFlight.size >= MAX_IN_FLIGHT) return undefined
    const next = [await store.nextDueAt(busy()), ...usedUp.values()].filter((moment) => moment !== undefined)
    return next.length > 0 ? Math.min(...next) : undefined
  }

  function busy(): Busy {
    const flights = [...inFlight.values()]
    const perTarget = Map.groupBy(flights, ({ target }) => target)
    return {
      // One call at a time under one limit key: what a provider counts, it counts in order.
      limitKeys: [...flights.flatMap(({ limitKey }) => (limitKey === undefined ? [] : [limitKey])), ...usedUp.keys()],
      targets: [...perTarget].flatMap(([target, calls]) =>
        calls.length >= (calls[0]?.parallel ?? MAX_PER_TARGET) ? [target] : [],
      ),
    }
  }

  function admitted(delivery: ClaimableDelivery, at: number): boolean {
    const { limitKey, target, limitCalls } = delivery
    const { limitKeys, targets } = busy()
    if (targets.includes(target) || (limitKey !== undefined && limitKeys.includes(limitKey))) return false
    const rateLimit = find(options.live(), delivery)?.traits.rateLimit
    if (!rateLimit || limitKey === undefined) return true
    const admission = admit({ ...rateLimit, starts: limitCalls, now: at })
    if (admission.kind === 'wait') usedUp.set(limitKey, admission.untilMs)
    return admission.kind === 'admitted'
  }

  function start(delivery: ClaimableDelivery): void {
    const { id, limitKey, target } = delivery
    const integration = find(options.live(), delivery)
    const parallel = integration?.traits.parallel ?? MAX_PER_TARGET
    const done = attempt(delivery, integration).then(
      () => {
        inFlight.delete(id)
        options.wake()
      },
      async (error: unknown) => {
        log.error({ deliveryId: id, reason: messageOf(error) }, 'a delivery could not be recorded')
        // In flight for a while yet: what the store refuses now it would refuse at once again.
        await aWhile()
        inFlight.delete(id)
      },
    )
    inFlight.set(id, { limitKey, target, parallel, done })
  }

  async function attempt(delivery: ClaimableDelivery, integration: LiveIntegration | undefined): Promise<void> {
    const startedAt = now()
    const context: SendContext = {
      notification: options.complete(delivery.notification, startedAt),
      priorState: delivery.priorState,
      done: delivery.done,
      now: startedAt,
    }
    const attemptId = await store.beginAttempt({
      deliveryId: delivery.id,
      at: startedAt,
      limitKey: delivery.limitKey,
      state: prepared(integration, context),
    })
    if (attemptId === undefined) return
    const result = await sent(integration, context)
    const endedAt = now()
    const { outcome } = result
    const again = retryAt({
      outcome,
      attempts: delivery.attempts + 1,
      decidedAt: delivery.decidedAt,
      now: endedAt,
      random: options.random,
    })
    const end: AttemptEnd = {
      attemptId,
      deliveryId: delivery.id,
      at: endedAt,
      outcome,
      recipients: result.recipients ?? [],
      newState: result.newState,
      retryAt: again,
      // The provider refused the caller, not the message: everybody under this key waits as long.
      pauseUntil: outcome.kind === 'retry' && outcome.pauseAll ? again : undefined,
    }
    await untilThereIsRoom(() => store.endAttempt(end))
    const { code } = outcome
    options.observe({
      receiver: delivery.receiver,
      channel: integration?.channel.type ?? 'none',
      outcome: outcome.kind,
      code,
      tookMs: endedAt - startedAt,
      sinceDecisionMs: endedAt - delivery.decidedAt,
    })
    const facts = { deliveryId: delivery.id, receiver: delivery.receiver, target: integration?.target, code }
    if (outcome.kind === 'sent' && outcome.reason === undefined) log.info(facts, 'delivered')
    else if (outcome.kind === 'sent') log.warn({ ...facts, reason: outcome.reason }, 'delivered, but not as configured')
    else log.warn({ ...facts, outcome: outcome.kind, reason: outcome.reason }, 'not delivered yet')
  }

  return {
    startDue,
    clockSet: () => usedUp.clear(),
    idle: async () => {
      while (inFlight.size > 0) await Promise.all([...inFlight.values()].map(({ done }) => done))
    },
  }
}

/** A full disk passes, and what a provider answered is known only here: until it is written, the call counts as in flight. */
async function untilThereIsRoom(write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'DISK_FULL')) throw error
      await aWhile()
    }
  }
}

const aWhile = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ROOM_POLL_MS))

/** Never throws: a channel's own mistake is an outcome too, else its delivery would block its lane for ever. */
async function sent(integration: LiveIntegration | undefined, context: SendContext): Promise<SendResult> {
  const { priorState, notification } = context
  if (!integration) return { outcome: gone(notification.receiver), newState: priorState }
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

function find(live: LiveConfig, { receiver, integration }: ClaimableDelivery): LiveIntegration | undefined {
  return live.receivers.get(receiver)?.find(({ index }) => index === integration)
}

function gone(receiver: string): SendResult['outcome'] {
  return { kind: 'reject', code: 'RECEIVER_GONE', reason: `receiver "${receiver}" has no such integration any more` }
}
