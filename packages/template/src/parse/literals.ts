/** Go's constants as templates write them. Source: Go `strconv.Unquote`, `text/template/parse/node.go`. */
import type { NumberOperand } from './nodes.ts'

const ESCAPES = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
])
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/g

/** The value of a quoted string, raw string or character constant; undefined where an escape is none. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0] ?? ''
  const inner = literal.slice(1, -1)
  if (quote === '`') return inner.replaceAll('\r', '')
  // Single bytes may be parts of one character, so the text is put together as bytes.
  const parts: Buffer[] = []
  let behind = 0
  for (const found of inner.matchAll(ESCAPE)) {
    const value = escaped(found, quote)
    if (value === undefined) return undefined
    parts.push(Buffer.from(inner.slice(behind, found.index)), value)
    behind = found.index + found[0].length
  }
  if (parts.length === 0) return inner
  return Buffer.concat([...parts, Buffer.from(inner.slice(behind))]).toString('utf8')
}

function escaped([, hex, short, long, octal, single = '']: RegExpMatchArray, quote: string): Buffer | undefined {
  const byte = hex ? Number.parseInt(hex, 16) : octal ? Number.parseInt(octal, 8) : undefined
  if (byte !== undefined) return byte > 255 ? undefined : Buffer.of(byte)
  const digits = short ?? long
  if (digits !== undefined) {
    const code = Number.parseInt(digits, 16)
    const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    return valid ? Buffer.from(String.fromCodePoint(code)) : undefined
  }
  if (single !== quote && (single === "'" || single === '"')) return undefined
  const known = ESCAPES.get(single)
  return known === undefined ? undefined : Buffer.from(known)
}

const INTEGER = /^[+-]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]+|[0-9][0-9_]*)$/
const FLOAT = /^[+-]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?$/
const MAX_DIGITS = 100
const LIMIT = 2n ** 63n

type Constant = Omit<NumberOperand, 'kind' | 'at' | 'end'>

/** A number constant, or what is wrong with it. */
export function parseNumber(text: string): Constant | string {
  if (text.length > MAX_DIGITS) return `number longer than ${MAX_DIGITS} digits`
  if (/i$/.test(text) && !/^[+-]?0[xX]/.test(text)) return `complex number ${text} is not supported`
  if (INTEGER.test(text)) {
    const value = integer(text)
    if (value === undefined) return `bad number syntax: "${text}"`
    if (value >= LIMIT || value < -LIMIT) return `${text} overflows int`
    return { int: value, float: Number(value), isFloat: false }
  }
  const plain = text.replaceAll('_', '')
  if (!FLOAT.test(text) || !Number.isFinite(Number(plain))) return `bad number syntax: "${text}"`
  const float = Number(plain)
  const whole = Number.isInteger(float) && Math.abs(float) < Number(LIMIT)
  return { int: whole ? BigInt(float) : undefined, float, isFloat: true }
}

function integer(text: string): bigint | undefined {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '')
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)
  const source = octal ? `0o${octal[1]}` : digits
  if (/^0[0-9]/.test(source)) return undefined
  const value = BigInt(source)
  return negative ? -value : value
}

/** A character constant is the number of its character. */
export function parseChar(literal: string): Constant | undefined {
  const value = unquote(literal)
  if (value === undefined || [...value].length !== 1) return undefined
  const code = value.codePointAt(0) ?? 0
  return { int: BigInt(code), float: code, isFloat: false }
}
