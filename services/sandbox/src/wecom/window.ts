/** The robot's limit: 20 accepted messages in any 60 s. Pure. Source: path/99110 of developer.work.weixin.qq.com. */

export const WINDOW_LIMIT = 20
export const WINDOW_MS = 60_000

/** Times of the accepted calls that still count, in order of arrival. */
export type SlidingWindow = readonly number[]

/** Whether one more call may be accepted at `now`. A call counts until exactly `WINDOW_MS` later. */
export function mayAccept(window: SlidingWindow, now: number, limit = WINDOW_LIMIT): boolean {
  return counting(window, now).length < limit
}

/** The window after a call was accepted at `now`. */
export function withAccepted(window: SlidingWindow, now: number): SlidingWindow {
  return [...counting(window, now), now]
}

function counting(window: SlidingWindow, now: number): SlidingWindow {
  return window.filter((at) => at > now - WINDOW_MS)
}
