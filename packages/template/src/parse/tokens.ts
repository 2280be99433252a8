/**
 * Texts into tokens. Source: Go `text/template/parse/lex.go`.
 * `spaced`: white space stood before the token; it separates operands (`.A.B` is one, `.A .B` are two).
 */
import { ParseFault, type Source } from './source.ts'

type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'word'
  | 'field'
  | 'variable'
  | 'dot'
  | 'number'
  | 'char'
  | 'string'
  | 'symbol'
  /** `text` is what is wrong; the rest of the action is left out. */
  | 'bad'
  | 'eof'

export interface Token {
  readonly kind: TokenKind
  readonly at: number
  readonly end: number
  /** As written; without the trimmed space where `kind` is `text`, without the dot where it is `field`. */
  readonly text: string
  readonly spaced: boolean
}

const SPACE = ' \t\r\n'
const WORD = /[\p{L}\p{Nd}_]*/uy
/** What begins like a number, with whatever letters hang on to it: `parseNumber` says what is wrong with them. */
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F_]*|(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]+)?)[\p{L}\p{Nd}_.]*/uy
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y
const RAW = /`[^`]*`/y
const CHAR = /'(?:[^'\\\n]|\\[^\n])+'/y

export function tokenize(source: Source): Token[] {
  const { text } = source
  const tokens: Token[] = []
  let at = 0
  let trimNext = false
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    const until = open < 0 ? text.length : open
    const trimsLeft = open >= 0 && text[open + 2] === '-' && SPACE.includes(text[open + 3] ?? '?')
    const start = trimNext ? skipSpace(text, at, until) : at
    const end = trimsLeft ? trimEnd(text, start, until) : until
    if (end > start) tokens.push({ kind: 'text', at: start, end, text: text.slice(start, end), spaced: false })
    if (open < 0) break
    const inside = open + (trimsLeft ? 4 : 2)
    const comment = text.startsWith('/*', inside)
    if (!comment) tokens.push({ kind: 'open', at: open, end: inside, text: '{{', spaced: false })
    const close = guarded(text, open, comment, tokens, () =>
      comment ? endOfComment(text, open, inside) : action(text, open, inside, tokens),
    )
    at = close.at
    trimNext = close.trims
  }
  tokens.push({ kind: 'eof', at: text.length, end: text.length, text: 'EOF', spaced: false })
  return tokens
}

/** A fault becomes a token, and the action ends where its `}}` is. */
function guarded(text: string, open: number, comment: boolean, tokens: Token[], read: () => Close): Close {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ParseFault)) throw error
    if (comment) tokens.push({ kind: 'open', at: open, end: open + 2, text: '{{', spaced: false })
    tokens.push({ kind: 'bad', at: error.at, end: error.at, text: error.message, spaced: true })
    const end = text.indexOf('}}', Math.max(error.at, open + 2))
    const next = text.indexOf('{{', Math.max(error.at, open + 2))
    if (end < 0 || (next >= 0 && next < end)) return { at: next < 0 ? text.length : next, trims: false }
    tokens.push({ kind: 'close', at: end, end: end + 2, text: '}}', spaced: false })
    return { at: end + 2, trims: text[end - 1] === '-' }
  }
}

interface Close {
  readonly at: number
  /** The text that follows loses its leading white space. */
  readonly trims: boolean
}

function endOfComment(text: string, open: number, inside: number): Close {
  const end = text.indexOf('*/', inside + 2)
  if (end < 0) throw new ParseFault(open, 'unclosed comment: write {{/* … */}}')
  const close = closing(text, end + 2)
  if (!close) throw new ParseFault(end, 'comment ends before closing delimiter: "}}" must follow "*/"')
  return close
}

/** `}}`, or white space, `-` and `}}`. */
function closing(text: string, at: number): Close | undefined {
  if (text.startsWith('}}', at)) return { at: at + 2, trims: false }
  if (SPACE.includes(text[at] ?? '?') && text.startsWith('-}}', at + 1)) return { at: at + 4, trims: true }
  return undefined
}

function action(text: string, open: number, from: number, tokens: Token[]): Close {
  let at = from
  let spaced = false
  let parens = 0
  while (at < text.length) {
    const close = closing(text, at)
    if (close) {
      if (parens > 0) throw new ParseFault(at, 'unclosed left paren')
      tokens.push({ kind: 'close', at, end: close.at, text: '}}', spaced })
      return close
    }
    if (SPACE.includes(text[at] ?? '')) {
      spaced = true
      at++
      continue
    }
    if (text.startsWith('{{', at)) throw new ParseFault(open, 'unclosed action: "}}" is missing')
    const token = next(text, at, spaced)
    if (token.text === '(') parens++
    if (token.text === ')' && token.kind === 'symbol' && --parens < 0)
      throw new ParseFault(at, 'unexpected right paren')
    tokens.push(token)
    at = token.end
    spaced = false
  }
  throw new ParseFault(open, 'unclosed action: "}}" is missing')
}

function next(text: string, at: number, spaced: boolean): Token {
  const character = text[at] ?? ''
  const token = (kind: TokenKind, end: number, from = at): Token => ({
    kind,
    at,
    end,
    text: text.slice(from, end),
    spaced,
  })
  if (character === '"') return token('string', quoted(STRING, text, at, 'unterminated quoted string'))
  if (character === '`') return token('string', quoted(RAW, text, at, 'unterminated raw quoted string'))
  if (character === "'") return token('char', quoted(CHAR, text, at, 'unterminated character constant'))
  if (text.startsWith(':=', at)) return token('symbol', at + 2)
  if ('=|(),'.includes(character)) return token('symbol', at + 1)
  if (character === '$') return token('variable', terminated(text, match(WORD, text, at + 1)))
  if (/[0-9+-]/.test(character) || (character === '.' && /[0-9]/.test(text[at + 1] ?? '')))
    return token('number', match(NUMBER, text, at))
  if (character === '.') {
    const end = match(WORD, text, at + 1)
    return end === at + 1 ? token('dot', end) : token('field', terminated(text, end), at + 1)
  }
  const end = match(WORD, text, at)
  if (end > at) return token('word', terminated(text, end))
  if (text.startsWith('/*', at))
    throw new ParseFault(at, 'a comment begins right behind its delimiter: {{/* … */}} or {{- /* … */ -}}')
  throw new ParseFault(at, `unexpected ${character === ':' ? '":", expected ":="' : badCharacter(text, at)}`)
}

/** Go wants one of these after a name; most often it is a label with a dash or a slash in it that stops here. */
function terminated(text: string, end: number): number {
  const after = text[end] ?? ' '
  if (SPACE.includes(after) || '.,|:=)('.includes(after) || text.startsWith('}}', end)) return end
  throw new ParseFault(
    end,
    `${badCharacter(text, end)}; a key that is not a plain name is reached by {{ index .Labels "the-key" }}`,
  )
}

function badCharacter(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0
  return `bad character U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`
}

function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

function quoted(pattern: RegExp, text: string, at: number, fault: string): number {
  const end = match(pattern, text, at)
  if (end === at) throw new ParseFault(at, fault)
  return end
}

function skipSpace(text: string, from: number, until: number): number {
  let at = from
  while (at < until && SPACE.includes(text[at] ?? '?')) at++
  return at
}

function trimEnd(text: string, from: number, until: number): number {
  let at = until
  while (at > from && SPACE.includes(text[at - 1] ?? '?')) at--
  return at
}
