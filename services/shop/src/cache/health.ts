/** When the loss of the cache, and its return, are worth a log line. Pure. */

export type Health =
  | { readonly kind: 'well'; readonly failuresInARow: number }
  | { readonly kind: 'lost'; readonly since: number; readonly lastFailureAt: number }

/** What was seen of the cache. Reasons hold no password. */
export type Sign =
  | { readonly kind: 'answered' }
  /** One request got no usable answer. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The connection, or every connection of a cluster, is gone, or could not be made. */
  | { readonly kind: 'closed'; readonly reason: string }

export type News =
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'back'; readonly afterMs: number }

export const WELL: Health = { kind: 'well', failuresInARow: 0 }

/** One late answer is no loss. */
const FAILURES_OF_A_LOSS = 5

/** A cluster without one of its shards fails some requests and answers the others: it is back when none fails any more. */
const QUIET_MS = 2000

/** The health after a sign, and what to log, if anything: at most one pair of lines per 2 s, whatever happens. `now` in ms. */
export function observe(health: Health, sign: Sign, now: number): { readonly health: Health; readonly news?: News } {
  if (health.kind === 'lost') {
    if (sign.kind !== 'answered') return { health: { ...health, lastFailureAt: now } }
    if (now - health.lastFailureAt < QUIET_MS) return { health }
    return { health: WELL, news: { kind: 'back', afterMs: now - health.since } }
  }
  if (sign.kind === 'answered') return { health: WELL }
  const failuresInARow = health.failuresInARow + 1
  if (sign.kind === 'failed' && failuresInARow < FAILURES_OF_A_LOSS) return { health: { kind: 'well', failuresInARow } }
  return {
    health: { kind: 'lost', since: now, lastFailureAt: now },
    news: { kind: 'lost', reason: sign.reason },
  }
}

/**
 * A few words for a log line. Of a server's refusal only its code (`WRONGPASS`, `CLUSTERDOWN`): old servers repeat the
 * arguments of a command they do not know, the password among them.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  // A cluster client says that all nodes failed; why the last one did is what helps.
  if ('lastNodeError' in error && error.lastNodeError instanceof Error) return reasonOf(error.lastNodeError)
  if (error.name === 'ReplyError') return /^[A-Z]+(?= |$)/.exec(error.message)?.[0] ?? 'refused'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.message
}
