/** Kinds of fields of people.yml. */
import { parseDuration } from '@tocsin/kit'
import { z } from 'zod'
import { scalarText } from '../raw.ts'
import { text, wants } from '../router/fields.ts'
import { minuteOf } from '../router/intervals.ts'
import type { NumberRange } from '../types.ts'

type Normalise = (text: string) => string | undefined

/** `message` says what is allowed; it shows no value, since addresses are nobody's business. */
function normalised(normalise: Normalise, message: string) {
  return scalarText.transform((written, context) => {
    const value = normalise(written.trim())
    if (value === undefined) context.addIssue({ code: 'custom', message })
    return value ?? ''
  })
}

const shaped =
  (shape: RegExp): Normalise =>
  (written) =>
    shape.test(written) ? written : undefined

const ID = shaped(/^[^\s\p{Cc}]{1,128}$/u)
const ID_MESSAGE = 'must be 1 to 128 characters without spaces'

/** E.164: a plus, the country and the number, 8 to 15 digits. A mobile number of China may stand without the country. */
export function mobileOf(written: string): string | undefined {
  const digits = written.replace(/[\s().-]/g, '')
  if (/^(?:86)?1[3-9]\d{9}$/.test(digits)) return `+${digits.length === 11 ? '86' : ''}${digits}`
  if (digits.startsWith('+86') && !/^\+861[3-9]\d{9}$/.test(digits)) return undefined
  return /^\+[1-9]\d{7,14}$/.test(digits) ? digits : undefined
}

/** Source for wecom: "创建成员", `userid`. For mobile: ITU-T E.164. */
export const ADDRESS_FIELDS = {
  wecom: normalised(
    shaped(/^[A-Za-z0-9][\w.@-]{0,63}$/),
    'must be a WeCom userid: 1 to 64 letters, digits, _ - @ . and a letter or digit first',
  ),
  mobile: normalised(
    mobileOf,
    'must be a number with its country, such as +491701234567, or the 11 digits of a mobile number of China',
  ),
  email: normalised(
    (written) => (/^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(written) ? written.toLowerCase() : undefined),
    'must be one e-mail address, such as li@example.com',
  ),
  jira: normalised(ID, ID_MESSAGE),
  zentao: normalised(ID, ID_MESSAGE),
  github: normalised(
    shaped(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})$/),
    'must be a GitHub login: 1 to 39 letters, digits and -',
  ),
  dingtalk: normalised(ID, ID_MESSAGE),
  feishu: normalised(ID, ID_MESSAGE),
} as const

const TIME_OF_DAY = 'must be a time of day, HH:MM, up to 24:00'

const minute = scalarText.transform((written, context) => {
  const found = minuteOf(written)
  if (found === undefined) context.addIssue({ code: 'custom', message: TIME_OF_DAY })
  return found ?? 0
})

/** From and to, over midnight too; never all of a day, which is said by leaving it out. */
export const HOURS_FIELDS = { from: minute, to: minute }

export function checkHours({ from, to }: NumberRange, context: z.core.$RefinementCtx): void {
  if (from % 1440 !== to % 1440) return
  context.addIssue({ code: 'custom', path: ['to'], message: 'from and to are the same moment of the day' })
}

export const hoursField = z
  .strictObject(HOURS_FIELDS, { error: wants('an object with from and to, such as { from: "09:00", to: "18:00" }') })
  .superRefine(checkHours)

const DAY_MS = 86_400_000
const MAX_DAYS = 366

/** A turn of a rotation, in days. */
export const turnField = scalarText.transform((written, context) => {
  const ms = parseDuration(written)
  if (ms !== undefined && ms > 0 && ms % DAY_MS === 0 && ms <= MAX_DAYS * DAY_MS) return ms / DAY_MS
  context.addIssue({ code: 'custom', message: 'must be whole days or weeks, such as 1w, 3d, 1d' })
  return z.NEVER
})

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/
const LOCAL_MESSAGE = 'must be a local date and time, such as 2026-01-05 09:00'

/** Written as if it were UTC; undefined for a text that is no such time, 30 February among them. */
function localOf(written: string): number | undefined {
  const match = LOCAL.exec(written)
  if (!match) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00'] = match
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const at = Date.parse(iso)
  return !Number.isNaN(at) && new Date(at).toISOString() === iso ? at : undefined
}

/** Where the time of a zone is meant that stands elsewhere. */
export const localField = scalarText.transform((written, context) => {
  const local = localOf(written)
  if (local === undefined) context.addIssue({ code: 'custom', message: LOCAL_MESSAGE })
  return local ?? 0
})

const MOMENT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/

/** A local time, or a moment that names its offset itself. */
export const momentField = scalarText.transform((written, context) => {
  const local = localOf(written)
  if (local !== undefined) return { kind: 'local' as const, local }
  const at = MOMENT.test(written) ? Date.parse(written.replace(' ', 'T')) : Number.NaN
  if (Number.isNaN(at)) {
    const message = `${LOCAL_MESSAGE}, or one with its offset, such as 2026-01-05T09:00:00+08:00`
    context.addIssue({ code: 'custom', message })
  }
  return { kind: 'moment' as const, at: Number.isNaN(at) ? 0 : at }
})

/** A name that people can write on one line, and that means nothing else. */
export function nameProblem(name: string): string | undefined {
  if (name === 'team') return '"team" is what a notify says for the team of the alert\'s label; choose another name'
  if (name.trim() !== name || name === '') return 'a name has no spaces at its ends, and at least one character'
  return name.length > 128 || /[\p{Cc}\p{Zl}\p{Zp},]/u.test(name)
    ? 'a name has at most 128 characters, no commas and no line breaks'
    : undefined
}

/** Names of others in this file; whether they are there is checked elsewhere. */
export const namesField = (what: string) => z.array(text, { error: `must be a list of ${what}` })
