/** An alert, its identity and its life. Times are integer milliseconds since the epoch. */
import type { Evidence, Labels } from '@tocsin/channels'

/**
 * How an alert ends. `stated`: a sender said so. `expires`: nobody has said so yet, and after `at` silence counts as an end
 * (unless expiries are held, see `clock.ts`).
 */
export type Ending =
  | { readonly kind: 'stated'; readonly at: number }
  | { readonly kind: 'expires'; readonly at: number }

export interface Alert {
  readonly fingerprint: string
  readonly labels: Labels
  readonly annotations: Labels
  readonly generatorUrl: string
  readonly startsAt: number
  readonly ending: Ending
  /** When the last report of it came in. */
  readonly updatedAt: number
  readonly evidence?: Evidence
}

/** What must be known of an alert to judge the next report of it; kept in memory for each, so it holds no labels. */
export interface AlertTimes {
  readonly startsAt: number
  readonly ending: Ending
}

/** Ended at `now`? While `expiriesHeldUntil` is ahead, silence proves nothing: the router itself was not listening. */
export function isResolved(alert: AlertTimes, now: number, expiriesHeldUntil: number): boolean {
  if (alert.ending.at > now) return false
  return alert.ending.kind === 'stated' || now >= expiriesHeldUntil
}

/**
 * FNV-1a 64 over the labels sorted by name, `name 0xFF value 0xFF`, as 16 hex digits.
 * Source: Alertmanager's LabelSet.Fingerprint; `{foo="bar"}` is `3fff2c2d7595e046`.
 */
export function fingerprintOf(labels: Labels): string {
  let hi = 0xcbf29ce4
  let lo = 0x84222325
  const add = (byte: number): void => {
    lo = (lo ^ byte) >>> 0
    // times 0x100000001b3 modulo 2^64, on two 32-bit halves: 2^40 is a shift by 8 of the low half into the high one
    const product = lo * 0x1b3
    hi = (Math.imul(hi, 0x1b3) + Math.floor(product / 0x1_0000_0000) + (lo << 8)) >>> 0
    lo = product >>> 0
  }
  for (const name of Object.keys(labels).sort(compareBytes)) {
    for (const byte of Buffer.from(name)) add(byte)
    add(0xff)
    for (const byte of Buffer.from(labels[name] ?? '')) add(byte)
    add(0xff)
  }
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0')
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
