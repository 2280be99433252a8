import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, httpHeaders, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

export interface SmsConfig extends CommonConfig {
  readonly url: string
  /** Digits, with a leading `+` where written so; no number twice. */
  readonly to: readonly string[]
  readonly method: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly success: SmsSuccess
  /** Instead of our own words. */
  readonly text: CompiledText | undefined
}

/** A call succeeded when the status is in the range and the field at `path` equals `equals`. */
interface SmsSuccess {
  readonly status: { readonly from: number; readonly to: number }
  /** Names from the top of the JSON answer; empty: the status alone decides. */
  readonly path: readonly string[]
  readonly equals: string
}

const MAX_NUMBERS = 20
const NUMBER = /^\+?\d{5,15}$/
const NUMBERS_ALLOWED = 'must be phone numbers in quotes, such as "+8613800001111", as a list or separated by commas'

const recipients = z
  .union([z.string(), z.array(z.string({ error: NUMBERS_ALLOWED }))], { error: NUMBERS_ALLOWED })
  .transform((value, context) => {
    const texts = typeof value === 'string' ? value.split(',') : value.flatMap((item) => item.split(','))
    const numbers = [...new Set(texts.map((text) => text.replace(/[\s()-]/g, '')).filter((text) => text !== ''))]
    const wrong = numbers.findIndex((number) => !NUMBER.test(number))
    if (numbers.length > 0 && numbers.length <= MAX_NUMBERS && wrong < 0) return numbers
    // The number itself is not repeated: problems are printed.
    const count = numbers.length === 0 ? 'has no number' : `has more than ${MAX_NUMBERS} numbers`
    const problem = wrong < 0 ? count : `number ${wrong + 1} is no phone number (5 to 15 digits)`
    context.addIssue({ code: 'custom', message: `${problem}; it ${NUMBERS_ALLOWED}` })
    return z.NEVER
  })

const STATUS_ALLOWED = 'must be a status or a range of them, such as 200 or 200-299'

const statusRange = z.union([z.number(), z.string()], { error: STATUS_ALLOWED }).transform((value, context) => {
  const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(String(value))
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])]
  if (match && from <= to) return { from, to }
  context.addIssue({ code: 'custom', message: STATUS_ALLOWED })
  return z.NEVER
})

const success = z
  .strictObject({
    status: statusRange.prefault('200-299'),
    json_path: z
      .string()
      .regex(/^(?:[^.\s]+(?:\.[^.\s]+)*)?$/, { error: 'must be names joined by dots, such as data.code, or ""' })
      .default('code'),
    equals: z
      .union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number or true/false' })
      .default('OK'),
  })
  .transform(({ status, json_path, equals }): SmsSuccess => {
    return { status, path: json_path === '' ? [] : json_path.split('.'), equals: String(equals) }
  })

export function smsSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('zh'),
      url: httpUrl,
      to: recipients,
      method: z.enum(['POST', 'PUT'], { error: 'must be POST or PUT' }).default('POST'),
      headers: httpHeaders,
      success: success.prefault({}),
      text: templateText(templates).optional(),
    })
    .transform(({ url, to, method, headers, success, text, ...fields }): SmsConfig => {
      return { ...commonOf(fields), url, to, method, headers, success, text }
    })
}
