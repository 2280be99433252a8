/** E-mail by SMTP. One mail to all addresses, one thread for each incident of a group; or one mail about many groups. */
import type { Channel, Notification, Preview, SendContext } from '../contract.ts'
import { overallOutcome } from '../recipients.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { masked } from './address.ts'
import { type EmailConfig, emailSchema } from './config.ts'
import { mailDigestSize } from './digest.ts'
import { composeMail } from './message.ts'
import { outcomesOf } from './send.ts'
import { transmit } from './smtp.ts'
import { messageIdOf, threadOf } from './thread.ts'
import { writeDigest, writeMail } from './write.ts'

export const emailChannel: Channel<EmailConfig> = {
  type: 'email',
  schema: emailSchema,
  traits: (config) => ({ ...messageTraits(config), disturbs: 'silent' }),
  describe: ({ host, to }) => {
    if (to === undefined) return `email ${host} (people that a message is for)`
    if (to.kind === 'template') return `email ${host} (addresses by template)`
    const [first, ...others] = to.mailboxes.map(({ address }) => masked(address))
    return `email ${host} (${first}${others.length > 0 ? ` and ${others.length} more` : ''})`
  },
  prepare: (config, { priorState, notification }) => threadOf(priorState, notification, ownOf(config, notification)),
  send: async (config, context) => {
    const { priorState, done, now } = context
    const { to, mail, problems, thread, messageId } = writtenFor(config, context)
    if (!to.ok) {
      const why =
        to.code === 'TEMPLATE' ? problems.join('; ') : 'no "to", and nobody whom it is for has an e-mail address'
      const reason = `nobody to send it to: ${why}`
      return { outcome: { kind: 'reject', code: to.code, reason }, newState: priorState }
    }
    const { mailboxes } = to
    const newState = thread ?? priorState
    const recipients = mailboxes.map(({ address }) => address).filter((address) => !done.includes(address))
    if (recipients.length === 0) return { outcome: overallOutcome([], 'addresses'), newState, recipients: [] }
    const inReplyTo = thread === undefined || thread.root === messageId ? undefined : thread.root
    const head = { messageId, inReplyTo, topic: thread?.topic ?? mail.subject, now }
    const raw = await composeMail(config, { ...mail, to: mailboxes }, head)
    const result = await transmit(config, { from: config.from.address, to: recipients, raw })
    const outcomes = outcomesOf(config, recipients, result)
    const outcome = withProblems(overallOutcome(outcomes, 'addresses'), problems)
    return { outcome, newState, recipients: outcomes }
  },
  preview: (config, context) => {
    const { to, mail } = writtenFor(config, context)
    const addresses = to.ok ? to.mailboxes.map(({ address }) => address).join(', ') : ''
    const fields = { to: addresses, subject: mail.subject }
    const part = (format: 'html' | 'text', content: string | undefined): Preview[] =>
      content === undefined ? [] : [{ format, fields, content }]
    return [...part('html', mail.html), ...part('text', mail.text)]
  },
  digestSize: (config, waiting) => mailDigestSize(waiting, config),
}

/** `thread`: undefined for a digest, which belongs to none. */
function writtenFor(config: EmailConfig, { notification, together, priorState, now }: SendContext) {
  const own = ownOf(config, notification)
  const { messageId } = own
  if (together) return { ...writeDigest(config, together, now), thread: undefined, messageId }
  const thread = threadOf(priorState, notification, own)
  return { ...writeMail(config, notification, thread.topic, now), thread, messageId }
}

function ownOf({ from, language }: EmailConfig, notification: Notification) {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return { messageId: messageIdOf(notification, domain), language }
}
