/** Numbers to text as Go writes them. Source: Go `strconv/ftoa.go`. */

/** The shortest text that reads back as the same number: `1e+06`, `0.25`, `NaN`. */
export function floatText(value: number): string {
  return shortest(value, 6)
}

/** As `encoding/json` writes it: plain up to 1e21. */
export function jsonFloat(value: number): string {
  return shortest(value, 21).replace('e-0', 'e-')
}

function shortest(value: number, exponentFrom: number): string {
  const special = notFinite(value)
  if (special) return special
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || exponent >= exponentFrom)) return `${mantissa}e${exponentText(exponent)}`
  return plain(value)
}

export function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return undefined
  return value > 0 ? '+Inf' : '-Inf'
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`
}

/** Without an exponent; JavaScript would write one from 1e21 and under 1e-6. */
function plain(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const text = `${value}`
  if (!text.includes('e')) return text
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const digits = mantissa.replace(/[-.]/g, '')
  const point = Number(power) + 1
  const sign = value < 0 ? '-' : ''
  return point <= 0 ? `${sign}0.${'0'.repeat(-point)}${digits}` : `${sign}${digits.padEnd(point, '0')}`
}

/** `%f`: exact, halves to even, whatever the precision. */
export function fixed(value: number, precision: number): string {
  const special = notFinite(value)
  if (special) return special
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const { mantissa, exponent } = parts(Math.abs(value))
  let scaled = mantissa * 10n ** BigInt(precision)
  if (exponent >= 0) scaled <<= BigInt(exponent)
  else scaled = divideToEven(scaled, 1n << BigInt(-exponent))
  const digits = `${scaled}`.padStart(precision + 1, '0')
  return sign + (precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`)
}

/** A double is mantissa times two to the exponent. */
function parts(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const raw = Number(bits >> 52n) & 0x7ff
  const fraction = bits & ((1n << 52n) - 1n)
  return raw === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: raw - 1075 }
}

function divideToEven(value: bigint, by: bigint): bigint {
  const quotient = value / by
  const twice = (value % by) * 2n
  return twice > by || (twice === by && quotient % 2n === 1n) ? quotient + 1n : quotient
}

/** `%e` */
export function exponential(value: number, precision: number): string {
  const special = notFinite(value)
  if (special) return special
  const [mantissa = '0', power = '0'] = value.toExponential(Math.min(precision, 100)).split('e')
  return `${mantissa}e${exponentText(Number(power))}`
}

/** `%g` with a precision: significant digits, zeros at the end left out. */
export function significant(value: number, precision: number): string {
  const special = notFinite(value)
  if (special) return special
  const digits = Math.max(1, Math.min(precision, 100))
  const [mantissa = '0', power = '0'] = value.toExponential(digits - 1).split('e')
  const exponent = Number(power)
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  if (exponent < -4 || exponent >= digits) return `${trimmed}e${exponentText(exponent)}`
  return plain(Number(value.toPrecision(digits)))
}
