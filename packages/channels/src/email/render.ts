/** A notification as a mail: subject, text and HTML. Pure. */
import type { Notification } from '../contract.ts'
import { cutUnits } from '../text/text.ts'
import { contentOf, type MailOptions } from './content.ts'
import { asHtml } from './html.ts'
import { asText } from './text.ts'

/** Gmail hides what comes after 102 kB. */
export const MAX_HTML_BYTES = 100_000
export const MAX_SUBJECT = 240

export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Asks for a louder sound, where a phone knows the difference. */
  readonly urgent: boolean
}

/**
 * `topic` is the title of the thread's first mail. What changes in the subject stands before it in brackets, which clients
 * that compare subjects leave out (RFC 5256, 2.1); without it an end would look like another alarm in a list of mails.
 */
export function renderMail(notification: Notification, topic: string, options: MailOptions): RenderedMail {
  const content = contentOf(notification, options)
  const severity = content.severityWord === '' ? '' : `[${content.severityWord}] `
  const subject = cutUnits(`${content.mark}[${content.statusWord}] ${severity}${topic}`, MAX_SUBJECT)
  return {
    subject,
    text: asText(content),
    html: asHtml(content, subject),
    urgent: !content.ended && content.severity === 'critical' && !notification.test,
  }
}
