/** The values that a matcher names, where it names them. Pure. */
import type { Matcher } from '@tocsin/rules'

/** More than so many are no key. */
const MAX_VALUES = 100

const PLAIN = String.raw`(?:[\w :/@,#%&<>=~!-]|\\[.\-/+])+`
const ALTERNATIVES = new RegExp(`^${PLAIN}(?:\\|${PLAIN})*$`, 'u')
const WRAPPED = /^\^?\((?:\?:)?([^()]*)\)\$?$/

/**
 * Every value that can satisfy the matcher: the value of an equality, the alternatives of `=~"a|b"`. Undefined where it
 * can be satisfied by others, or by a missing label.
 */
export function namedValues({ op, value }: Matcher): readonly string[] | undefined {
  if (op === '=') return value === '' ? undefined : [value]
  if (op !== '=~') return undefined
  const inner = WRAPPED.exec(value)?.[1] ?? value
  if (!ALTERNATIVES.test(inner)) return undefined
  const values = new Set(inner.split('|').map((one) => one.replaceAll('\\', '')))
  return values.size > MAX_VALUES ? undefined : [...values]
}
