/** Carries deliveries to their channels: which may go now, which go together, and what waits for what. */
import { bySeverity, type Notification, type Outcome } from '@tocsin/channels'
import { type Logger, messageOf } from '@tocsin/kit'
import type { ObjectiveResult } from '../../decide/objective.ts'
import type { Aftermath, ClaimableDelivery, RouterStore } from '../../store/port.ts'
import type { LiveConfig, LiveIntegration } from '../live-config.ts'
import { type About, type Attempted, attempt, aWhile, callsOf, type Parcel } from './attempt.ts'
import { createBreakers } from './breakers.ts'
import { createFlights } from './flights.ts'
import { goesTogether, type Load, nextCall } from './pace.ts'

/** Four times what the most patient target may keep. */
const MAX_IN_FLIGHT = 128
/** A provider that hangs keeps this many calls, and no more, unless its channel says otherwise: the others are not to wait. */
const MAX_PER_TARGET = 4
/** More than any message can name. */
const MAX_TOGETHER = 500

export interface DeliverOptions {
  readonly store: RouterStore
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly random: () => number
  readonly log: Logger
  readonly wake: () => void
  /** A notification as it is to be said now: with the people it is for, who has taken it, and what can be done. */
  readonly complete: (notification: Notification, now: number, about: About) => Notification
  /** Until when it waits for the people that it is for, and why; undefined: it may go. */
  readonly waitsFor: (
    delivery: Pick<ClaimableDelivery, 'notification' | 'receiver' | 'integration'>,
    now: number,
  ) => { readonly until: number; readonly reason: string } | undefined
  readonly observe: (attempt: ObservedAttempt) => void
  /** What follows from an outcome, once that is on disk. */
  readonly onAftermath: (aftermath: Aftermath) => void
  /** A target failed so often that it is left alone for a while, or takes messages again. */
  readonly onBreaker: (target: string, open: boolean) => void
}

interface ObservedAttempt {
  readonly receiver: string
  readonly channel: string
  readonly outcome: Outcome['kind']
  /** As in `Outcome`. */
  readonly code: string
  /** The call alone. */
  readonly tookMs: number
  /** Of each delivery in it. */
  readonly sinceDecisionMs: readonly number[]
  readonly objectives: readonly ObjectiveResult[]
}

export interface Deliverer {
  /** Starts what can be started now. Gives the next moment at which there may be something to start. */
  startDue(): Promise<number | undefined>
  /** The wall clock was set: what was reckoned by the old one is forgotten. */
  clockSet(): void
  /** Resolves when all calls in flight are over and recorded. */
  idle(): Promise<void>
}

