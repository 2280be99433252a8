/** What is counted, in the words of those who count. Types only. */
import type { Outcome, Reason } from '@tocsin/channels'
import type { MetricsRegistry } from '@tocsin/kit'
import type { CallbackResult } from '../callback/results.ts'
import type { ObjectiveResult } from '../decide/objective.ts'
import type { Silence } from '../model/silence.ts'
import type { Aftermath, StoredCounts } from '../store/port.ts'
import type { Refusal } from '../web/guard.ts'

/** An integration as the series name it. */
export interface Target {
  readonly receiver: string
  /** The channel's type, `wecom_robot`. */
  readonly channel: string
}

export interface Attempted extends Target {
  readonly outcome: Outcome['kind']
  /** The provider's own code, or the HTTP status: see `Outcome`. */
  readonly code: string
  /** The call alone. */
  readonly tookMs: number
  /** Of each delivery in it: more than one where a message named many groups. */
  readonly sinceDecisionMs: readonly number[]
  readonly objectives: readonly ObjectiveResult[]
}

export interface Configured {
  readonly targets: readonly Target[]
  /** Who may be told instead of whom. */
  readonly fallbacks: readonly { readonly receiver: string; readonly to: string }[]
  readonly receivers: number
  readonly tiers: readonly string[]
  readonly inhibitRules: number
  /** What the hash is of; no secret takes part. */
  readonly text: string
}

export interface RouterMetrics {
  readonly registry: MetricsRegistry
  /** Their series exist from now on, at 0: `rate()` sees the first increase only of a counter that was there before. */
  configured(config: Configured): void
  received(status: 'firing' | 'resolved' | 'invalid', n: number): void
  decided(receiver: string, reason: Reason): void
  attempted(attempt: Attempted): void
  /** A target is left alone from now on, or takes messages again. */
  breaker(target: string, open: boolean): void
  /** Who is not reached, and who hears it instead. */
  aftermath(aftermath: Aftermath): void
  logRecords(accepted: number, rejected: number): void
  /** A whole request, of which nobody knows how many records it held. */
  logRequestRefused(status: number): void
  /** Alerts that the sender of a webhook knew of and left out. */
  truncated(sender: string, n: number): void
  /** Of a provider: a pressed button, or its trial of the address. */
  callback(result: CallbackResult): void
  reloaded(success: boolean): void
  /** A request that the guard turned away. */
  refused(refusal: Refusal): void
}

/** As Alertmanager counts them: each alert once. `suppressed`: something mutes it. `unprocessed`: not routed yet. */
export type AlertStates = Readonly<Record<'active' | 'suppressed' | 'unprocessed', number>>

/** Asked at each scrape. */
export interface Readings {
  readonly counts: () => Promise<StoredCounts>
  readonly alertStates: () => Promise<AlertStates>
  /** Those on record. */
  readonly silences: () => Promise<readonly Pick<Silence, 'startsAt' | 'endsAt'>[]>
  readonly queuedLogBytes: () => number
  /** 1 is spent. */
  readonly budgets: () => Promise<
    readonly { readonly receiver: string; readonly scope: 'recipient' | 'receiver'; readonly ratio: number }[]
  >
  readonly now: () => number
  /** Ours. */
  readonly version: string
}
