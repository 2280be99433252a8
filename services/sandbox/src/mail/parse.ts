import PostalMime, { type Address, type Email } from 'postal-mime'
import type { About } from '../model.ts'

/** A mail as the inbox keeps it. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  /** With angle brackets; empty where it has none. */
  readonly messageId: string
  readonly inReplyTo: string
  readonly references: readonly string[]
  readonly text: string
  readonly html: string
  /** Names in lower case, in the order of the mail. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Names of the files that came with it. Their content is not kept. */
  readonly attachments: readonly string[]
}

/** Rejects for what is no mail: nested or headed beyond reason. */
export async function parseMail(raw: Buffer): Promise<Mail> {
  const email: Email = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 64_000 })
  return {
    from: email.from ? mailboxOf(email.from) : '',
    to: (email.to ?? []).map(mailboxOf),
    subject: email.subject ?? '',
    messageId: email.messageId ?? '',
    inReplyTo: email.inReplyTo ?? '',
    references: email.references?.match(/<[^<>\s]+>/g) ?? [],
    text: email.text ?? '',
    html: email.html ?? '',
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: email.attachments.map(({ filename, mimeType }) => filename ?? mimeType),
  }
}

/** `recipients`: those of the envelope, who get it whatever the headers say. */
export function aboutMail(mail: Mail, recipients: readonly string[]): About {
  const threadId = mail.references[0] ?? (mail.inReplyTo || mail.messageId)
  return {
    title: mail.subject,
    text: mail.text || plainOf(mail.html),
    target: recipients.join(', '),
    ...(threadId === '' ? {} : { threadId }),
  }
}

function mailboxOf(address: Address): string {
  if (address.address === undefined) return address.name
  return address.name ? `${address.name} <${address.address}>` : address.address
}

/** Of a mail that came as HTML only, as much as a search needs. */
function plainOf(html: string): string {
  return html
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
