/**
 * Matchers as Alertmanager reads them since 0.27: names and values are bare words or Go's string literals.
 * Source: Alertmanager `matcher/parse`. Places in messages are code points from 0, as there.
 */
import { unquote } from '../text/go-string.ts'
import type { Matcher, MatchOp } from '../types.ts'
import { checkedMatcher, type ParsedMatcher, type ParsedMatchers } from './result.ts'

type TokenKind = '{' | '}' | ',' | 'operator' | 'quoted' | 'bare' | 'end'

interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly from: number
  readonly to: number
}

class Refused extends Error {}

const SPACE = /\p{White_Space}/u
const RESERVED = /[\p{White_Space}{}!=~,\\"'`]/u

/** Exactly one matcher, without braces. */
export function parseUtf8Matcher(text: string): ParsedMatcher {
  if (text.startsWith('{') || text.endsWith('}')) {
    return { ok: false, message: `unexpected open or close brace: ${text}` }
  }
  const parsed = parseUtf8Matchers(text)
  if (!parsed.ok) return parsed
  const [matcher] = parsed.matchers
  if (!matcher) return { ok: false, message: 'no matchers' }
  if (parsed.matchers.length > 1) {
    return { ok: false, message: `expected 1 matcher, found ${parsed.matchers.length}` }
  }
  return { ok: true, matcher }
}

/** `a="b", c!="d"`, in a pair of braces or without; an empty text holds no matcher. */
export function parseUtf8Matchers(text: string): ParsedMatchers {
  try {
    return { ok: true, matchers: readMatchers(new Tokens(text)) }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, message: error.message }
    throw error
  }
}

function readMatchers(tokens: Tokens): Matcher[] {
  const matchers: Matcher[] = []
  if (tokens.peek().kind === 'end') return matchers
  const braced = tokens.peek().kind === '{'
  if (braced) tokens.take()
  let next = tokens.peek()
  while (next.kind !== '}' && !(next.kind === 'end' && (braced || matchers.length > 0))) {
    matchers.push(readMatcher(tokens))
    next = tokens.peek()
    if (next.kind !== ',' && next.kind !== '}' && next.kind !== 'end') {
      throw unexpected(next, 'expected a comma or close brace')
    }
    if (next.kind !== ',') break
    tokens.take()
    next = tokens.peek()
    if (next.kind === '{' || next.kind === ',' || next.kind === 'operator') {
      throw unexpected(next, 'expected a matcher or close brace after comma')
    }
  }
  const last = tokens.take()
  if (braced && last.kind !== '}') throw new Refused(`0:${last.to}: end of input: expected close brace`)
  if (!braced && last.kind === '}') throw new Refused(`0:${last.to}: }: expected opening brace`)
  const end = braced ? tokens.take() : last
  if (end.kind !== 'end') throw new Refused(`${end.from}:${end.to}: ${end.text}: expected end of input`)
  return matchers
}

function readMatcher(tokens: Tokens): Matcher {
  const name = wordOf(tokens.take(), 'expected label name')
  const op = tokens.take()
  if (op.kind !== 'operator') throw unexpected(op, "expected an operator such as '=', '!=', '=~' or '!~'")
  const value = wordOf(tokens.take(), 'expected label value')
  const checked = checkedMatcher({ name, op: op.text as MatchOp, value })
  if (!checked.ok) throw new Refused(checked.message)
  return checked.matcher
}

function wordOf(token: Token, wanted: string): string {
  if (token.kind === 'bare') return token.text
  if (token.kind !== 'quoted') throw unexpected(token, wanted)
  const result = unquote(token.text)
  if (result.ok) return result.value
  throw new Refused(`${token.from}:${token.to}: ${token.text}: invalid input`)
}

function unexpected(token: Token, wanted: string): Refused {
  if (token.kind === 'end') return new Refused(`end of input: ${wanted}`)
  return new Refused(`${token.from}:${token.to}: unexpected ${token.text}: ${wanted}`)
}

/** One token ahead: what is wrong further on is not looked at before it is wanted. */
class Tokens {
  readonly #chars: readonly string[]
  #at = 0
  #ahead: Token | undefined

  constructor(text: string) {
    this.#chars = [...text]
  }

  peek(): Token {
    this.#ahead ??= this.#scan()
    return this.#ahead
  }

  take(): Token {
    const token = this.peek()
    this.#ahead = undefined
    return token
  }

  #scan(): Token {
    while (SPACE.test(this.#chars[this.#at] ?? '')) this.#at++
    const from = this.#at
    const char = this.#chars[from]
    if (char === undefined) return this.#token('end', from)
    if (char === '{' || char === '}' || char === ',') {
      this.#at++
      return this.#token(char, from)
    }
    if (char === '=' || char === '!') return this.#operator(from)
    if (char === '"') return this.#quoted(from)
    if (RESERVED.test(char)) throw new Refused(`${from}:${from + 1}: ${char}: invalid input`)
    while (!RESERVED.test(this.#chars[this.#at] ?? '=')) this.#at++
    return this.#token('bare', from)
  }

  #operator(from: number): Token {
    const second = this.#chars[from + 1]
    const long = second === '~' || (this.#chars[from] === '!' && second === '=')
    if (this.#chars[from] === '!' && !long) {
      const after = second === undefined ? 'unexpected end of input, ' : '!: '
      throw new Refused(`${from}:${from + 1}: ${after}expected one of '=~'`)
    }
    this.#at += long ? 2 : 1
    return this.#token('operator', from)
  }

  #quoted(from: number): Token {
    let at = from + 1
    while (at < this.#chars.length && this.#chars[at] !== '"') at += this.#chars[at] === '\\' ? 2 : 1
    this.#at = Math.min(at + 1, this.#chars.length)
    if (at < this.#chars.length) return this.#token('quoted', from)
    throw new Refused(`${from}:${this.#at}: ${this.#chars.slice(from).join('')}: missing end "`)
  }

  #token(kind: TokenKind, from: number): Token {
    return { kind, text: this.#chars.slice(from, this.#at).join(''), from, to: this.#at }
  }
}
