/** What is remembered of a ticket, and what follows from it. Pure. */
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
const standing = {
  ...ticket,
  id: z.string(),
  url: z.string(),
  openedAt: z.number(),
  updatedAt: z.number(),
  /** From log lines: `close_on_end: auto` leaves it open. */
  fromLogs: z.boolean(),
  /** The evidence that its readers have seen: how many lines, and hashes of the samples. */
  told,
}

const creating = z.object({
  kind: z.literal('creating'),
  ...ticket,
  since: z.number(),
  /** The notification that it is created for, whose news is in its body. */
  startedBy: z.string(),
  previous: previous.optional(),
})
const open = z.object({ kind: z.literal('open'), ...standing })
const ended = z.object({ kind: z.literal('ended'), ...standing, endedAt: z.number() })
const closed = z.object({
  kind: z.literal('closed'),
  ...ticket,
  id: z.string(),
  url: z.string(),
  closedAt: z.number(),
  /** The tracker knows it no longer. */
  gone: z.boolean(),
})
const anyState = z.discriminatedUnion('kind', [creating, open, ended, closed])

export type Creating = z.infer<typeof creating>
export type Open = z.infer<typeof open>
export type Ended = z.infer<typeof ended>
export type Closed = z.infer<typeof closed>
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

/** The state to commit before the call: `creating` where there is a ticket to be made, so that a crash leaves its key. */
export function prepareState(state: TicketState | undefined, notification: Notification, now: number) {
  if (notification.status === 'resolved') return state
  if (state === undefined) return creatingState(notification, 0, now)
  if (state.kind !== 'closed') return state
  return creatingState(notification, state.generation + 1, now, { id: state.id, url: state.url, gone: state.gone })
}

export function creatingState(
  notification: Notification,
  generation: number,
  now: number,
  previous?: Creating['previous'],
): Creating {
  return {
    kind: 'creating',
    key: ticketKey(notification, generation),
    generation,
    since: now,
    startedBy: notification.idempotencyKey,
    ...(previous ? { previous } : {}),
  }
}

export function openState(
  from: Creating,
  made: { readonly id: string; readonly url: string },
  more: { readonly now: number; readonly fromLogs: boolean; readonly told: Open['told'] },
): Open {
  const { key, generation } = from
  const { now, fromLogs, told } = more
  return { kind: 'open', key, generation, ...made, openedAt: now, updatedAt: now, fromLogs, told }
}

export function closedState(from: Pick<Open, 'key' | 'generation' | 'id' | 'url'>, now: number, gone: boolean): Closed {
  const { key, generation, id, url } = from
  return { kind: 'closed', key, generation, id, url, closedAt: now, gone }
}
