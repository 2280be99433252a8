/** Alertmanager's generic webhook: whatever takes its messages takes ours. */
import type { Channel } from '../contract.ts'
import { messageTraits } from '../traits.ts'
import { type WebhookConfig, webhookSchema } from './config.ts'
import { marked, renderPayload, truncate } from './payload.ts'
import { post } from './send.ts'

export const webhookChannel: Channel<WebhookConfig> = {
  type: 'webhook',
  schema: () => webhookSchema,
  // A program at the other end: a burst of groups is to pass within a second.
  traits: (config) => ({ ...messageTraits(config), parallel: 32 }),
  describe: ({ url }) => `webhook ${new URL(url).host}`,
  prepare: (_config, context) => context.priorState,
  send: async (config, { notification, priorState, now }) => {
    const json = renderPayload(truncate(marked(notification, config.language), config.maxAlerts))
    const outcome = await post(config, { json, idempotencyKey: notification.idempotencyKey, now })
    return { outcome, newState: priorState }
  },
}
