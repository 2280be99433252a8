/** Telephone numbers: how they are written, how they are shown, how they are remembered. */
import { createHash } from 'node:crypto'

/** E.164, and the eleven digits of a mobile number in mainland China. */
const E164 = /^\+[1-9]\d{4,14}$/
const MAINLAND = /^1\d{10}$/

/** `+8613800001111` of any way to write it; undefined for what is no number with its country. */
export function e164Of(number: string): string | undefined {
  if (MAINLAND.test(number)) return `+86${number}`
  return E164.test(number) ? number : undefined
}

export function isMainland(number: string): boolean {
  return /^\+861\d{10}$/.test(number)
}

/** Without what `+` says: Aliyun wants eleven digits at home, and country and number abroad. */
export function aliyunNumber(number: string): string {
  return isMainland(number) ? number.slice(3) : number.replace(/^\+/, '')
}

/** `+86138****1111`: enough for who knows it, too little for who does not. */
export function maskNumber(number: string): string {
  const start = number.startsWith('+86') ? 6 : number.startsWith('+') ? 4 : 3
  if (number.length < start + 6) return `****${number.slice(-2)}`
  return `${number.slice(0, start)}****${number.slice(-4)}`
}

/** Stands for a number where it is kept: the same for all ways to write it. */
export function numberId(number: string): string {
  return createHash('sha256')
    .update(e164Of(number) ?? number)
    .digest('hex')
    .slice(0, 16)
}

/** Providers like to repeat the number they refuse. */
export function withoutNumbers(text: string): string {
  return text.replace(/\+?\d{5,}/g, '…')
}
