/** One verb with its flags on texts and numbers. Source: Go `fmt/format.go`. Undefined: the verb is none for such a value. */
import type { Budget } from './budget.ts'
import { RenderFault } from './fault.ts'
import { exponential, fixed, floatText, significant } from './numbers.ts'
import { canBackquote, quote } from './quote.ts'

export interface Spec {
  readonly verb: string
  readonly plus: boolean
  readonly minus: boolean
  readonly sharp: boolean
  readonly space: boolean
  readonly zero: boolean
  readonly width?: number
  readonly precision?: number
}

const MAX_PRECISION = 1000

/** To the width of the verb; characters count, not bytes. */
export function pad(text: string, spec: Spec, budget: Budget, zeros = false): string {
  const { width } = spec
  if (width === undefined || text.length >= width * 2) return text
  budget.text(width)
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (spec.minus) return text + ' '.repeat(missing)
  if (!zeros) return ' '.repeat(missing) + text
  const sign = /^[+ -]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

export function formatText(text: string, spec: Spec, budget: Budget): string | undefined {
  budget.text(text.length)
  const { precision } = spec
  const cut = precision === undefined || text.length <= precision ? text : [...text].slice(0, precision).join('')
  switch (spec.verb) {
    case 'v':
    case 's':
      return pad(cut, spec, budget, spec.zero)
    case 'q':
      if (spec.sharp && canBackquote(cut)) return pad(`\`${cut}\``, spec, budget)
      return pad(quote(cut, '"', spec.plus), spec, budget, spec.zero)
    case 'x':
    case 'X':
      return pad(hex(text, spec, budget), spec, budget, spec.zero)
  }
  return undefined
}

function hex(text: string, spec: Spec, budget: Budget): string {
  budget.text(text.length * 6)
  const bytes = Buffer.from(text).subarray(0, spec.precision)
  const prefix = spec.sharp ? `0${spec.verb}` : ''
  const digits = [...bytes].map((byte) => {
    const pair = byte.toString(16).padStart(2, '0')
    return spec.verb === 'X' ? pair.toUpperCase() : pair
  })
  if (digits.length === 0) return ''
  return spec.space ? digits.map((pair) => prefix + pair).join(' ') : prefix + digits.join('')
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }
const PREFIXES: Readonly<Record<string, string>> = { b: '0b', o: '0', x: '0x', X: '0X' }

export function formatInteger(value: bigint, spec: Spec, budget: Budget): string | undefined {
  const { verb } = spec
  if (verb === 'c' || verb === 'q' || verb === 'U') return character(value, spec, budget)
  const base = BASES[verb]
  if (base === undefined) return undefined
  const negative = value < 0n
  let digits = (negative ? -value : value).toString(base)
  if (verb === 'X') digits = digits.toUpperCase()
  const { precision } = spec
  if (precision === 0 && value === 0n) return pad('', spec, budget)
  if (precision !== undefined) {
    budget.text(precision)
    digits = digits.padStart(precision, '0')
  }
  const prefix = verb === 'O' ? '0o' : spec.sharp ? (PREFIXES[verb] ?? '') : ''
  const sign = negative ? '-' : spec.plus && verb !== 'v' ? '+' : spec.space ? ' ' : ''
  if (spec.zero && !spec.minus && precision === undefined && spec.width !== undefined) {
    budget.text(spec.width)
    digits = digits.padStart(spec.width - sign.length, '0')
  }
  return pad(sign + prefix + digits, spec, budget)
}

function character(value: bigint, spec: Spec, budget: Budget): string {
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn)
  const code = valid ? Number(value) : 0xfffd
  const text = String.fromCodePoint(code)
  if (spec.verb === 'c') return pad(text, spec, budget)
  if (spec.verb === 'q') return pad(quote(text, "'", spec.plus), spec, budget)
  const digits = (value < 0n ? BigInt.asUintN(64, value) : value).toString(16).toUpperCase().padStart(4, '0')
  return pad(`U+${digits}${spec.sharp ? ` '${text}'` : ''}`, spec, budget)
}

export function formatFloat(value: number, spec: Spec, budget: Budget): string | undefined {
  const { precision } = spec
  if (precision !== undefined && precision > MAX_PRECISION)
    throw new RenderFault(`precision ${precision} is over ${MAX_PRECISION}`)
  const text = floatDigits(value, spec.verb, precision)
  if (text === undefined) return undefined
  const infinite = text.startsWith('+')
  const plus = spec.verb !== 'v' && spec.plus
  const sign = text.startsWith('-') ? '' : plus || (infinite && !spec.space) ? '+' : spec.space ? ' ' : ''
  return pad(sign + (infinite ? text.slice(1) : text), spec, budget, spec.zero && Number.isFinite(value))
}

function floatDigits(value: number, verb: string, precision: number | undefined): string | undefined {
  switch (verb) {
    case 'v':
    case 'g':
      return precision === undefined ? floatText(value) : significant(value, precision)
    case 'G':
      return (precision === undefined ? floatText(value) : significant(value, precision))
        .toUpperCase()
        .replace('INF', 'Inf')
        .replace('NAN', 'NaN')
    case 'f':
    case 'F':
      return fixed(value, precision ?? 6)
    case 'e':
      return exponential(value, precision ?? 6)
    case 'E':
      return exponential(value, precision ?? 6).replace('e', 'E')
  }
  return undefined
}
