/** Matchers as Alertmanager read them before 0.27: a tolerant grammar. Source: Alertmanager `pkg/labels/parse.go`. */
import type { Matcher, MatchOp } from '../types.ts'
import { checkedMatcher, type ParsedMatcher, type ParsedMatchers } from './result.ts'

/** Go's `\s`, which is narrower than JavaScript's. */
const SPACE = '[\\t\\n\\f\\r ]*'
const NAME = '([a-zA-Z_:][a-zA-Z0-9_:]*)'
const SHAPE = new RegExp(`^${SPACE}${NAME}${SPACE}(=~|=|!=|!~)${SPACE}([\\s\\S]*?)${SPACE}$`, 'u')

/** Quotes around the value are optional. */
export function parseClassicMatcher(text: string): ParsedMatcher {
  const [, name, op, raw] = SHAPE.exec(text) ?? []
  if (name === undefined || op === undefined || raw === undefined) {
    return { ok: false, message: `bad matcher format: ${text}` }
  }
  if (!raw.isWellFormed()) return { ok: false, message: `matcher value not valid UTF-8: ${raw}` }
  const value = unescaped(raw)
  if (value === undefined) return { ok: false, message: `matcher value contains unescaped double quote: ${raw}` }
  return checkedMatcher({ name, op: op as MatchOp, value })
}

/** Each brace is optional, so that one may be missing; an empty text holds no matcher. */
export function parseClassicMatchers(text: string): ParsedMatchers {
  const matchers: Matcher[] = []
  for (const part of splitAtCommas(text.replace(/^\{/, '').replace(/\}$/, ''))) {
    const parsed = parseClassicMatcher(part)
    if (!parsed.ok) return parsed
    matchers.push(parsed.matcher)
  }
  return { ok: true, matchers }
}

/** An unknown escape stands for itself; undefined for a stray double quote. */
function unescaped(raw: string): string | undefined {
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

/** Commas inside double quotes separate nothing; one at the end is allowed. */
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
  const last = part.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')
  return last === '' ? parts : [...parts, last]
}
