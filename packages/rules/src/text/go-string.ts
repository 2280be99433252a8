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
  const line = inner.indexOf('\n')
  if (line >= 0) return { ok: false, at: line + 1, message: 'a line break in quotes; write it as \\n' }
  const parts: Uint8Array[] = []
  let after = 0
  for (const match of inner.matchAll(ESCAPE)) {
    const escaped = bytesOf(match, quote)
    if (!escaped) {
      const message = `"${match[0]}" is no escape; write a backslash as \\\\, or use backticks, where nothing is escaped`
      return { ok: false, at: match.index + 1, message }
    }
    parts.push(utf8(inner.slice(after, match.index)), escaped)
    after = match.index + match[0].length
  }
  if (after === 0) return { ok: true, value: inner }
  try {
    const bytes = Buffer.concat([...parts, utf8(inner.slice(after))])
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { ok: false, at: 0, message: 'its escapes give bytes that are no UTF-8' }
  }
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** What one escape stands for, as UTF-8; `\x` and octals are bytes. Undefined for what is no escape. */
function bytesOf([, hex, short, long, octal, other]: RegExpExecArray, quote: string): Uint8Array | undefined {
  if (hex !== undefined || octal !== undefined) {
    const byte = octal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(octal, 8)
    return byte <= 0xff ? Uint8Array.of(byte) : undefined
  }
  const digits = short ?? long
  if (digits !== undefined) {
    const code = Number.parseInt(digits, 16)
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? utf8(String.fromCodePoint(code)) : undefined
  }
  const simple = other === undefined || (/["']/.test(other) && other !== quote) ? undefined : SIMPLE[other]
  return simple === undefined ? undefined : utf8(simple)
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
