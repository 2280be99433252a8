/** Texts in Go's quotes. Source: Go `strconv.Quote`. */

const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
}
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

export function quote(text: string, mark = '"', asciiOnly = false): string {
  let quoted = mark
  for (const character of text) quoted += escaped(character, mark, asciiOnly)
  return quoted + mark
}

function escaped(character: string, mark: string, asciiOnly: boolean): string {
  if (character === mark) return `\\${mark}`
  const named = NAMED[character]
  if (named) return named
  const code = character.codePointAt(0) ?? 0
  if (PRINTABLE.test(character) && (code < 0x80 || !asciiOnly)) return character
  const hex = code.toString(16)
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Whether backquotes can hold the text as it is. */
export function canBackquote(text: string): boolean {
  return !/[`\x7f\ufeff]|[^\P{Cc}\t]/u.test(text)
}
