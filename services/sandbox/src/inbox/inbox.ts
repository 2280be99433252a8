import { createHash } from 'node:crypto'
import type { Ids } from '../ids.ts'
import {
  type About,
  type ChannelName,
  type Counters,
  type Message,
  type MessageStatus,
  type PerChannel,
  perChannel,
} from '../model.ts'
import { type Bounded, createBounded } from './bounded.ts'

/** One call, as decided. */
export interface Entry {
  readonly channel: ChannelName
  readonly about: About
  readonly status: MessageStatus
  readonly reason: string | null
  readonly answered: boolean
  readonly raw: unknown
  /** Of the body. */
  readonly bytes: number
  readonly idempotencyKey: string | null
  /** What makes it a repeat, where that is more than its key: a mail that went to others before is none. */
  readonly repeatKey?: string
}

export interface Inbox {
  /** Keeps and counts one call. */
  record(entry: Entry): Message
  /** Newest first. */
  list(channel?: ChannelName): readonly Message[]
  counters(): PerChannel<Counters>
  clear(): void
}

const MAX_MESSAGES = 1000
const MAX_BYTES = 16_000_000
/** More than the messages, so that a late repeat is still recognised. */
const MAX_KEYS = 10_000

interface Lane {
  readonly messages: Bounded<{ order: number; message: Message }>
  readonly acceptedKeys: Set<string>
  counters: Counters
}

const NONE: Counters = { received: 0, accepted: 0, refused: 0, unanswered: 0, duplicates: 0 }

/** In memory, bounded per channel. `now` gives milliseconds since the epoch; `onChange` is called after every change. */
export function createInbox(options: { now: () => number; ids: Ids; onChange: () => void }): Inbox {
  const lanes = perChannel<Lane>(() => ({
    messages: createBounded({ maxItems: MAX_MESSAGES, maxBytes: MAX_BYTES }),
    acceptedKeys: new Set(),
    counters: NONE,
  }))
  let order = 0
  return {
    record(entry) {
      const lane = lanes[entry.channel]
      const { about, bytes, repeatKey = entry.idempotencyKey, ...rest } = entry
      const duplicate = entry.status === 'accepted' && !isFirst(lane.acceptedKeys, repeatKey)
      const id = options.ids(entry.channel)
      const message = { id, receivedAt: options.now(), ...rest, ...about, duplicate }
      lane.messages.push({ order: order++, message }, bytes + 500)
      lane.counters = {
        ...lane.counters,
        received: lane.counters.received + 1,
        [entry.status]: lane.counters[entry.status] + 1,
        duplicates: lane.counters.duplicates + (duplicate ? 1 : 0),
      }
      options.onChange()
      return message
    },
    list(channel) {
      const from = channel ? [lanes[channel]] : Object.values(lanes)
      return from
        .flatMap((lane) => lane.messages.items())
        .sort((a, b) => b.order - a.order)
        .map((item) => item.message)
    },
    counters: () => perChannel((channel) => lanes[channel].counters),
    clear() {
      for (const lane of Object.values(lanes)) {
        lane.messages.clear()
        lane.acceptedKeys.clear()
        lane.counters = NONE
      }
      options.onChange()
    },
  }
}

/** Remembers the key. Hashed, because a header may be long. */
function isFirst(seen: Set<string>, key: string | null): boolean {
  if (key === null) return true
  const hash = createHash('sha256').update(key).digest('base64url')
  if (seen.has(hash)) return false
  seen.add(hash)
  const [oldest] = seen
  if (seen.size > MAX_KEYS && oldest !== undefined) seen.delete(oldest)
  return true
}
