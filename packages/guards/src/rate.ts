export type Admission = { readonly kind: 'admitted' } | { readonly kind: 'wait'; readonly untilMs: number }

/**
 * May a call start at `now`, when at most `limit` calls may start in any `windowMs` (a sliding window, half-open)?
 * `starts` are the times of earlier starts, ascending; those that left the window may be among them. All times in
 * milliseconds since the epoch. `untilMs` is the earliest time at which asking again with the same starts admits.
 * Throws RangeError for a limit below 1, which would wait for ever.
 */
export function admit(options: {
  readonly starts: readonly number[]
  readonly limit: number
  readonly windowMs: number
  readonly now: number
}): Admission {
  const { starts, limit, windowMs, now } = options
  if (!(limit >= 1)) throw new RangeError(`limit must be 1 or more, not ${limit}`)
  const oldestThatCounts = starts.at(-Math.floor(limit))
  if (oldestThatCounts === undefined || oldestThatCounts <= now - windowMs) return { kind: 'admitted' }
  return { kind: 'wait', untilMs: oldestThatCounts + windowMs }
}
