/** Carries deliveries to their channels: intent on disk, then the call, then the outcome on disk. */
import type { SendContext, SendResult } from '@tocsin/channels'
import { admit } from '@tocsin/guards'
import { type Logger, messageOf } from '@tocsin/kit'
import type { ClaimableDelivery, RouterStore } from '../store/port.ts'
import type { LiveConfig, LiveIntegration } from './live-config.ts'
import { retryAt } from './retry.ts'

/** A call that takes longer belongs to a process that is gone; channels time out long before. */
const LEASE_MS = 120_000
const MAX_IN_FLIGHT = 32

export interface DeliverOptions {
  readonly store: RouterStore
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly random: () => number
  readonly log: Logger
  readonly wake: () => void
  readonly observe: (attempt: { channel: string; outcome: string; sinceDecisionMs: number }) => void
}

export interface Deliverer {
  /** Starts what can be started now. Gives the next moment at which a rate limit lets somebody through. */
  startDue(): Promise<number | undefined>
  /** Resolves when all calls in flight are over and recorded. */
  idle(): Promise<void>
}

export function createDeliverer(options: DeliverOptions): Deliverer {
  const { store, now, log } = options
  const inFlight = new Map<number, { limitKey: string | undefined; done: Promise<void> }>()
  /** Limit keys that are used up, and until when: their deliveries wait, and nobody else waits behind them. */
  const usedUp = new Map<string, number>()

  async function startDue(): Promise<number | undefined> {
    const at = now()
    for (const [key, until] of usedUp) if (until <= at) usedUp.delete(key)
    // One call at a time under one limit key: what a provider counts, it counts in order.
    const busy = [...inFlight.values()].flatMap(({ limitKey }) => (limitKey === undefined ? [] : [limitKey]))
    const taken = new Set([...busy, ...usedUp.keys()])
    for (const delivery of await store.claimable(at, 100, [...taken])) {
      if (inFlight.size >= MAX_IN_FLIGHT) break
      const { limitKey } = delivery
      if (limitKey !== undefined && taken.has(limitKey)) continue
      const integration = find(options.live(), delivery)
      const rateLimit = integration?.traits.rateLimit
      if (rateLimit && limitKey !== undefined) {
        taken.add(limitKey)
        const admission = admit({ ...rateLimit, starts: delivery.limitCalls, now: at })
        if (admission.kind === 'wait') {
          usedUp.set(limitKey, admission.untilMs)
          continue
        }
      }
      const done = attempt(delivery, integration)
        .catch((error: unknown) => log.error({ deliveryId: delivery.id, reason: messageOf(error) }, 'delivery failed'))
        .finally(() => {
          inFlight.delete(delivery.id)
          options.wake()
        })
      inFlight.set(delivery.id, { limitKey, done })
    }
    return usedUp.size > 0 ? Math.min(...usedUp.values()) : undefined
  }

  async function attempt(delivery: ClaimableDelivery, integration: LiveIntegration | undefined): Promise<void> {
    const startedAt = now()
    const context: SendContext = {
      notification: delivery.notification,
      priorState: delivery.priorState,
      done: delivery.done,
      now: startedAt,
    }
    const state = integration ? integration.channel.prepare(integration.config, context) : delivery.priorState
    const attemptId = await store.beginAttempt({
      deliveryId: delivery.id,
      at: startedAt,
      leaseUntil: startedAt + LEASE_MS,
      limitKey: delivery.limitKey,
      state,
    })
    if (attemptId === undefined) return
    const result: SendResult = integration
      ? await integration.channel.send(integration.config, context)
      : { outcome: gone(delivery.receiver), newState: delivery.priorState }
    const endedAt = now()
    const { outcome } = result
    const again = retryAt({
      outcome,
      attempts: delivery.attempts + 1,
      decidedAt: delivery.decidedAt,
      now: endedAt,
      random: options.random,
    })
    await store.endAttempt({
      attemptId,
      deliveryId: delivery.id,
      at: endedAt,
      outcome,
      recipients: result.recipients ?? [],
      newState: result.newState,
      retryAt: again,
      // The provider refused the caller, not the message: everybody under this key waits as long.
      pauseUntil: outcome.kind === 'retry' && outcome.pauseAll ? again : undefined,
    })
    const { code } = outcome
    options.observe({
      channel: integration?.channel.type ?? 'none',
      outcome: outcome.kind,
      sinceDecisionMs: endedAt - delivery.decidedAt,
    })
    const facts = { deliveryId: delivery.id, receiver: delivery.receiver, target: integration?.target, code }
    if (outcome.kind === 'sent') log.info(facts, 'delivered')
    else log.warn({ ...facts, outcome: outcome.kind, reason: outcome.reason }, 'not delivered yet')
  }

  return {
    startDue,
    idle: async () => {
      while (inFlight.size > 0) await Promise.all([...inFlight.values()].map(({ done }) => done))
    },
  }
}

function find(live: LiveConfig, { receiver, integration }: ClaimableDelivery): LiveIntegration | undefined {
  return live.receivers.get(receiver)?.find(({ index }) => index === integration)
}

function gone(receiver: string): SendResult['outcome'] {
  return { kind: 'reject', code: 'RECEIVER_GONE', reason: `receiver "${receiver}" has no such integration any more` }
}
