/** SMS by any gateway that takes JSON over HTTP. */
import type { Channel } from '../contract.ts'
import { overallOutcome } from '../recipients.ts'
import { textsOf, withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type SmsConfig, smsSchema } from './config.ts'
import { renderShort } from './render.ts'
import { sendToEach } from './send.ts'

export const smsChannel: Channel<SmsConfig> = {
  type: 'sms',
  schema: smsSchema,
  traits: messageTraits,
  describe: ({ url, to }) => `sms ${new URL(url).host} (${to.length} number${to.length === 1 ? '' : 's'})`,
  prepare: (_config, context) => context.priorState,
  send: async (config, { notification, priorState, done, now }) => {
    const texts = textsOf(notification, now)
    const recipients = await sendToEach(config, {
      text: renderShort(texts, notification, config),
      idempotencyKey: notification.idempotencyKey,
      recipients: config.to.filter((number) => !done.includes(number)),
      now,
    })
    return {
      outcome: withProblems(overallOutcome(recipients, 'numbers'), texts.problems()),
      newState: priorState,
      recipients,
    }
  },
  preview: (config, { notification, now }) => {
    const content = renderShort(textsOf(notification, now), notification, config)
    return [{ format: 'text', fields: { to: config.to.join(', ') }, content }]
  },
}
