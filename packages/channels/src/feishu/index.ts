/** Feishu or Lark custom bot (飞书自定义机器人): by webhook, 100 messages a minute and 5 a second for each robot. */
import { shortHash, tokenEnd } from '../chat/target.ts'
import type { Channel } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type FeishuConfig, feishuSchema } from './config.ts'
import { digestSize, messageOf } from './message.ts'
import { post } from './send.ts'

/** Both limits in one window: 5 in any 3 s are no more than 100 in any 60 s, and no more than 5 in a second. */
const RATE = { limit: 5, windowMs: 3_000 }

export const feishuChannel: Channel<FeishuConfig> = {
  type: 'feishu',
  schema: feishuSchema,
  traits: (config) => ({
    ...messageTraits(config),
    disturbs: 'mentions',
    rateLimit: { key: `feishu:${shortHash(config.url)}`, ...RATE },
  }),
  describe: ({ url }) => `feishu …${tokenEnd(new URL(url).pathname.split('/').at(-1) ?? '')}`,
  prepare: (_config, context) => context.priorState,
  send: async (config, context) => {
    const { notification, priorState, now } = context
    const { body, problems } = messageOf(config, context)
    const outcome = await post(config, { body, idempotencyKey: notification.idempotencyKey, now })
    return { outcome: withProblems(outcome, problems), newState: priorState }
  },
  preview: (config, context) => [messageOf(config, context).preview],
  digestSize,
}
