/** Fields of `email_configs` that are more than a word: addresses, headers, bodies. Most may be templates. */
import { isIP } from 'node:net'
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { isTemplate, parsedText } from '../templated.ts'
import { type Mailbox, parseMailboxes } from './address.ts'

/** No address twice. */
export type Recipients =
  | { readonly kind: 'fixed'; readonly mailboxes: readonly Mailbox[] }
  | { readonly kind: 'template'; readonly template: CompiledText }

export const MAX_RECIPIENTS = 50
const SMARTHOST_ALLOWED = 'must be HOST:PORT, such as smtp.example.com:587 or [2001:db8::1]:25'

export const smarthost = z.string({ error: SMARTHOST_ALLOWED }).transform((text, context) => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3])
  const badLiteral = match?.[1] !== undefined && isIP(match[1]) !== 6
  if (match && !badLiteral && port > 0 && port <= 65_535) return { host, port }
  context.addIssue({ code: 'custom', message: SMARTHOST_ALLOWED })
  return z.NEVER
})

const ADDRESS_ALLOWED = 'must be an e-mail address such as ops@example.com or "On call <ops@example.com>"'
const ADDRESSES_ALLOWED = 'must be e-mail addresses, as a list or separated by commas'

export const sender = z.string({ error: ADDRESS_ALLOWED }).transform((text, context) => {
  const [mailbox, ...others] = parseMailboxes(text)
  if (mailbox && others.length === 0) return mailbox
  context.addIssue({ code: 'custom', message: ADDRESS_ALLOWED })
  return z.NEVER
})

export function recipientsSchema(templates: TemplateSet) {
  return z
    .union([z.string(), z.array(z.string({ error: ADDRESSES_ALLOWED }))], { error: ADDRESSES_ALLOWED })
    .transform((value, context): Recipients => {
      const text = typeof value === 'string' ? value : value.join(', ')
      const report = (message: string) => context.addIssue({ code: 'custom', message })
      if (isTemplate(text)) {
        const template = parsedText(templates, text, report)
        return template ? { kind: 'template', template } : z.NEVER
      }
      const read = readRecipients(text)
      if (read.ok) return { kind: 'fixed', mailboxes: read.mailboxes }
      report(`${read.problem}; it ${ADDRESSES_ALLOWED}`)
      return z.NEVER
    })
}

/** The problem names no address: it is printed. */
export function readRecipients(
  text: string,
): { readonly ok: true; readonly mailboxes: Mailbox[] } | { readonly ok: false; readonly problem: string } {
  const found = parseMailboxes(text)
  const mailboxes = found.filter((mailbox) => mailbox !== undefined)
  if (mailboxes.length < found.length) {
    return { ok: false, problem: `address ${found.indexOf(undefined) + 1} is no e-mail address` }
  }
  if (found.length === 0) return { ok: false, problem: 'has no address' }
  return found.length > MAX_RECIPIENTS
    ? { ok: false, problem: `has more than ${MAX_RECIPIENTS} addresses` }
    : { ok: true, mailboxes }
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,76}$/
/** Those that Tocsin writes, and those that change who gets the mail or how it is read. */
const OWN_HEADERS =
  /^(?:sender|bcc|date|message-id|in-reply-to|references|thread-topic|mime-version|content-.*|received|return-path|dkim-signature|auto-submitted|x-auto-response-suppress)$/i

export function headersSchema(templates: TemplateSet) {
  return z
    .record(
      z
        .string()
        .regex(HEADER_NAME, { error: 'is not a header name' })
        .refine((name) => !OWN_HEADERS.test(name), { error: 'is set by Tocsin itself' }),
      z
        .string()
        // What a template gives becomes one line, and is cut.
        .refine((value) => isTemplate(value) || /^[^\p{Cc}]*$/u.test(value), {
          error: 'must be one line without control characters',
        })
        .refine((value) => isTemplate(value) || value.length <= 900, { error: 'may have up to 900 characters' }),
    )
    .default({})
    .transform((found, context) =>
      Object.entries(found).flatMap(([name, value]) => {
        const report = (message: string) => context.addIssue({ code: 'custom', path: [name], message })
        const template = parsedText(templates, value, report)
        return template ? [[name, template] as const] : []
      }),
    )
}

/** Null for an empty one, by which Alertmanager leaves a part out. */
export function bodySchema(templates: TemplateSet) {
  return z
    .string({ error: 'must be a text; it may hold templates' })
    .transform((text, context): CompiledText | null => {
      if (text === '') return null
      return parsedText(templates, text, (message) => context.addIssue({ code: 'custom', message })) ?? z.NEVER
    })
    .optional()
}
