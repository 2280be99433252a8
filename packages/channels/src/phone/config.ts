/** Settings that SMS and calls share. Problems never repeat a number or a secret. */
import { formatDuration, parseDuration } from '@tocsin/kit'
import { z } from 'zod'
import { duration, HEADER_VALUE } from '../config.ts'
import type { ChannelTraits } from '../contract.ts'
import { e164Of } from './numbers.ts'

const NUMBERS_ALLOWED = 'must be phone numbers in quotes, such as "+8613800001111", as a list or separated by commas'
const ANY_NUMBER = /^\+?\d{5,15}$/

export interface RecipientRules {
  readonly max: number
  /** Only numbers whose country is known, and all as E.164. */
  readonly e164: boolean
}

/** Digits, with a leading `+` where written so; no number twice. Absent: none of its own. */
export function recipients({ max, e164 }: RecipientRules) {
  return z
    .union([z.string(), z.array(z.string({ error: NUMBERS_ALLOWED }))], { error: NUMBERS_ALLOWED })
    .transform((value, context) => {
      const texts = typeof value === 'string' ? value.split(',') : value.flatMap((item) => item.split(','))
      const written = texts.map((text) => text.replace(/[\s()-]/g, '')).filter((text) => text !== '')
      const read = written.map((text) => (e164 ? e164Of(text) : ANY_NUMBER.test(text) ? text : undefined))
      const numbers = [...new Set(read)]
      const wrong = numbers.indexOf(undefined)
      const problem = countProblem(numbers.length, max) ?? (wrong < 0 ? undefined : numberProblem(wrong + 1, e164))
      if (problem === undefined) return numbers.filter((number) => number !== undefined)
      // The number itself is not repeated: problems are printed.
      context.addIssue({ code: 'custom', message: `${problem}; it ${NUMBERS_ALLOWED}` })
      return z.NEVER
    })
    .optional()
    .transform((numbers): readonly string[] => numbers ?? [])
}

function countProblem(count: number, max: number): string | undefined {
  if (count === 0) return 'has no number'
  return count > max ? `has more than ${max} numbers` : undefined
}

function numberProblem(position: number, e164: boolean): string {
  const form = e164 ? '+, country and number; 11 digits are one in mainland China' : '5 to 15 digits'
  return `number ${position} is no phone number (${form})`
}

export type Budget = NonNullable<ChannelTraits['budget']>

const LIMIT_ALLOWED = 'must be NUMBER/DURATION such as 50/24h, or none'

const limit = z.string({ error: LIMIT_ALLOWED }).transform((text, context) => {
  if (text === 'none') return 'none' as const
  const match = /^(\d{1,6})\/(.+)$/.exec(text)
  const windowMs = parseDuration(match?.[2] ?? '')
  if (match && windowMs !== undefined && windowMs > 0) return { limit: Number(match[1]), windowMs }
  context.addIssue({ code: 'custom', message: LIMIT_ALLOWED })
  return z.NEVER
})

/** `perNumber`: the vendor's own limit, which stands where the settings say nothing. */
export function budget(perNumber: Budget['perRecipient']) {
  return z
    .strictObject({ per_number: limit.optional(), per_receiver: limit.optional() })
    .prefault({})
    .transform(({ per_number = perNumber ?? 'none', per_receiver = 'none' }): Budget => {
      return {
        ...(per_number === 'none' ? {} : { perRecipient: per_number }),
        ...(per_receiver === 'none' ? {} : { perReceiver: per_receiver }),
      }
    })
}

const URL_ALLOWED = 'must be an https address without path, user, ? and #; http only on this machine itself'

/** Of a vendor's API: its own, a private region's, or a stand-in on this machine. */
export function vendorUrl(standard: string) {
  return z
    .string({ error: URL_ALLOWED })
    .default(standard)
    .transform((text, context) => {
      const url = URL.parse(text)
      const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
      const bare = url?.pathname === '/' && url.search === '' && url.hash === '' && url.username + url.password === ''
      if (url && secure && bare) return url.origin
      context.addIssue({ code: 'custom', message: URL_ALLOWED })
      return z.NEVER
    })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** Keys and names of the vendor's console: one word of ASCII. */
export function word(what: string) {
  return z.string({ error: `must be ${what}, in quotes` }).regex(/^[\x21-\x7e]{1,200}$/, {
    error: `must be ${what}: one word of ASCII`,
  })
}

/** In an Authorization header's place, or a key of HMAC. */
export const secret = z
  .string({ error: 'must be a text' })
  .min(1, { error: 'must not be empty' })
  .regex(HEADER_VALUE, { error: 'must be printable ASCII on one line' })

const MAX_VENDOR_TIMEOUT_MS = 10_000

/** Asking, sending and sending once more, in two rounds, have to end before the router takes the delivery for lost. */
export const vendorTimeout = duration(100, MAX_VENDOR_TIMEOUT_MS).prefault('5s')

export function paramLength(standard: number) {
  const allowed = `must be a whole number from 5 to 200`
  return z
    .number({ error: allowed })
    .int({ error: allowed })
    .min(5, { error: allowed })
    .max(200, { error: allowed })
    .default(standard)
}

/** `(2 numbers)`, `(people only)` */
export function countOf(to: readonly string[]): string {
  return to.length === 0 ? '(people only)' : `(${to.length} number${to.length === 1 ? '' : 's'})`
}

export function budgetText({ perRecipient }: Budget): string {
  return perRecipient ? `${perRecipient.limit}/${formatDuration(perRecipient.windowMs)}` : 'none'
}
