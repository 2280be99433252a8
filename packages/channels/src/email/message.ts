/** A rendered mail as the bytes that go over the wire. */
import MailComposer from 'nodemailer/lib/mail-composer'
import type { EmailConfig } from './config.ts'
import type { RenderedMail } from './render.ts'

export interface MailHead {
  readonly messageId: string
  /** Message-ID of the thread's first mail; undefined for that mail itself. */
  readonly inReplyTo: string | undefined
  readonly topic: string
  readonly now: number
}

/** MIME with text and HTML. All recipients are named, also those that have it already: everybody sees who was told. */
export function composeMail(config: EmailConfig, mail: RenderedMail, head: MailHead): Promise<Buffer> {
  const { from, to, headers } = config
  const { inReplyTo, messageId, now, topic } = head
  const composer = new MailComposer({
    from,
    to: [...to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: new Date(now),
    messageId,
    // Gmail needs both. Sources: RFC 5322, 3.6.4; gitlab-foss#60081.
    ...(inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }),
    headers: {
      ...headers,
      // Exchange and Outlook keep a conversation together by this.
      'Thread-Topic': topic,
      // No vacation replies. Source: RFC 3834, 5; the second is Exchange's.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(mail.urgent ? { 'X-Priority': '1', Importance: 'high' } : {}),
    },
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
