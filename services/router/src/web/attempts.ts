/** How often an address may be wrong. Times are milliseconds since the epoch. */
import { admit } from '@tocsin/guards'

/** A person who mistypes stays below it; somebody who guesses passwords does not get far. */
const LIMIT = 10
const WINDOW_MS = 60_000
/** Addresses remembered; a storm from more of them forgets the oldest first. */
const MAX_ADDRESSES = 10_000

export interface Attempts {
  /** Milliseconds until the address may try again; 0: now. */
  waitMs(address: string, now: number): number
  failed(address: string, now: number): void
}

export function createAttempts(): Attempts {
  const failures = new Map<string, readonly number[]>()
  return {
    waitMs(address, now) {
      const starts = failures.get(networkOf(address)) ?? []
      const admission = admit({ starts, limit: LIMIT, windowMs: WINDOW_MS, now })
      return admission.kind === 'admitted' ? 0 : admission.untilMs - now
    },
    failed(address, now) {
      const key = networkOf(address)
      const recent = [...(failures.get(key) ?? []), now].slice(-LIMIT)
      failures.delete(key)
      failures.set(key, recent)
      if (failures.size <= MAX_ADDRESSES) return
      const oldest = failures.keys().next().value
      if (oldest !== undefined) failures.delete(oldest)
    },
  }
}

/** One subscriber has a whole /64 of IPv6. */
function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (v4 !== undefined || !address.includes(':')) return v4 ?? address
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = address.includes('::')
    ? Array.from({ length: Math.max(8 - left.length - right.length, 0) }, () => '0')
    : []
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
