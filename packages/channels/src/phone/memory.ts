/**
 * What a channel to telephones remembers of its calls, per notification: those that may be under way, those that the provider
 * accepted, and those that it refused for good. Numbers are kept as hashes. Pure.
 */
import { z } from 'zod'
import type { ChannelState, Outcome } from '../contract.ts'
import { numberId } from './numbers.ts'

const accepted = z.object({
  /** The provider's own name for it. */
  id: z.string(),
  at: z.number(),
})
const refused = z.object({ code: z.string(), reason: z.string() })
const notificationCalls = z.object({
  at: z.number(),
  /** Number → since when a call may be under way, or was left without an answer. */
  open: z.record(z.string(), z.number()),
  /** Those whose receipt is still to come. */
  accepted: z.record(z.string(), accepted),
  refused: z.record(z.string(), refused),
})
const memory = z.object({
  calls: z.record(z.string(), notificationCalls),
  /** What the provider allows a value, once it refused a longer one. */
  paramLength: z.number().int().positive().optional(),
})

type Calls = z.output<typeof notificationCalls>

export interface Memory {
  readonly paramLength: number | undefined
  openSince(number: string): number | undefined
  refusal(number: string): Outcome | undefined
  acceptedCalls(): readonly { readonly numberId: string; readonly id: string; readonly at: number }[]
  /** Each gives the memory as it is afterwards. */
  opened(numbers: readonly string[], now: number): Memory
  ended(number: string, outcome: Outcome, id: string | undefined, now: number): Memory
  heardOf(numberIds: readonly string[]): Memory
  learned(paramLength: number | undefined): Memory
  /** The delivery is over: whoever starts it anew, after mending the cause, finds no refusal standing. */
  finished(): Memory
  state(now: number): ChannelState
}

/** As long as a message is tried; what is older can neither be asked for nor tried again. */
const KEPT_MS = 86_400_000
const MAX_KEPT = 20

/** `key` is the idempotency key of the notification whose calls these are; other ones are left as they are. */
export function memoryOf(state: ChannelState, key: string): Memory {
  const parsed = memory.safeParse(state ?? {})
  const known = parsed.success ? parsed.data : { calls: {} }
  const own: Calls = (Object.hasOwn(known.calls, key) ? known.calls[key] : undefined) ?? {
    at: 0,
    open: {},
    accepted: {},
    refused: {},
  }
  return make(known, key, own)
}

function make(known: z.output<typeof memory>, key: string, own: Calls): Memory {
  const next = (change: Partial<Calls>): Memory => make(known, key, { ...own, ...change })
  return {
    paramLength: known.paramLength,
    openSince: (number) => valueAt(own.open, numberId(number)),
    refusal: (number) => {
      const found = valueAt(own.refused, numberId(number))
      return found && { kind: 'reject', ...found }
    },
    acceptedCalls: () => Object.entries(own.accepted).map(([id, call]) => ({ numberId: id, ...call })),
    opened: (numbers, now) => {
      // The earliest call counts: what was asked of it stays to be asked.
      const fresh = numbers.map((number) => [numberId(number), now] as const)
      return next({ at: now, open: { ...Object.fromEntries(fresh), ...own.open } })
    },
    ended: (number, outcome, id, now) => {
      const hash = numberId(number)
      const open = without(own.open, [hash])
      const at = Math.max(own.at, now)
      if (outcome.kind === 'unknown') return next({ at, open: { ...open, [hash]: now } })
      if (outcome.kind === 'reject') {
        const { code, reason } = outcome
        return next({ at, open, refused: { ...own.refused, [hash]: { code, reason } } })
      }
      if (outcome.kind === 'retry' || id === undefined) return next({ at, open })
      return next({ at, open, accepted: { ...own.accepted, [hash]: { id, at: now } } })
    },
    heardOf: (hashes) => next({ accepted: without(own.accepted, hashes) }),
    learned: (paramLength) => (paramLength === undefined ? next({}) : make({ ...known, paramLength }, key, own)),
    finished: () => next({ refused: {} }),
    state: (now) => {
      const calls = Object.entries({ ...known.calls, [key]: own })
        .filter(([, { at, open, accepted, refused }]) => {
          const holdsSomething = [open, accepted, refused].some((part) => Object.keys(part).length > 0)
          return holdsSomething && at > now - KEPT_MS
        })
        .toSorted(([, a], [, b]) => b.at - a.at)
        .slice(0, MAX_KEPT)
      if (calls.length === 0 && known.paramLength === undefined) return null
      const { paramLength } = known
      return { calls: Object.fromEntries(calls), ...(paramLength === undefined ? {} : { paramLength }) }
    },
  }
}

function valueAt<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
}
