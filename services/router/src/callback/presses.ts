/**
 * Presses of buttons, each done once. WeCom tells of one again when an answer does not reach it, at the same time, too: whoever
 * asks again waits for the first and gets its answer. In memory, for as long as a signature counts. After a restart what a press
 * does is safe by itself: an episode is acknowledged once (the database knows by whom), and a press from before the start
 * silences nothing.
 */
import { createHash } from 'node:crypto'

export interface Presses<T> {
  /** `again`: it was pressed before. One that failed may be tried again. */
  once(id: string, now: number, act: () => Promise<T>): { readonly result: Promise<T>; readonly again: boolean }
}

export function createPresses<T>(rememberMs: number, limit = 10_000): Presses<T> {
  const known = new Map<string, { readonly at: number; readonly result: Promise<T> }>()
  return {
    once(id, now, act) {
      // The oldest come first.
      for (const [key, { at }] of known) {
        if (now - at <= rememberMs && known.size < limit) break
        known.delete(key)
      }
      const key = createHash('sha256').update(id).digest('base64url')
      const before = known.get(key)
      if (before) return { result: before.result, again: true }
      const result = act()
      known.set(key, { at: now, result })
      result.catch(() => known.delete(key))
      return { result, again: false }
    },
  }
}
