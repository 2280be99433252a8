/**
 * The store's port: asynchronous, one verb is one transaction, plain data in and out. A promise that resolves means
 * that the change is on disk; of `saveRouting` and `saveDecision`, that it is there before
 * anything that follows from it. Times are milliseconds since the epoch.
 */
import type { ChannelState, Labels, Notification, Outcome } from '@tocsin/channels'
import type { DeliveryState, DeliveryView, GroupView, TicketView } from '../console/contract.ts'
import type { NewDelivery } from '../decide/decide.ts'
import type { DecisionDetail } from '../decide/detail.ts'
import type { FallbackPlan } from '../decide/fallback.ts'
import type { Objective } from '../decide/objective.ts'
import type { Told } from '../decide/types.ts'
import type { Alert, AlertTimes } from '../model/alert.ts'
import type { Silence } from '../model/silence.ts'
import type { DeadLetterStore } from './dead-letter-port.ts'
import type { Episode, EpisodeStore } from './episode-port.ts'
import type { HistoryStore } from './history-port.ts'
import type { HoldStore } from './hold-port.ts'
import type { ReceiptStore } from './receipt-port.ts'

/** What a repeated report may change. It may wait for a second, so it holds no more. */
export type Refresh = Pick<Alert, 'fingerprint' | 'annotations' | 'generatorUrl' | 'evidence' | 'ending' | 'updatedAt'>

export interface RoutedGroup {
  readonly routeId: string
  readonly receiver: string
  readonly labels: Labels
  readonly labelsFingerprint: string
  readonly groupKey: string
  /** When a group that has nothing planned yet is to be looked at first. */
  readonly firstFlushAt: number
}

/** `groups` undefined leaves the alert in the groups it is in. */
export interface RoutedAlert {
  readonly fingerprint: string
  readonly groups: readonly RoutedGroup[] | undefined
}

/** One alert that another Alertmanager knows, with the groups it has here. */
export interface AdoptedAlert {
  readonly alert: Alert
  /** `told`: the integrations of the group's receiver that count as told; empty: nobody was told yet. */
  readonly groups: readonly { readonly group: RoutedGroup; readonly told: readonly number[] }[]
}

export interface DueGroup {
  readonly id: number
  readonly routeId: string
  readonly receiver: string
  readonly labels: Labels
  readonly labelsFingerprint: string
  readonly groupKey: string
  readonly revision: number
  readonly told: Readonly<Record<string, Told>>
  /** When it was looked at last; undefined where it never was. */
  readonly decidedAt: number | undefined
  readonly alerts: readonly (Alert & { readonly acceptedAt: number })[]
}

export interface DeliveryToStore extends NewDelivery {
  readonly idempotencyKey: string
  readonly channel: string
  readonly target: string
  readonly limitKey: string | undefined
  /** A waiting, never attempted delivery of this one's lane is replaced by it, unless it opens something that must exist. */
  readonly keepsOpening: boolean
  /** Whom it is for, where that is not all of the receiver: only news for the same ones takes its place. */
  readonly audience?: string
  readonly notification: Notification
  readonly objective?: Objective | undefined
}

export interface DecisionToStore {
  readonly groupId: number
  readonly receiver: string
  /** Of the route: the episode that this begins climbs by it. */
  readonly escalation?: string | undefined
  readonly at: number
  readonly reason: string
  readonly revision: number
  readonly told: Readonly<Record<string, Told>>
  readonly leaving: readonly string[]
  readonly nextFlushAt: number | undefined
  readonly deliveries: readonly DeliveryToStore[]
  /** When members may be looked at again for the leaving ones: only those not reported since are taken out. */
  readonly decidedFrom: readonly Alert[]
  /** Goes on record when somebody is told, and when it differs from the group's last one: not with each quiet look. */
  readonly detail: DecisionDetail
  /** See `configurationLoaded`. */
  readonly configVersion: number
}

