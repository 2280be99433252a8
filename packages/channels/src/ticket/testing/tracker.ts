/** What stand-ins for ticket systems have in common: they behave as documented, over a clock that the test sets. */
import type { Reply, Seen } from '../../testing/provider.ts'

/** One ticket, as a test looks at it. */
export interface FakeTicket {
  readonly id: string
  open: boolean
  /** The body first, then comments: as they came in. */
  readonly notes: unknown[]
  readonly createdAt: number
}

export interface Tracker<T extends FakeTicket = FakeTicket> {
  readonly tickets: T[]
  /** Milliseconds; what a search shows depends on it. */
  clock: { now: number }
  handle(request: Seen): Reply
}

/** `/rest/api/3/issue/OPS-1?fields=status` as parts without empty ones, and its query. */
export function parsed(path: string): { readonly parts: readonly string[]; readonly query: URLSearchParams } {
  const url = new URL(path, 'http://tracker.example')
  const parts = url.pathname.split('/').filter(Boolean).map(decodeURIComponent)
  return { parts, query: url.searchParams }
}

export function at(body: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    body,
  )
}

export function listAt(body: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(body, ...path)
  return Array.isArray(found) ? found : []
}
