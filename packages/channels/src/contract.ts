/**
 * The contract of a notification channel. One folder per channel: `config.ts` (schema), `render.ts` (pure), `send.ts` (thin).
 * A channel is registered once, in `registry.ts`; nobody else knows the list.
 */
import type { TemplateSet } from '@tocsin/template'
import type { z } from 'zod'

export type Labels = Readonly<Record<string, string>>

/** What an alert from logs brings along. Times are milliseconds since the epoch. */
export interface Evidence {
  readonly count: number
  readonly kinds: number
  readonly firstAt: number
  readonly lastAt: number
  /** Up to five distinct lines. */
  readonly samples: readonly string[]
  readonly traceIds: readonly string[]
}

/** An alert as it was when the delivery was decided. Times are milliseconds since the epoch. */
export interface AlertSnapshot {
  readonly status: 'firing' | 'resolved'
  readonly fingerprint: string
  readonly labels: Labels
  readonly annotations: Labels
  readonly startsAt: number
  /** Absent while firing. */
  readonly endsAt?: number
  readonly generatorUrl: string
  readonly evidence?: Evidence
  /** Where the traces of the evidence can be looked at: trace id → address. Absent without a place for traces. */
  readonly traceUrls?: Readonly<Record<string, string>>
}

/** Why a notification exists; the words are Alertmanager's where it has them. */
export type Reason =
  | 'first notification'
  | 'new alerts added'
  | 'some alerts resolved'
  | 'all alerts resolved'
  | 'evidence changed'
  | 'repeat interval elapsed'

/** One notification to one integration of one receiver: what a channel renders and sends. */
export interface Notification {
  /** Stable over retries and restarts; sent as `Idempotency-Key` wherever a provider could use it. */
  readonly idempotencyKey: string
  readonly receiver: string
  readonly status: 'firing' | 'resolved'
  readonly reason: Reason
  readonly groupKey: string
  readonly groupLabels: Labels
  readonly commonLabels: Labels
  readonly commonAnnotations: Labels
  /** The labels that the route's own settings give its notifications; not those of any alert. */
  readonly routeLabels: Labels
  readonly alerts: readonly AlertSnapshot[]
  /** The router's own address as people reach it, without a trailing slash. */
  readonly externalUrl: string
  readonly decidedAt: number
  /** Sent to try a receiver, about no real alert: every channel says so where people look first. */
  readonly test?: true
}

/** What came of one call. `code` is the provider's own code or HTTP status, e.g. `45009`, `HTTP 500`, `ECONNREFUSED`. */
export type Outcome =
  /** With a `reason` where it was not sent as configured: a template failed, and the channel used its own words. */
  | { readonly kind: 'sent'; readonly code: string; readonly reason?: string }
  /** Not accepted; worth another try, not before `afterMs` where the provider said so. `pauseAll`: the whole limit key waits. */
  | {
      readonly kind: 'retry'
      readonly code: string
      readonly reason: string
      readonly afterMs?: number
      readonly pauseAll?: boolean
    }
  /** Not accepted, and the same call will never be. */
  | { readonly kind: 'reject'; readonly code: string; readonly reason: string }
  /** The request left and no answer came: it may have been accepted. */
  | { readonly kind: 'unknown'; readonly code: string; readonly reason: string }

/** What a channel remembers between calls for one receiver and one set of group labels: plain JSON, kept by the store. */
export type ChannelState = Readonly<Record<string, unknown>> | null

export interface SendResult {
  readonly outcome: Outcome
  readonly newState: ChannelState
  /** Where one message goes to many: the outcome of each recipient (phone number, masked by the caller before display). */
  readonly recipients?: readonly { readonly recipient: string; readonly outcome: Outcome }[]
}

export interface SendContext {
  readonly notification: Notification
  readonly priorState: ChannelState
  /** Recipients that already accepted this notification in an earlier attempt; not to be sent to again. */
  readonly done: readonly string[]
  readonly now: number
}

/** At most `limit` calls begin in any `windowMs`, over all integrations with the same `key`. The key holds no secret. */
export interface RateLimit {
  readonly key: string
  readonly limit: number
  readonly windowMs: number
}

export interface ChannelTraits {
  /** Hears of changed evidence (count, kinds of lines) while the set of alerts stays the same. */
  readonly updateOnChange: boolean
  /** The shortest time between two such updates. */
  readonly updateIntervalMs: number
  /** Wants the same news again after `repeat_interval`. */
  readonly repeats: boolean
  readonly sendResolved: boolean
  /** An undelivered opening notification may not be replaced by its end (a ticket must exist to be ended). */
  readonly keepsOpening: boolean
  readonly rateLimit?: RateLimit
  /** Calls that one target may be given at the same time; 4 where it does not say. */
  readonly parallel?: number
}

/**
 * `C` is the parsed configuration. `prepare` is pure and gives the state to commit before `send` is called
 * (a ticket's `creating` row); `send` does one delivery's calls and never throws.
 */
export interface Channel<C> {
  /** `wecom_robot`: the key in a receiver is `wecom_robot_configs`. */
  readonly type: string
  /**
   * Of one entry of `*_configs`. Texts that are templates are parsed here, against the operator's `templates` (without them
   * against the default ones): a mistake is an issue at its path, with line and column inside the text in its message. So
   * `C` holds them ready to be rendered, and `send` reads nothing but its arguments.
   */
  schema(templates?: TemplateSet): z.ZodType<C>
  traits(config: C): ChannelTraits
  /** How the target is named in logs, metrics and pages: never the secret. E.g. `wecom_robot …c0de`. */
  describe(config: C): string
  prepare(config: C, context: SendContext): ChannelState
  send(config: C, context: SendContext): Promise<SendResult>
}
