/** What is remembered of a ticket. Pure; what follows from it: `plan.ts`. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChannelState, Notification } from '../contract.ts'

const previous = z.object({ id: z.string(), url: z.string(), gone: z.boolean() })
const told = z.object({ count: z.number(), seen: z.array(z.string()) })
const ticket = {
  key: z.string(),
  /** 0 for the first ticket of a group, one more for each that follows a closed one: so each has its own key. */
  generation: z.number(),
}
const made = { id: z.string(), url: z.string() }
const standing = {
  ...ticket,
  ...made,
  openedAt: z.number(),
  updatedAt: z.number(),
  /** From log lines: `close_on_end: auto` leaves it open. */
  fromLogs: z.boolean(),
  /** The evidence that its readers have seen: how many lines, and hashes of the samples. */
  told,
  /** Where we left it, in the system's own words; elsewhere, a person has moved it. Empty: not known. */
  mark: z.string().default(''),
  /** A person has opened it again: it is theirs to close. */
  held: z.boolean().default(false),
  /** The notification whose end it is being closed for: who finds it closed then need not think of a person. */
  closing: z.string().optional(),
  /** The notification whose text is there, although not all that belongs to it was done. */
  noted: z.string().optional(),
}

const creating = z.object({
  kind: z.literal('creating'),
  ...ticket,
  since: z.number(),
  /** The last call that may have made it; 0: surely none has. */
  triedAt: z.number().optional(),
  /** The notification that it is created for, whose news is in its body. */
  startedBy: z.string(),
  previous: previous.optional(),
})
const open = z.object({ kind: z.literal('open'), ...standing })
const ended = z.object({ kind: z.literal('ended'), ...standing, endedAt: z.number() })
const closed = z.object({
  kind: z.literal('closed'),
  ...ticket,
  ...made,
  closedAt: z.number(),
  /** The tracker knows it no longer. */
  gone: z.boolean(),
  mark: z.string().default(''),
  /** Closed by a person, not by us. */
  byPerson: z.boolean().default(false),
})
/** A closed one that is being opened again; whether it is already, nobody has seen yet. */
const reopening = z.object({
  kind: z.literal('reopening'),
  ...ticket,
  ...made,
  closedAt: z.number(),
  mark: z.string(),
  startedBy: z.string(),
})
const anyState = z.discriminatedUnion('kind', [creating, open, ended, closed, reopening])

export type Creating = z.infer<typeof creating>
export type Open = z.infer<typeof open>
export type Ended = z.infer<typeof ended>
export type Closed = z.infer<typeof closed>
export type Reopening = z.infer<typeof reopening>
export type TicketState = z.infer<typeof anyState>

/** Undefined for none; what is no ticket state counts as none. */
export function readState(state: ChannelState): TicketState | undefined {
  return anyState.safeParse(state).data
}

/** 40 hexadecimal characters: short enough for a label in any tracker. */
export function ticketKey(notification: Notification, generation: number): string {
  const labels = Object.entries(notification.groupLabels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([notification.receiver, labels, generation])
  return createHash('sha256').update(text).digest('hex').slice(0, 40)
}

export function creatingState(
  notification: Notification,
  generation: number,
  now: number,
  from?: Creating['previous'],
): Creating {
  return {
    kind: 'creating',
    key: ticketKey(notification, generation),
    generation,
    since: now,
    triedAt: now,
    startedBy: notification.idempotencyKey,
    ...(from ? { previous: from } : {}),
  }
}

/** The row of the next ticket, to be committed before the call that makes it: no call has been made for it yet. */
export function nextCreating(
  notification: Notification,
  after: Pick<Open, 'generation' | 'id' | 'url'>,
  now: number,
  gone: boolean,
): Creating {
  const from = { id: after.id, url: after.url, gone }
  return { ...creatingState(notification, after.generation + 1, now, from), triedAt: 0 }
}

export function openState(
  from: Pick<Creating, 'key' | 'generation'>,
  ticketMade: { readonly id: string; readonly url: string },
  more: Pick<Open, 'fromLogs' | 'told'> & { readonly now: number; readonly mark?: string; readonly held?: boolean },
): Open {
  const { key, generation } = from
  const { id, url } = ticketMade
  const { now, fromLogs, told: read, mark = '', held = false } = more
  return {
    kind: 'open',
    ...{ key, generation, id, url, openedAt: now, updatedAt: now, fromLogs, told: read, mark, held },
  }
}

export function closedState(
  from: Pick<Open, 'key' | 'generation' | 'id' | 'url'>,
  now: number,
  how: { readonly gone?: boolean; readonly mark?: string; readonly byPerson?: boolean } = {},
): Closed {
  const { key, generation, id, url } = from
  const { gone = false, mark = '', byPerson = false } = how
  return { kind: 'closed', key, generation, id, url, closedAt: now, gone, mark, byPerson }
}
