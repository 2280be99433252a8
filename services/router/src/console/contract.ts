/**
 * The console's read API, as the browser sees it: `GET /console/api/overview|groups|deliveries|tickets`.
 * Types only: `web` imports this file and nothing else of the router. Times are milliseconds since the epoch.
 */
import type { DeadLetterEnd, StandIn } from './dead-letters/contract.ts'

export type * from './adopt/contract.ts'
export type * from './dead-letters/contract.ts'
export type * from './episodes/contract.ts'
export type * from './history/contract.ts'
export type * from './on-call/contract.ts'
export type * from './render/contract.ts'
export type * from './send-test/contract.ts'
export type * from './why/contract.ts'

import type { EpisodeView } from './episodes/contract.ts'

export interface Overview {
  readonly version: string
  readonly now: number
  readonly startedAt: number
  /** As people reach the router; `loopback` means that no phone can open the links there. */
  readonly externalUrl: PublicUrl
  /** Grafana's; absent without one. */
  readonly grafanaUrl?: PublicUrl
  readonly alerts: { readonly firing: number; readonly resolved: number }
  readonly deliveries: Readonly<Record<DeliveryState, number>>
  /** When the oldest delivery that is not finished was decided. */
  readonly oldestWaitingSince?: number
  readonly lastAlertAt?: number
  /** Of the folder that people edit; absent where nobody watches it. */
  readonly rules?: RulesView
}

/** `since`: of the rules in force, or of the first refusal since they were what the folder has. */
export type RulesView =
  | { readonly state: 'in-force'; readonly since: number }
  | { readonly state: 'refused'; readonly since: number; readonly problems: readonly RuleProblem[] }

interface RuleProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where in the document; empty for the whole file. */
  readonly path: string
  readonly message: string
}

export interface PublicUrl {
  readonly url: string
  readonly loopback: boolean
}

export interface GroupView {
  readonly id: number
  readonly routeId: string
  readonly groupKey: string
  readonly receiver: string
  readonly labels: Readonly<Record<string, string>>
  readonly revision: number
  readonly nextFlushAt?: number
  /** Absent while nobody believes that it fires. */
  readonly episode?: EpisodeView
  readonly lastDecision?: { readonly at: number; readonly reason: string }
  readonly alerts: readonly AlertView[]
}

export interface AlertView {
  readonly fingerprint: string
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: number
  readonly endsAt?: number
  readonly updatedAt: number
  readonly generatorUrl: string
  /** What keeps it from being told now; absent when nothing does. */
  readonly muted?: {
    /** Ids of silences. */
    readonly silencedBy: readonly string[]
    readonly inhibitedBy: readonly { readonly fingerprint: string; readonly rule: string }[]
    readonly mutedBy: readonly { readonly interval: string; readonly why: 'mute' | 'not-active' }[]
  }
  readonly evidence?: {
    readonly count: number
    readonly kinds: number
    readonly firstAt: number
    readonly lastAt: number
    readonly samples: readonly string[]
    readonly traceIds: readonly string[]
    /** Trace id → where it can be looked at; absent without a place for traces. */
    readonly traceUrls?: Readonly<Record<string, string>>
  }
}

export type DeliveryState = 'waiting' | 'sending' | 'retrying' | 'sent' | 'rejected' | 'superseded'

export interface DeliveryView {
  readonly id: number
  readonly receiver: string
  /** Channel type and masked target, e.g. `wecom_robot …c0de`. */
  readonly target: string
  readonly groupLabels: Readonly<Record<string, string>>
  readonly status: 'firing' | 'resolved'
  readonly reason: string
  readonly revision: number
  readonly idempotencyKey: string
  readonly state: DeliveryState
  readonly decidedAt: number
  readonly dueAt?: number
  readonly finishedAt?: number
  /** It waits, or waited last, for people in their quiet hours: since when, until when, and who they are. */
  readonly held?: { readonly at: number; readonly until: number; readonly reason: string }
  readonly attempts: readonly AttemptView[]
  /** Why it is a dead letter, where it is `rejected`. */
  readonly end?: DeadLetterEnd
  /** The delivery that it stands in for, of another receiver. */
  readonly insteadOf?: { readonly id: number; readonly receiver: string }
  /** Who hears it instead, and whether they do. */
  readonly standIns?: readonly StandIn[]
  /** In the router's own words, why somebody hears it instead, or nobody. */
  readonly fallback?: string
  /** When the last of its recipients had it, as the provider said later; absent where it says nothing. */
  readonly deliveredAt?: number
  /** Where one message goes to many. */
  readonly recipients?: readonly RecipientView[]
  /** When it was given a fresh chance last. */
  readonly replayedAt?: number
}

/** `recipient`: the end of a number only. */
export interface RecipientView {
  readonly recipient: string
  readonly outcome: 'sent' | 'retry' | 'reject' | 'unknown'
  readonly code: string
  readonly reason: string
  /** What the provider told later. */
  readonly receipt?: {
    readonly kind: 'delivered' | 'failed' | 'pending'
    readonly code: string
    readonly reason: string
    readonly at: number
  }
}

export interface AttemptView {
  readonly n: number
  readonly startedAt: number
  readonly finishedAt?: number
  readonly outcome: 'sending' | 'sent' | 'retry' | 'reject' | 'unknown'
  readonly code: string
  readonly reason: string
}

/** `GET /api/tocsin/silences/preview?filter=`: what fires now and a silence with these matchers would mute. */
export interface SilencePreview {
  readonly total: number
  /** Some of them. */
  readonly alerts: readonly { readonly fingerprint: string; readonly labels: Readonly<Record<string, string>> }[]
}

export interface TicketView {
  readonly receiver: string
  readonly groupLabels: Readonly<Record<string, string>>
  readonly status: 'creating' | 'open' | 'ended' | 'closed'
  readonly id?: string
  readonly url?: string
  readonly openedAt?: number
  readonly updatedAt?: number
}