export interface ClaimableDelivery {
  readonly id: number
  readonly groupId: number
  /** What its group was in when it was decided; absent for what is older than episodes. */
  readonly episode?: Episode
  readonly receiver: string
  readonly integration: number
  readonly target: string
  readonly limitKey: string | undefined
  readonly attempts: number
  readonly notification: Notification
  readonly priorState: ChannelState
  /** Recipients that accepted it in an earlier attempt. */
  readonly done: readonly string[]
  readonly decidedAt: number
  readonly objective: Objective | undefined
  /** When calls under the same limit key were made, as the provider may have counted them; ascending. */
  readonly limitCalls: readonly number[]
  /** How many of its integration could go out now under its limit key, itself included; 1 without a limit key. */
  readonly waiting: number
}

/** What may not get another call now. */
export interface Busy {
  readonly limitKeys: readonly string[]
  readonly targets: readonly string[]
}

export interface AttemptStart {
  readonly deliveryId: number
  readonly at: number
  readonly limitKey: string | undefined
  /** How many calls the limit counts; 1 where it does not say. */
  readonly calls?: number
  readonly state: ChannelState
  /** Ids of the deliveries that share the message; the state is not theirs. */
  readonly together?: readonly number[]
}

export interface AttemptEnd {
  readonly attemptId: number
  readonly deliveryId: number
  readonly at: number
  readonly outcome: Outcome
  readonly recipients: readonly { readonly recipient: string; readonly outcome: Outcome }[]
  readonly newState: ChannelState
  /** Undefined when there is no further try: sent or rejected. */
  readonly retryAt: number | undefined
  /** The same of those that shared the message. */
  readonly together?: readonly { readonly deliveryId: number; readonly retryAt: number | undefined }[]
  readonly pauseUntil: number | undefined
  /** When to ask what became of it; absent leaves what was planned. */
  readonly receiptsAt?: number
  /** Who hears it instead, should this be its end; absent where nobody does. */
  readonly fallback?: FallbackPlan
}

/** What follows from a message that did not arrive, or from its end. */
export interface Aftermath {
  /** Deliveries that are given up now. */
  readonly dead: readonly { readonly receiver: string; readonly code: string }[]
  /** Deliveries that stand in for one of `receiver` from now on. */
  readonly fellBack: readonly { readonly receiver: string; readonly to: string }[]
}

export interface ReceiverCounts {
  readonly deliveries: Readonly<Record<DeliveryState, number>>
  /** Of the rejected ones: those that a receiver which stands in has heard. */
  readonly heardElsewhere: number
  /** When the oldest delivery that is not finished was decided. */
  readonly oldestWaitingSince: number | undefined
}

export interface StoredCounts {
  readonly alerts: { readonly firing: number; readonly resolved: number }
  /** Groups that hold at least one of the firing alerts. */
  readonly firingGroups: number
  /** Those that ever had a delivery still on record. */
  readonly receivers: ReadonlyMap<string, ReceiverCounts>
  /** Deliveries that have not arrived, and whose objective has passed. */
  readonly overdue: ReadonlyMap<string, number>
  /** When a provider last accepted a message for a receiver, or when the receiver was first configured. */
  readonly lastReached: ReadonlyMap<string, number>
  readonly lastAlertAt: number | undefined
}

export interface Pruned {
  /** Of the alerts that are gone. */
  readonly fingerprints: readonly string[]
  /** There may be more that is old: to be asked again. */
  readonly more: boolean
}

export interface RouterStore extends HistoryStore, DeadLetterStore, ReceiptStore, HoldStore, EpisodeStore {
  /** Names this database; part of every idempotency key, so that a fresh database never repeats an old key. */
  readonly instance: string
  /** What ended without an end in the last run: attempts whose answer nobody recorded. Gives their number. */
  recover(now: number): Promise<number>
  loadTimes(): Promise<ReadonlyMap<string, AlertTimes>>

  acceptTransitions(alerts: readonly Alert[], now: number): Promise<void>
  saveRefreshes(refreshes: readonly Refresh[]): Promise<void>

