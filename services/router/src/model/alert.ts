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
  // Asked of every alert that comes in, and nearly all are ASCII, where a text is its own bytes.
  const { hash, ascii } = hashOf(labels)
  if (ascii) return hash
  return hashOf(Object.fromEntries(Object.entries(labels).map((pair) => pair.map(bytesOf)))).hash
}

/** One character for each byte of UTF-8, so that the order of the texts is that of their bytes. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Of texts whose characters are bytes. */
function hashOf(labels: Labels): { readonly hash: string; readonly ascii: boolean } {
  // 64 bits as four limbs of 16, the highest first: every product is a small integer.
  let a = 0xcbf2
  let b = 0x9ce4
  let c = 0x8422
  let d = 0x2325
  let bits = 0
  const names = Object.keys(labels).sort()
  for (let nth = 0; nth < names.length * 2; nth++) {
    const name = names[nth >> 1] ?? ''
    const text = nth % 2 === 0 ? name : (labels[name] ?? '')
    for (let at = 0; at <= text.length; at++) {
      const byte = at < text.length ? text.charCodeAt(at) : 0xff
      if (at < text.length) bits |= byte
      // times 2^40 + 0x1b3 modulo 2^64
      const low = (d ^ byte) * 0x1b3
      const second = c * 0x1b3 + (low >>> 16)
      const third = b * 0x1b3 + ((d ^ byte) << 8) + (second >>> 16)
      a = (a * 0x1b3 + (c << 8) + (third >>> 16)) & 0xffff
      b = third & 0xffff
      c = second & 0xffff
      d = low & 0xffff
    }
  }
  return { hash: hex(a, b) + hex(c, d), ascii: bits < 0x80 }
}

function hex(high: number, low: number): string {
  return (high * 0x1_0000 + low).toString(16).padStart(8, '0')
}
