/** String literals as Go writes them, which is what LogQL, PromQL and Alertmanager's matchers use. Source: Go `strconv.Unquote`. */

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))|\\$/gu

export type Unquoted =
  | { readonly ok: true; readonly value: string }
  /** `at` counts from the first character of the literal, its quote. */
  | { readonly ok: false; readonly at: number; readonly message: string }

/** The value of `"…"` (with escapes), of a backtick literal (raw) or of `'…'`. */
export function unquote(literal: string): Unquoted {
  const quote = literal[0]
  if (literal.length < 2 || literal.at(-1) !== quote || (quote !== '"' && quote !== '`' && quote !== "'")) {
    return { ok: false, at: 0, message: 'this is no quoted text; write "…" or `…`' }
  }
  const inner = literal.slice(1, -1)
  if (quote === '`') return { ok: true, value: inner.replaceAll('\r', '') }
  let bad: { at: number; text: string } | undefined
  const value = inner.replace(ESCAPE, (text, hex, short, long, octal, other, at: number) => {
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(hex ?? short ?? long ?? '', 16)
    const decoded: string | undefined =
      other === undefined ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : SIMPLE[other]
    if (decoded !== undefined) return decoded
    bad ??= { at: at + 1, text }
    return ''
  })
  if (!bad) return { ok: true, value }
  return {
    ok: false,
    at: bad.at,
    message: `"${bad.text}" is no escape; write a backslash as \\\\, or use backticks, where nothing is escaped`,
  }
}

/** `"…"` with `\\`, `\n` and `\"` escaped, as OpenMetrics and Alertmanager print values. */
export function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')}"`
}

const ESCAPED: ReadonlyMap<string, string> = new Map(
  Object.entries(SIMPLE).flatMap(([letter, character]) => (character === "'" ? [] : [[character, `\\${letter}`]])),
)

/** As Go's `%q`: what cannot be printed is escaped, too. Source: Go `strconv.Quote`, `unicode.IsPrint`. */
export function quoteGo(value: string): string {
  const inner = value.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const known = ESCAPED.get(character)
    if (known !== undefined) return known
    const code = character.codePointAt(0) ?? 0
    const hex = code.toString(16)
    if (code < 0x80) return `\\x${hex.padStart(2, '0')}`
    return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
  })
  return `"${inner}"`
}