  unrouted(limit: number): Promise<readonly (Alert & { readonly acceptedAt: number })[]>
  saveRouting(routed: readonly RoutedAlert[], now: number): Promise<void>
  /**
   * After a change of the configuration, of which `configVersion` tells: every alert is routed anew; groups of routes that
   * are gone end, and say so in the history.
   */
  rerouteAll(
    routes: ReadonlyMap<string, { readonly receiver: string }>,
    now: number,
    configVersion: number,
  ): Promise<void>

  /** Puts alerts on record as told already. Those that are known stay as they are; gives the fingerprints of the others. */
  adopt(alerts: readonly AdoptedAlert[], now: number): Promise<readonly string[]>

  /** The longest due first; fewer than `limit` where they have many members, but one at least. */
  dueGroups(now: number, limit: number): Promise<readonly DueGroup[]>
  saveDecision(decision: DecisionToStore): Promise<void>
  /** Of groups and of climbs. */
  nextFlushAt(): Promise<number | undefined>

  /** Due, first in its lane (one integration and one set of group labels), not paused, not busy. */
  claimable(now: number, limit: number, busy: Busy): Promise<readonly ClaimableDelivery[]>
  /** All that could go out with it in one message, itself included: of the same integration, due, first in their lanes. */
  waitingWith(delivery: ClaimableDelivery, now: number, limit: number): Promise<readonly ClaimableDelivery[]>
  /** Writes the intent before the call. Undefined when the delivery is no longer there to be sent. */
  beginAttempt(start: AttemptStart): Promise<number | undefined>
  /** What others are to hear instead is on record together with the outcome. */
  endAttempt(end: AttemptEnd): Promise<Aftermath>
  nextDueAt(busy: Busy): Promise<number | undefined>

  /** What is still owed `afterMs` after its decision goes to others as well, by these plans of receivers; it goes on being tried. */
  fallBackDue(plans: ReadonlyMap<string, FallbackPlan>, now: number): Promise<Aftermath>
  nextFallbackAt(plans: ReadonlyMap<string, FallbackPlan>): Promise<number | undefined>

  /** The newest version of each silence on record, expired ones included. */
  silences(): Promise<readonly Silence[]>
  /** Appends versions; what was in force before stays on record. */
  saveSilences(silences: readonly Silence[]): Promise<void>

  /** Receivers that are configured: those not known yet count as reached at `now`. */
  knowReceivers(receivers: readonly string[], now: number): Promise<void>
  /** A message of no delivery, a test, arrived there. */
  receiverReached(receiver: string, at: number): Promise<void>

  /** Which configuration is in force from now on: `text` without secrets. The same text as the last one is the same version. */
  configurationLoaded(text: string, now: number): Promise<number>

  /** All alerts on record by fingerprint, those after `fingerprint`; for walks that must not hold up the loop. */
  alertsAfter(fingerprint: string, limit: number): Promise<readonly Alert[]>

  /** The latest moment at which something was heard or decided. */
  lastSeenAt(): Promise<number | undefined>
  /** The wall clock was set by so much and says `now`: what is planned, and what is counted from, moves along. */
  clockSet(steppedMs: number, now: number): Promise<void>

  /** Writes everything into a new file, while verbs go on. */
  copyTo(file: string): Promise<void>

  /** Deletes what is over and older than `retentionMs`, but no more than may be gone in one go. */
  prune(now: number, retentionMs: number): Promise<Pruned>

  /** `heldUntil`: expiries are not believed before it, see `model/clock.ts`. */
  counts(now: number, heldUntil: number): Promise<StoredCounts>
  firingAlerts(now: number, heldUntil: number): Promise<readonly Alert[]>
  groupViews(now: number, heldUntil: number): Promise<readonly GroupView[]>
  deliveryViews(limit: number): Promise<readonly DeliveryView[]>
  ticketViews(): Promise<readonly TicketView[]>
  close(): void
}
