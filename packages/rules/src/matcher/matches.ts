import type { Labels, Matcher } from '../types.ts'
import { compileAnchored, type Pattern } from './regex.ts'

/** By matcher object: parsed configuration lives long, a matcher from a query is gone with its request. */
const patterns = new WeakMap<Matcher, Pattern>()

/** Whether all matchers hold; a missing label counts as "". Throws for a regular expression that no parser let through. */
export function matches(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) =>
    holds(matcher, Object.hasOwn(labels, matcher.name) ? (labels[matcher.name] ?? '') : ''),
  )
}

function holds(matcher: Matcher, value: string): boolean {
  switch (matcher.op) {
    case '=':
      return value === matcher.value
    case '!=':
      return value !== matcher.value
    case '=~':
      return patternOf(matcher).test(value)
    case '!~':
      return !patternOf(matcher).test(value)
  }
}

function patternOf(matcher: Matcher): Pattern {
  const known = patterns.get(matcher)
  if (known) return known
  const result = compileAnchored(matcher.value)
  if (!result.ok) throw new Error(result.message)
  patterns.set(matcher, result.pattern)
  return result.pattern
}
