/** Names for messages and tickets, e.g. `T-5k2p0-3`. */
export type Ids = (prefix: string) => string

const EPOCH_MS = Date.UTC(2026, 0, 1)

/**
 * The middle part is the second of the start: the sandbox forgets everything on restart, but no ticket may get the id of
 * an earlier one, or a router that remembers the earlier one would write into the wrong ticket.
 */
export function createIds(now: number): Ids {
  const start = Math.max(0, Math.floor((now - EPOCH_MS) / 1000)).toString(36)
  const last = new Map<string, number>()
  return (prefix) => {
    const next = (last.get(prefix) ?? 0) + 1
    last.set(prefix, next)
    return `${prefix}-${start}-${next}`
  }
}
