/** Matchers as text, in one of three modes. Source: Alertmanager `matcher/compat/parse.go`, `pkg/labels/matcher.go`. */
import { quote, quoteGo } from '../text/go-string.ts'
import type { Matcher, MatchOp } from '../types.ts'
import { parseClassicMatcher, parseClassicMatchers } from './classic.ts'
import type { MatcherMode } from './mode.ts'
import type { ParsedMatcher, ParsedMatchers } from './result.ts'
import { parseUtf8Matcher, parseUtf8Matchers } from './utf8.ts'

export type { ParsedMatcher, ParsedMatchers } from './result.ts'

/** Reserved characters of a label name; a name that has one is printed in quotes. */
const RESERVED = /[\p{White_Space}{}!=~,\\"'`]/u

/** One matcher, as in API queries: `severity="critical"`, `service=~shop|load`, `"日志"!="x"`. Messages are Alertmanager's. */
export function parseMatcher(text: string, mode: MatcherMode = 'fallback'): ParsedMatcher {
  if (mode === 'utf8') return parseUtf8Matcher(text)
  const classic = parseClassicMatcher(text)
  if (mode === 'classic') return classic
  if (text.startsWith('{') || text.endsWith('}')) {
    return { ok: false, message: `unexpected open or close brace: ${text}` }
  }
  return fallback(classic, () => parseUtf8Matcher(text))
}

/** Any number of matchers in one text, as in files: `{a="b", c!="d"}`. */
export function parseMatchers(text: string, mode: MatcherMode = 'fallback'): ParsedMatchers {
  if (mode === 'utf8') return parseUtf8Matchers(text)
  const classic = parseClassicMatchers(text)
  return mode === 'classic' ? classic : fallback(classic, () => parseUtf8Matchers(text))
}

/** Where both parsers accept a text and read it differently the classic one counts, so the other only hears what it refused. */
function fallback<T extends { readonly ok: boolean }>(classic: T, parse: () => T): T {
  if (classic.ok) return classic
  const utf8 = parse()
  return utf8.ok ? utf8 : classic
}

/** Alertmanager's text: `name="value"`. */
export function printMatcher({ name, op, value }: Matcher): string {
  return RESERVED.test(name) || name === '' ? `${quoteGo(name)}${op}${quoteGo(value)}` : `${name}${op}${quote(value)}`
}

/** `{a="b",c="d"}`, sorted by name, value and operator; `{}` for none. */
export function printMatchers(matchers: readonly Matcher[]): string {
  return `{${sortMatchers(matchers).map(printMatcher).join(',')}}`
}

const OPS: readonly MatchOp[] = ['=', '!=', '=~', '!~']

export function sortMatchers(matchers: readonly Matcher[]): Matcher[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return matchers.toSorted(
    (a, b) => compare(a.name, b.name) || compare(a.value, b.value) || OPS.indexOf(a.op) - OPS.indexOf(b.op),
  )
}
