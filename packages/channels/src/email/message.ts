/** A rendered mail as the bytes that go over the wire. */
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Mailbox } from './address.ts'
import type { EmailConfig } from './config.ts'
import type { Mail } from './write.ts'

export interface MailHead {
  readonly messageId: string
  /** Message-ID of the thread's first mail; undefined for that mail itself. */
  readonly inReplyTo: string | undefined
  readonly topic: string
  readonly now: number
}

/** MIME with text and HTML. All recipients are named, also those that have it already: everybody sees who was told. */
export function composeMail(
  config: EmailConfig,
  mail: Mail & { readonly to: readonly Mailbox[] },
  head: MailHead,
): Promise<Buffer> {
  const { headers, address, has } = apart(mail.headers)
  const { inReplyTo, messageId, now, topic } = head
  const composer = new MailComposer({
    from: address('from') ?? config.from,
    to: address('to') ?? [...mail.to],
    cc: address('cc'),
    subject: mail.subject,
    ...(mail.text === undefined ? {} : { text: mail.text }),
    ...(mail.html === undefined ? {} : { html: mail.html }),
    date: new Date(now),
    messageId,
    // Gmail needs both. Sources: RFC 5322, 3.6.4; gitlab-foss#60081.
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }),
    headers: {
      ...(mail.urgent && !has('x-priority', 'importance') ? { 'X-Priority': '1', Importance: 'high' } : {}),
      ...headers,
      // Exchange and Outlook keep a conversation together by this.
      'Thread-Topic': topic,
      // No vacation replies. Source: RFC 3834, 5; the second is Exchange's.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

/** Headers that are written as addresses, by their names in lower case. They are what is shown: who gets the mail is not theirs to say. */
function apart(all: Readonly<Record<string, string>>) {
  const isAddress = (name: string) => ['from', 'to', 'cc'].includes(name.toLowerCase())
  const entries = Object.entries(all)
  return {
    headers: Object.fromEntries(entries.filter(([name]) => !isAddress(name))),
    address: (wanted: string) => entries.find(([name]) => name.toLowerCase() === wanted)?.[1],
    has: (...names: readonly string[]) => entries.some(([name]) => names.includes(name.toLowerCase())),
  }
}
