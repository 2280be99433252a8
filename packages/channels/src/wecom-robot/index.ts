/** WeCom group robot (企业微信群机器人): markdown by webhook, 20 messages a minute and robot. */
import { createHash } from 'node:crypto'
import type { Channel, SendContext } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type WecomRobotConfig, wecomRobotSchema } from './config.ts'
import { type Content, renderContent } from './content.ts'
import { markdownDigestSize, renderDigest } from './digest.ts'
import { sendMarkdown } from './send.ts'

export const wecomRobotChannel: Channel<WecomRobotConfig> = {
  type: 'wecom_robot',
  schema: wecomRobotSchema,
  traits: (config) => ({
    ...messageTraits(config),
    rateLimit: { key: `wecom_robot:${shortHash(config.url)}`, limit: 20, windowMs: 60_000 },
  }),
  describe: (config) => `wecom_robot …${keyEnd(config.url)}`,
  prepare: (_config, context) => context.priorState,
  send: async (config, context) => {
    const { notification, priorState, now } = context
    const { content, problems } = contentOf(config, context)
    const outcome = await sendMarkdown(config, { content, idempotencyKey: notification.idempotencyKey, now })
    return { outcome: withProblems(outcome, problems), newState: priorState }
  },
  preview: (config, context) => [{ format: 'markdown', fields: {}, content: contentOf(config, context).content }],
  digestSize: (config, waiting) => markdownDigestSize(waiting, config),
}

function contentOf(config: WecomRobotConfig, { notification, together, now }: SendContext): Content {
  if (!together) return renderContent(notification, config, now)
  return { content: renderDigest(together, config), problems: [] }
}

/** The last four characters, as operators know a robot; of a short key they would be too much of it. */
function keyEnd(url: string): string {
  const key = new URL(url).searchParams.get('key') ?? ''
  return key.length >= 16 ? key.slice(-4) : shortHash(url).slice(0, 4)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
