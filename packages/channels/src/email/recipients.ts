/** Who gets a mail: the people it is for, as far as they have an address; else those of the settings. */
import type { Notification } from '../contract.ts'
import type { Texts } from '../templated.ts'
import { type Mailbox, parseMailboxes } from './address.ts'
import type { EmailConfig } from './config.ts'
import { MAX_RECIPIENTS, readRecipients } from './fields.ts'

export type Addressed =
  | { readonly ok: true; readonly mailboxes: readonly Mailbox[] }
  | { readonly ok: false; readonly code: 'NO_RECIPIENT' | 'TEMPLATE' }

/** Of one mail for all of these. */
export function addressed(
  config: EmailConfig,
  all: readonly { readonly notification: Notification; readonly texts: Texts }[],
): Addressed {
  const found = all.map(({ notification, texts }) => {
    const people = peopleOf(notification)
    return people.length > 0 ? people : configured(config, texts)
  })
  const mailboxes = found.flatMap((one) => one ?? [])
  if (mailboxes.length > 0) return { ok: true, mailboxes: distinct(mailboxes).slice(0, MAX_RECIPIENTS) }
  return { ok: false, code: found.includes(undefined) ? 'TEMPLATE' : 'NO_RECIPIENT' }
}

function peopleOf({ people = [] }: Notification): Mailbox[] {
  return people.flatMap(({ displayName, addresses }) => {
    const [mailbox, ...others] = parseMailboxes(addresses.email ?? '')
    return mailbox && others.length === 0
      ? [{ address: mailbox.address, name: displayName.replace(/\p{Cc}/gu, '') }]
      : []
  })
}

/** Undefined where the template gave no addresses. */
function configured({ to }: EmailConfig, texts: Texts): readonly Mailbox[] | undefined {
  if (to === undefined) return []
  if (to.kind === 'fixed') return to.mailboxes
  const rendered = texts.render(to.template)
  if (!rendered.ok) {
    texts.fail(`to: ${rendered.message}`)
    return undefined
  }
  const read = readRecipients(rendered.text)
  if (read.ok) return read.mailboxes
  texts.fail(
    `to: what the template gave ${read.problem.startsWith('has') ? read.problem : `is wrong: ${read.problem}`}`,
  )
  return undefined
}

function distinct(mailboxes: readonly Mailbox[]): Mailbox[] {
  return [...new Map(mailboxes.map((mailbox) => [mailbox.address.toLowerCase(), mailbox])).values()]
}