export function createDeliverer(options: DeliverOptions): Deliverer {
  const { store, now, log } = options
  const flights = createFlights()
  const breakers = createBreakers({
    onChange: (target, open) => {
      options.onBreaker(target, open)
      if (open) log.warn({ target }, 'failed again and again: left alone for a while')
      else log.info({ target }, 'takes messages again')
    },
  })
  /** Limit keys that are used up, and until when: their deliveries wait, and nobody else waits behind them. */
  const usedUp = new Map<string, number>()

  const busy = () => {
    const { limitKeys, targets } = flights.busy()
    return {
      limitKeys: [...limitKeys, ...usedUp.keys()],
      targets: [...targets, ...breakers.restingUntil(now()).keys()],
    }
  }

  async function startDue(): Promise<number | undefined> {
    const at = now()
    for (const [key, until] of usedUp) if (until <= at) usedUp.delete(key)
    if (flights.size < MAX_IN_FLIGHT) {
      for (const delivery of await store.claimable(at, MAX_IN_FLIGHT - flights.size, busy())) {
        if (flights.size >= MAX_IN_FLIGHT) break
        // It stays claimable until its intent is on disk.
        if (!flights.has(delivery.id)) await startOne(delivery, at)
      }
    }
    // With all slots taken there is nothing to wait for but the end of a call, and that wakes the loop by itself.
    if (flights.size >= MAX_IN_FLIGHT) return undefined
    const waits = [...usedUp.values(), ...breakers.restingUntil(now()).values()]
    const next = [await store.nextDueAt(busy()), ...waits].filter((moment) => moment !== undefined)
    return next.length > 0 ? Math.min(...next) : undefined
  }

  async function startOne(delivery: ClaimableDelivery, at: number): Promise<void> {
    const { limitKey, target, limitCalls, waiting } = delivery
    const { limitKeys, targets } = busy()
    if (targets.includes(target) || (limitKey !== undefined && limitKeys.includes(limitKey))) return
    const integration = find(options.live(), delivery)
    const wait = options.waitsFor(delivery, at)
    if (wait) {
      await store.hold(delivery.id, { at, ...wait })
      log.info({ deliveryId: delivery.id, target, ...wait }, 'waits for people in their quiet hours')
      return
    }
    const limit = integration?.traits.rateLimit
    const load: Load = { calls: limitCalls, waiting, digests: integration?.channel.digests ?? false, now: at }
    const mustWait = (parcel: Parcel) => {
      if (!limit || limitKey === undefined) return false
      const admission = nextCall(limit, { ...load, cost: callsOf(options, parcel, at) })
      if (admission.kind === 'wait') usedUp.set(limitKey, admission.untilMs)
      return admission.kind === 'wait'
    }
    const alone: Parcel = { deliveries: [delivery], integration }
    if (mustWait(alone)) return
    const many = limit !== undefined && limitKey !== undefined && integration !== undefined && goesTogether(limit, load)
    const parcel = many ? { deliveries: await company(delivery, integration, at), integration } : alone
    if (parcel !== alone && mustWait(parcel)) return
    const generation = integration ? breakers.permit(target, integration.delivery.breaker, at) : 0
    if (generation !== undefined) start(parcel, generation)
  }

  /** Everything that fits into one message with it, most severe first. */
  async function company(
    delivery: ClaimableDelivery,
    integration: LiveIntegration,
    at: number,
  ): Promise<Parcel['deliveries']> {
    const { channel, config } = integration
    const all = (await store.waitingWith(delivery, at, MAX_TOGETHER)).filter(
      (one) =>
        !flights.has(one.id) &&
        one.notification.escalation === undefined &&
        one.done.length === 0 &&
        !options.waitsFor(one, at),
    )
    const sorted = all.sort((a, b) => bySeverity(a.notification, b.notification))
    const notifications = sorted.map(({ notification }) => notification)
    const [first, ...others] = sorted.slice(0, channel.digestSize(config, notifications))
    return first ? [first, ...others] : [delivery]
  }

  function start(parcel: Parcel, generation: number): void {
    const { deliveries, integration } = parcel
    const [first] = deliveries
    const { limitKey, target } = first
    const parallel = integration?.traits.parallel ?? MAX_PER_TARGET
    const done = attempt(options, parcel).then(
      (attempted) => {
        if (attempted && integration) {
          breakers.settle(target, integration.delivery.breaker, generation, attempted.outcome, attempted.endedAt)
        } else breakers.release(target, generation)
        if (attempted) tell(parcel, attempted)
        // Only once the call counts as over is there something to start in its place.
        setImmediate(options.wake)
      },
      async (error: unknown) => {
        breakers.release(target, generation)
        log.error({ deliveryId: first.id, reason: messageOf(error) }, 'a delivery could not be recorded')
        // In flight for a while yet: what the store refuses now it would refuse at once again.
        await aWhile()
      },
    )
    flights.add({ deliveries: deliveries.map(({ id }) => id), limitKey, target, parallel }, done)
  }

  function tell({ deliveries, integration }: Parcel, { outcome, startedAt, endedAt, objectives }: Attempted): void {
    const [first] = deliveries
    const { receiver } = first
    const { code } = outcome
    options.observe({
      receiver,
      channel: integration?.channel.type ?? 'none',
      outcome: outcome.kind,
      code,
      tookMs: endedAt - startedAt,
      sinceDecisionMs: deliveries.map(({ decidedAt }) => endedAt - decidedAt),
      objectives,
    })
    const groups = deliveries.length > 1 ? { groups: deliveries.length } : {}
    const facts = { deliveryId: first.id, receiver, target: integration?.target, code, ...groups }
    if (outcome.kind === 'sent' && outcome.reason === undefined) log.info(facts, 'delivered')
    else if (outcome.kind === 'sent') log.warn({ ...facts, reason: outcome.reason }, 'delivered, but not as configured')
    else log.warn({ ...facts, outcome: outcome.kind, reason: outcome.reason }, 'not delivered yet')
  }

  return {
    startDue,
    clockSet: () => {
      usedUp.clear()
      breakers.clear()
    },
    idle: () => flights.idle(),
  }
}

function find(live: LiveConfig, { receiver, integration }: ClaimableDelivery): LiveIntegration | undefined {
  return live.receivers.get(receiver)?.find(({ index }) => index === integration)
}
