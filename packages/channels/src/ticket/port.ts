/** What the life of a ticket asks of a ticket system. Each call gives what it needs, or says why not; none throws. */
import type { CompiledText } from '@tocsin/template'
import type { Contact, Finding, Outcome } from '../contract.ts'
import type { Document } from './document.ts'

export interface Ticket {
  readonly id: string
  /** Empty where the system gave none that can be opened. */
  readonly url: string
}

export interface NewTicket {
  readonly title: string
  readonly body: Document
  readonly labels: readonly string[]
  /** 40 hexadecimal characters; by it the ticket must be found again. */
  readonly key: string
  readonly severity: string
  readonly services: readonly string[]
  /** Whom it is for, the first that has an address of the system's kind; before the configured one. */
  readonly people: readonly Contact[]
  readonly fill: Fill
}

/** Fills a template of the settings, for this notification; empty where it fails. `name`: the setting. */
export type Fill = (name: string, template: CompiledText) => string

/** How a ticket stands now. */
export interface Standing {
  readonly closed: boolean
  /** Resolved as one that nobody will act on. */
  readonly wontFix: boolean
  /** The exact place, in the system's own words. */
  readonly mark: string
}

/** `why` is empty where it was moved; else the note is there, and the ticket is where it was. */
export interface Moved {
  readonly mark: string
  readonly why: string
}

export type ApiResult<T> =
  /** `lacks`: what the system left out, though it was asked for. */
  | { readonly kind: 'done'; readonly code: string; readonly value: T; readonly lacks?: readonly string[] }
  /** 404 or 410: the ticket is no longer there. */
  | { readonly kind: 'gone'; readonly code: string }
  /** `noted`: the text is there, the rest is not done. */
  | { readonly kind: 'failed'; readonly outcome: Outcome; readonly noted?: true }

export interface TicketSystem {
  /** How long after a create without an answer a search may not show yet what it made. */
  readonly searchLagMs: number
  /** The ticket that bears the key, an open one before a closed one. Only a question: without an answer it is asked again. */
  find(key: string): Promise<ApiResult<(Ticket & Standing) | undefined>>
  create(ticket: NewTicket): Promise<ApiResult<Ticket & { readonly mark: string }>>
  /** Absent where the system cannot be asked. */
  look?(id: string): Promise<ApiResult<Standing>>
  comment(id: string, note: Document): Promise<ApiResult<true>>
  /** Without `note`, its text is there already. */
  close(id: string, note: Document | undefined): Promise<ApiResult<Moved>>
  reopen(id: string, note: Document | undefined): Promise<ApiResult<Moved>>
  /** Undefined where nobody among them has an address here. */
  assign?(id: string, people: readonly Contact[]): Promise<ApiResult<true>> | undefined
  /** Whether what tickets need is there; changes nothing. */
  verify(): Promise<readonly Finding[]>
}

export interface CallContext {
  /** In every call, for systems that know it. */
  readonly idempotencyKey: string
  readonly now: number
}
