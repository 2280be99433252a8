/** What a provider's own error codes mean for a message to a telephone, as data. */
import type { Outcome } from '../contract.ts'

export type ErrorClass =
  /** Passes by itself. */
  | 'retry'
  /** A limit of so many in a window: tried again once the window is over. */
  | 'defer'
  /** A limit whose window is too long to wait for: the number is given up, somebody else is to hear it. */
  | 'spent'
  /** The same call will never be accepted. */
  | 'permanent'
  /** Nothing will be accepted from this account until its owner has done something. */
  | 'account'
  /** The provider itself does not know whether it was sent. */
  | 'unsure'

export interface CodeEntry {
  readonly class: ErrorClass
  /** For the operator, in English. */
  readonly means: string
  /** The window of `defer`; of `retry` the shortest wait. */
  readonly afterMs?: number
}

/** Whole codes, and beginnings that end in `*`: the longest that fits counts. */
export type CodeTable = Readonly<Record<string, CodeEntry>>

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000

export function entryOf(table: CodeTable, code: string): CodeEntry | undefined {
  if (Object.hasOwn(table, code)) return table[code]
  const fitting = Object.keys(table).filter((key) => key.endsWith('*') && code.startsWith(key.slice(0, -1)))
  const [longest] = fitting.toSorted((a, b) => b.length - a.length)
  return longest === undefined ? undefined : table[longest]
}

/** `said` is what the provider told with the code, without secrets. A code that no table knows is refused for good. */
export function codeOutcome(code: string, entry: CodeEntry | undefined, said: string): Outcome {
  const means = entry?.means ?? 'the provider refused it, with a code that is not known here'
  const reason = said === '' ? means : `${means}: ${said}`
  const after = entry?.afterMs === undefined ? {} : { afterMs: entry.afterMs }
  switch (entry?.class) {
    case 'retry':
    case 'defer':
      return { kind: 'retry', code, reason, ...after }
    case 'unsure':
      return { kind: 'unknown', code, reason }
    case 'account':
      return { kind: 'reject', code, reason: `the account needs attention; ${reason}` }
    default:
      return { kind: 'reject', code, reason }
  }
}
