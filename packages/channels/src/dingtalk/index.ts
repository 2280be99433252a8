/** DingTalk custom robot (钉钉自定义机器人): by webhook, 20 messages a minute and robot. */
import { shortHash, tokenEnd } from '../chat/target.ts'
import type { Channel } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type DingTalkConfig, dingtalkSchema } from './config.ts'
import { digestSize, messageOf } from './message.ts'
import { post } from './send.ts'

export const dingtalkChannel: Channel<DingTalkConfig> = {
  type: 'dingtalk',
  schema: dingtalkSchema,
  traits: (config) => ({
    ...messageTraits(config),
    disturbs: 'mentions',
    rateLimit: { key: `dingtalk:${shortHash(config.url)}`, limit: 20, windowMs: 60_000 },
  }),
  describe: ({ url }) => `dingtalk …${tokenEnd(new URL(url).searchParams.get('access_token') ?? '')}`,
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
