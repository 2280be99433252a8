/** Below this a difference is the way of the answer, not the clock. */
const toleratedMs = 2_000

/** How far the router's clock is ahead, from its `now` and our time at the answer; small differences count as none. */
export function clockSkew(routerNow: number, localNow: number): number {
  const skew = routerNow - localNow
  return Math.abs(skew) <= toleratedMs ? 0 : skew
}
