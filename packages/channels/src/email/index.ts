/** E-mail by SMTP. One mail to all addresses, one thread for each incident of a group. */
import type { Channel, Notification, Preview } from '../contract.ts'
import { overallOutcome } from '../recipients.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { masked } from './address.ts'
import { type EmailConfig, emailSchema } from './config.ts'
import { composeMail } from './message.ts'
import { outcomesOf } from './send.ts'
import { transmit } from './smtp.ts'
import { messageIdOf, threadOf } from './thread.ts'
import { writeMail } from './write.ts'

export const emailChannel: Channel<EmailConfig> = {
  type: 'email',
  schema: emailSchema,
  traits: messageTraits,
  describe: ({ host, to }) => {
    if (to.kind === 'template') return `email ${host} (addresses by template)`
    const [first, ...others] = to.mailboxes.map(({ address }) => masked(address))
    return `email ${host} (${first}${others.length > 0 ? ` and ${others.length} more` : ''})`
  },
  prepare: (config, { priorState, notification }) => threadOf(priorState, notification, ownOf(config, notification)),
  send: async (config, { notification, priorState, done, now }) => {
    const own = ownOf(config, notification)
    const thread = threadOf(priorState, notification, own)
    const { to, mail, problems } = writeMail(config, notification, thread.topic, now)
    if (to === undefined) {
      const reason = `nobody to send it to: ${problems.join('; ')}`
      return { outcome: { kind: 'reject', code: 'TEMPLATE', reason }, newState: priorState }
    }
    const recipients = to.map(({ address }) => address).filter((address) => !done.includes(address))
    if (recipients.length === 0) return { outcome: overallOutcome([], 'addresses'), newState: thread, recipients: [] }
    const raw = await composeMail(
      config,
      { ...mail, to },
      {
        messageId: own.messageId,
        inReplyTo: thread.root === own.messageId ? undefined : thread.root,
        topic: thread.topic,
        now,
      },
    )
    const result = await transmit(config, { from: config.from.address, to: recipients, raw })
    const outcomes = outcomesOf(config, recipients, result)
    const outcome = withProblems(overallOutcome(outcomes, 'addresses'), problems)
    return { outcome, newState: thread, recipients: outcomes }
  },
  preview: (config, { notification, priorState, now }) => {
    const { topic } = threadOf(priorState, notification, ownOf(config, notification))
    const { to, mail } = writeMail(config, notification, topic, now)
    const fields = { to: (to ?? []).map(({ address }) => address).join(', '), subject: mail.subject }
    const part = (format: 'html' | 'text', content: string | undefined): Preview[] =>
      content === undefined ? [] : [{ format, fields, content }]
    return [...part('html', mail.html), ...part('text', mail.text)]
  },
}

function ownOf({ from, language }: EmailConfig, notification: Notification) {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return { messageId: messageIdOf(notification, domain), language }
}
