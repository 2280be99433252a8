/** What the sandbox knows: calls that came in, per channel. Times are milliseconds since the epoch. */

export const CHANNELS = ['wecom', 'wecom-app', 'sms', 'voice', 'ticket', 'email'] as const

export type ChannelName = (typeof CHANNELS)[number]

/** `unanswered`: the request was read, not accepted, and never answered. */
export type MessageStatus = 'accepted' | 'refused' | 'unanswered'

/** What becomes of a ticket, or of a card. */
type Action = 'create' | 'comment' | 'close' | 'update'

/** What a call is about, as far as it can be read; also known of refused calls. */
export interface About {
  readonly title: string
  readonly text: string
  /** Robot (end of its key), members (with commas between), phone number (SMS and calls), ticket key, or mail addresses with commas between. */
  readonly target: string
  readonly action?: Action
  readonly ticketId?: string
  /** Of a card of the application. */
  readonly taskId?: string
  /** Of a mail: the Message-ID of the first mail of its thread, its own where it names none. */
  readonly threadId?: string
}

/** One call to one endpoint. */
export interface Message extends About {
  readonly id: string
  readonly channel: ChannelName
  readonly receivedAt: number
  readonly status: MessageStatus
  /** The body as parsed, or its text when it was no JSON; a mail's headers and parts. */
  readonly raw: unknown
  readonly idempotencyKey: string | null
  /** False for a call that was left without an answer, accepted or not. */
  readonly answered: boolean
  /** Accepted, with an idempotency key that had been accepted before. */
  readonly duplicate: boolean
  /** Why it was not accepted. */
  readonly reason: string | null
}

/** `received` is the sum of `accepted`, `refused` and `unanswered`; `duplicates` are among the accepted. */
export interface Counters {
  readonly received: number
  readonly accepted: number
  readonly refused: number
  readonly unanswered: number
  readonly duplicates: number
}

export type PerChannel<T> = Readonly<Record<ChannelName, T>>

/** `undefined` for a name that is none. */
export function channelOf(name: unknown): ChannelName | undefined {
  return CHANNELS.find((channel) => channel === name)
}

export function perChannel<T>(make: (channel: ChannelName) => T): Record<ChannelName, T> {
  return {
    wecom: make('wecom'),
    'wecom-app': make('wecom-app'),
    sms: make('sms'),
    voice: make('voice'),
    ticket: make('ticket'),
    email: make('email'),
  }
}
