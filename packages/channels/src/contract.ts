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
  /** Somebody took it: for channels that can show who. */
  | 'acknowledged'
  /** A step of an escalation policy. */
  | 'nobody acknowledged'

/** The ways in which a person can be addressed, each in the form that its provider wants; mobile numbers in E.164. */
export type AddressKind = 'wecom' | 'mobile' | 'email' | 'jira' | 'zentao' | 'github' | 'dingtalk' | 'feishu'

/** Somebody of people.yml. */
export interface Contact {
  readonly name: string
  /** As others know them. */
  readonly displayName: string
  readonly addresses: Readonly<Partial<Record<AddressKind, string>>>
  readonly language: 'zh' | 'en'
  readonly timeZone: string
}

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
  /** The receiver that could not be reached, and why: this one hears it instead. */
  readonly insteadOf?: { readonly receiver: string; readonly code: string; readonly reason: string }
  /** The step of an escalation policy that this is; `step` counts from 1, `since` is the first notification. */
  readonly escalation?: { readonly policy: string; readonly step: number; readonly since: number }
  /** Names of people.yml (people, teams, on-call schedules) whom it is for, beside those of the receiver. */
  readonly notify?: readonly string[]
  /**
   * Who these are at the time of the call; added for it, never kept. A channel addresses them as it can: mentions in a chat,
   * numbers of an SMS, the assignee of a ticket. Those without an address for the channel are as if not named.
   */
  readonly people?: readonly Contact[]
  /** Who has taken it; added for the call. */
  readonly acknowledgement?: { readonly by: string; readonly at: number }
  /** Signed addresses that expire, for one purpose each; added for the call, never kept. Absent where nobody may act. */
  readonly actions?: { readonly acknowledge: string; readonly silence: string }
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
  /** When to ask the provider what became of it, see `Channel.receipts`. */
  readonly receiptsAt?: number
}

export interface SendContext {
  readonly notification: Notification
  readonly priorState: ChannelState
  /**
   * Two or more: one message for all of them, most severe first, `notification` among them. Only of a channel with `digestSize`,
   * and no more than it said.
   */
  readonly together?: readonly Notification[]
  /** Recipients that already accepted this notification in an earlier attempt; not to be sent to again. */
  readonly done: readonly string[]
  /** Recipients whose budget is spent: not to be sent to now; their outcome is a `reject` with code `BUDGET_SPENT`. */
  readonly overBudget?: readonly string[]
  readonly now: number
}

/** What a provider told later of a message that it had accepted. */
export interface Receipt {
  readonly recipient: string
  /** `pending`: nothing is known yet. */
  readonly kind: 'delivered' | 'failed' | 'pending'
  readonly code: string
  readonly reason: string
  readonly at: number
}

export interface ReceiptsResult {
  readonly receipts: readonly Receipt[]
  readonly newState: ChannelState
  /** When to ask again; undefined when there is nothing more to be heard. */
  readonly askAgainAt: number | undefined
}

/** A message as its reader would see it, or as it goes over the wire where nobody reads it (`json`). */
export interface Preview {
  /** `card`: JSON of a card as the provider takes it. */
  readonly format: 'text' | 'markdown' | 'html' | 'card' | 'json'
  /** What the message has beside its text: `subject`, `title`, `to`; addresses of people are not secret, keys are. */
  readonly fields: Readonly<Record<string, string>>
  readonly content: string
}

/** What a look at a target's settings found; without secrets. */
export interface Finding {
  /** `doubt`: it could not be found out, or works in part only. `problem`: messages will be refused. */
  readonly kind: 'good' | 'doubt' | 'problem'
  /** The setting, or what it is about: `project`, `labels`. */
  readonly subject: string
  readonly text: string
}

/** At most `limit` calls begin in any `windowMs`, over all integrations with the same `key`. The key holds no secret. */
export interface RateLimit {
  readonly key: string
  readonly limit: number
  readonly windowMs: number
  /** Further limits on the same calls. */
  readonly more?: readonly { readonly limit: number; readonly windowMs: number }[]
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
  /** Costs money or patience: how many messages one recipient, and the receiver in all, may be sent in any window. */
  readonly budget?: {
    readonly perRecipient?: { readonly limit: number; readonly windowMs: number }
    readonly perReceiver?: { readonly limit: number; readonly windowMs: number }
  }
  /** Can show who has taken an alert, in what was sent before: hears of acknowledgements. */
  readonly showsAcknowledgement?: true
  /**
   * What it does to people in their quiet hours. `rings`, where it does not say: they are left out, and where nobody remains
   * it waits for them. `mentions`: a room hears it at any hour, only without them. `silent`: wakes nobody, so it is for them at any hour.
   */
  readonly disturbs?: 'rings' | 'mentions' | 'silent'
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
  /** What `send` would send, without sending; pure. One entry for each message on the wire. */
  preview(config: C, context: SendContext): readonly Preview[]
  /** How many calls that its rate limit counts `send` makes when nothing fails. Absent where it is always one. */
  calls?(config: C, context: SendContext): number
  /** How many of these, in this order, one message can name, at least 1. Absent where each wants a message of its own. */
  digestSize?(config: C, waiting: readonly Notification[]): number
  /** Asks the provider what became of what it accepted. Sends nothing. */
  receipts?(config: C, context: SendContext): Promise<ReceiptsResult>
  /** Asks the target whether what messages need is there, before they need it. Sends nothing, changes nothing, never throws. */
  verify?(config: C): Promise<readonly Finding[]>
}
