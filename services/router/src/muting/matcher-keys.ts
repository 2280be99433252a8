/** By what a matcher can be found, beside trying it. Pure. */
import type { Matcher } from '@tocsin/rules'

export type MatcherKeys =
  /** Any label value that satisfies the matcher is one of these, none of them empty. */
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** Any label value that satisfies the matcher begins with it; not empty. */
  | { readonly kind: 'prefix'; readonly prefix: string }

/** More than so many are no key. */
const MAX_VALUES = 100

/** A character that a pattern means literally, or one that is escaped to be meant so. */
const LITERAL = String.raw`(?:[\w :/@,#%&<>=~!-]|\\[.\-/+])`
const ALTERNATIVES = new RegExp(`^${LITERAL}+(?:\\|${LITERAL}+)*$`, 'u')
const WRAPPED = /^\^?\((?:\?:)?([^()]*)\)\$?$/
/** A character that may be repeated or left out does not belong to the prefix; flags may stand in between: `x(?i)?`. */
const PREFIX = new RegExp(`^\\^?((?:${LITERAL}(?![*?+{]|\\(\\?[A-Za-z-]*\\)))+)`, 'u')

/** `x)?(y` is whole once it is anchored, `^(?:x)?(y)$`, and does not begin with an x. */
const CLOSES_FIRST = /^[^(]*\)/

/** Undefined where the matcher can be satisfied by any value, or by a missing label. */
export function keysOf({ op, value }: Matcher): MatcherKeys | undefined {
  if (op === '=') return value === '' ? undefined : { kind: 'values', values: [value] }
  if (op !== '=~') return undefined
  const inner = WRAPPED.exec(value)?.[1] ?? value
  if (ALTERNATIVES.test(inner)) {
    const values = new Set(inner.split('|').map(withoutEscapes))
    return values.size > MAX_VALUES ? undefined : { kind: 'values', values: [...values] }
  }
  const prefix = value.includes('|') || CLOSES_FIRST.test(value) ? undefined : PREFIX.exec(value)?.[1]
  return prefix === undefined ? undefined : { kind: 'prefix', prefix: withoutEscapes(prefix) }
}

function withoutEscapes(literal: string): string {
  return literal.replaceAll('\\', '')
}
