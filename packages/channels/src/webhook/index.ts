/** Alertmanager's generic webhook: whatever takes its messages takes ours. */
import { createHash } from 'node:crypto'
import type { Channel } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type WebhookConfig, webhookSchema } from './config.ts'
import { composeMessage } from './message.ts'
import { post } from './send.ts'

export const webhookChannel: Channel<WebhookConfig> = {
  type: 'webhook',
  schema: webhookSchema,
  // A program at the other end: a burst of groups is to pass within a second.
  traits: (config) => ({ ...messageTraits(config), parallel: 32, disturbs: 'silent' }),
  describe: ({ target }) => {
    const fixed = target.kind === 'fixed'
    const host = (fixed ? new URL(target.url).host : target.host) ?? '(address by template)'
    // Many share a host; what is slow there should keep back nobody but itself.
    return `webhook ${host} …${shortHash(fixed ? target.url : target.template.text)}`
  },
  prepare: (_config, context) => context.priorState,
  send: async (config, { notification, priorState, now }) => {
    const { url, json, problems } = composeMessage(config, notification, now)
    if (url === undefined) {
      const reason = `no address to send it to: ${problems.join('; ')}`
      return { outcome: { kind: 'reject', code: 'TEMPLATE', reason }, newState: priorState }
    }
    const { idempotencyKey } = notification
    const outcome = await post(config, { url, json, idempotencyKey, now })
    return { outcome: withProblems(outcome, problems), newState: priorState }
  },
  preview: (config, { notification, now }) => {
    return [{ format: 'json', fields: {}, content: composeMessage(config, notification, now).json }]
  },
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 4)
}
