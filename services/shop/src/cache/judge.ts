/** What an answer of the cache is worth. Pure. */

import type { z } from 'zod'

export type Answer =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly reason: string }

export type Judgement<T> =
  | { readonly kind: 'hit'; readonly value: T }
  /** To be read from the database, and put into the cache. */
  | { readonly kind: 'miss' }
  /** To be read from the database. `store`: the cache works, and what it holds is to be replaced. */
  | { readonly kind: 'error'; readonly reason: string; readonly store: boolean }

/** Another version of the shop, or anybody else, may have written the value: it counts only when it has the right shape. */
export function judge<T>(answer: Answer, schema: z.ZodType<T>): Judgement<T> {
  if (answer.kind === 'absent') return { kind: 'miss' }
  if (answer.kind === 'failed') return { kind: 'error', reason: answer.reason, store: false }
  const parsed = schema.safeParse(parseJson(answer.text))
  if (parsed.success) return { kind: 'hit', value: parsed.data }
  return { kind: 'error', reason: 'a value of another shape', store: true }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
