/**
 * Matchers as text. Source: Alertmanager `pkg/labels/parse.go` (classic) and `matcher/parse` (UTF-8), in its "fallback"
 * mode: where both parsers accept a text the classic one wins, so it is tried first and the other for what it refuses.
 */
import { quote, unquote } from '../text/go-string.ts'
import type { Matcher, MatchOp } from '../types.ts'
import { compileAnchored } from './regex.ts'

export type ParsedMatcher =
  | { readonly ok: true; readonly matcher: Matcher }
  | { readonly ok: false; readonly message: string }

export type ParsedMatchers =
  | { readonly ok: true; readonly matchers: readonly Matcher[] }
  | { readonly ok: false; readonly message: string }

const HOW = 'write NAME="VALUE", with one of = != =~ !~ between them'

const CLASSIC = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*([\s\S]*?)\s*$/

/** A name or value without quotes may hold anything but white space and these. */
const BARE = '[^\\s{}!=~,\\\\"\'`]+'
const QUOTED = '"(?:[^"\\\\]|\\\\[\\s\\S])*"'
const UTF8 = new RegExp(`^\\s*(${QUOTED}|${BARE})\\s*(=~|=|!=|!~)\\s*(${QUOTED}|${BARE})\\s*$`, 'u')

/** Reserved characters of a label name; a name that has one is printed in quotes. */
const RESERVED = /[\s{}!=~,\\"'`]/

/** One matcher: `severity="critical"`, `service=~shop|load`, `"日志"!="x"`. */
export function parseMatcher(text: string): ParsedMatcher {
  const classic = parseClassic(text)
  const parsed = classic.ok ? classic : parseUtf8(text, classic.message)
  if (!parsed.ok) return parsed
  const { op, value } = parsed.matcher
  if (op === '=~' || op === '!~') {
    const compiled = compileAnchored(value)
    if (!compiled.ok) return compiled
  }
  return parsed
}

/** One line with one or several matchers, in braces or not: `{a="b", c!="d"}`. */
export function parseMatchers(text: string): ParsedMatchers {
  const trimmed = text.trim()
  const opens = trimmed.startsWith('{')
  if (opens !== trimmed.endsWith('}')) {
    return { ok: false, message: `bad matcher ${trimmed}: ${opens ? 'the closing' : 'the opening'} brace is missing` }
  }
  const matchers: Matcher[] = []
  for (const part of splitAtCommas(opens ? trimmed.slice(1, -1) : trimmed)) {
    const parsed = parseMatcher(part)
    if (!parsed.ok) return parsed
    matchers.push(parsed.matcher)
  }
  if (matchers.length === 0) return { ok: false, message: `an empty matcher matches nothing useful; ${HOW}` }
  return { ok: true, matchers }
}

/** Alertmanager's text: `name="value"`. */
export function printMatcher({ name, op, value }: Matcher): string {
  return `${RESERVED.test(name) || name === '' ? quote(name) : name}${op}${quote(value)}`
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

function parseClassic(text: string): ParsedMatcher {
  const [, name, op, raw] = CLASSIC.exec(text) ?? []
  if (name === undefined || op === undefined || raw === undefined) {
    return { ok: false, message: `bad matcher ${text.trim() || '""'}: ${HOW}` }
  }
  const value = classicValue(raw)
  if (value === undefined)
    return { ok: false, message: `bad matcher ${text.trim()}: a double quote is not closed or not escaped` }
  return { ok: true, matcher: { name, op: op as MatchOp, value } }
}

/** Quotes are optional, an unknown escape stands for itself; undefined for a stray double quote. */
function classicValue(raw: string): string | undefined {
  const quoted = raw.startsWith('"')
  const inner = quoted ? raw.slice(1) : raw
  let value = ''
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at] ?? ''
    if (char === '"') return quoted && at === inner.length - 1 ? value : undefined
    if (char !== '\\' || at === inner.length - 1) {
      value += char
      continue
    }
    at++
    const next = inner[at] ?? ''
    value += next === 'n' ? '\n' : next === '"' || next === '\\' ? next : `\\${next}`
  }
  return quoted ? undefined : value
}

function parseUtf8(text: string, classicMessage: string): ParsedMatcher {
  const [, rawName, op, rawValue] = UTF8.exec(text) ?? []
  if (rawName === undefined || op === undefined || rawValue === undefined) return { ok: false, message: classicMessage }
  const name = bareOrQuoted(rawName)
  const value = bareOrQuoted(rawValue)
  if (name === undefined || value === undefined || name === '') {
    return {
      ok: false,
      message: `bad matcher ${text.trim()}: ${name === '' ? 'the name is empty' : 'a quoted part has a bad escape'}`,
    }
  }
  return { ok: true, matcher: { name, op: op as MatchOp, value } }
}

function bareOrQuoted(raw: string): string | undefined {
  if (!raw.startsWith('"')) return raw
  const result = unquote(raw)
  return result.ok ? result.value : undefined
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = []
  let part = ''
  let inside = false
  let escaped = false
  for (const char of text) {
    if (char === ',' && !inside) {
      parts.push(part)
      part = ''
      continue
    }
    if (char === '"' && !escaped) inside = !inside
    escaped = char === '\\' && !escaped
    part += char
  }
  // A trailing comma is allowed, as in Alertmanager.
  return part.trim() === '' ? parts : [...parts, part]
}
