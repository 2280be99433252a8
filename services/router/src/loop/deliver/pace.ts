/**
 * When the next call under a limit may start, and whether what waits goes out together. Pure; times in milliseconds.
 *
 * A storm may not use up the minute in its first second, or the news of the other 59 come too late: after the first quarter
 * of a limit its calls keep a distance that makes the rest last for the whole window. What arrives meanwhile shares a message.
 */
import type { RateLimit } from '@tocsin/channels'
import { type Admission, admit } from '@tocsin/guards'

interface Window {
  readonly limit: number
  readonly windowMs: number
}

export interface Load {
  /** Of earlier calls under the limit, ascending. */
  readonly calls: readonly number[]
  /** Deliveries that could go out now, the one in question included. */
  readonly waiting: number
  /** Whether the channel can name many groups in one message. */
  readonly digests: boolean
  readonly now: number
  /** Calls that go out for it, one after the other; 1 where it does not say. */
  readonly cost?: number
}

/** With fewer calls in a window there is nothing to spread. */
const SHORTEST_LIMIT = 8
/** So many fill a message: it waits for no more company. */
const FULL = 50
/** Beside a call that has to wait its turn, so many more may wait for theirs. */
const QUEUED_ALONE = 3

/** Every window of the limit admits the call; with `digests`, at the distance that the rest of the tightest asks for. */
export function nextCall(limit: RateLimit, { calls, waiting, digests, now, cost = 1 }: Load): Admission {
  const hard = windowsOf(limit).map((window) =>
    // What a limit cannot hold at all goes out where nothing else is.
    admit({ ...window, limit: Math.max(1, window.limit - cost + 1), starts: calls, now }),
  )
  const paced = digests && waiting < FULL ? spread(limit, calls, now) : undefined
  const waits = [...hard, ...(paced ? [paced] : [])].flatMap((one) => (one.kind === 'wait' ? [one.untilMs] : []))
  return waits.length === 0 ? { kind: 'admitted' } : { kind: 'wait', untilMs: Math.max(...waits) }
}

/** True where one message per group would not get through in good time. */
export function goesTogether(limit: RateLimit, { calls, waiting, digests, now }: Load): boolean {
  if (!digests || waiting < 2) return false
  const made = callsIn(limit, calls, now)
  if (made >= burstOf(limit)) return waiting > QUEUED_ALONE
  return waiting > (limit.limit - made) / 2
}

function windowsOf({ limit, windowMs, more = [] }: RateLimit): Window[] {
  return [{ limit, windowMs }, ...more]
}

function spread(limit: RateLimit, calls: readonly number[], now: number): Admission | undefined {
  const burst = burstOf(limit)
  if (limit.limit < SHORTEST_LIMIT || callsIn(limit, calls, now) < burst) return undefined
  return admit({ starts: calls, limit: 1, windowMs: Math.ceil(limit.windowMs / (limit.limit - burst)), now })
}

function burstOf({ limit }: Window): number {
  return Math.max(1, Math.floor(limit / 4))
}

function callsIn({ windowMs }: Window, calls: readonly number[], now: number): number {
  return calls.filter((at) => at > now - windowMs).length
}
