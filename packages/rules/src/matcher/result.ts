import type { Matcher } from '../types.ts'
import { compileAnchored } from './regex.ts'

export type ParsedMatcher =
  | { readonly ok: true; readonly matcher: Matcher }
  | { readonly ok: false; readonly message: string }

export type ParsedMatchers =
  | { readonly ok: true; readonly matchers: readonly Matcher[] }
  | { readonly ok: false; readonly message: string }

/** The matcher, or what is wrong with its regular expression. */
export function checkedMatcher(matcher: Matcher): ParsedMatcher {
  if (matcher.op !== '=~' && matcher.op !== '!~') return { ok: true, matcher }
  const compiled = compileAnchored(matcher.value)
  return compiled.ok ? { ok: true, matcher } : compiled
}
