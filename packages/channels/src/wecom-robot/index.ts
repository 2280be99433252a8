/** WeCom group robot (企业微信群机器人): messages by webhook, 20 a minute and robot. */
import { createHash } from 'node:crypto'
import type { Channel } from '../contract.ts'
import { messageTraits } from '../traits.ts'
import { compose, markupOf } from './compose.ts'
import { type WecomRobotConfig, wecomRobotSchema } from './config.ts'
import { callsOf, deliver } from './deliver.ts'
import { digestSizeIn } from './digest.ts'
import { previewOf } from './preview.ts'

export const wecomRobotChannel: Channel<WecomRobotConfig> = {
  type: 'wecom_robot',
  schema: wecomRobotSchema,
  traits: (config) => ({
    ...messageTraits(config),
    disturbs: 'mentions',
    rateLimit: { key: `wecom_robot:${shortHash(config.url)}`, limit: 20, windowMs: 60_000 },
  }),
  describe: (config) => `wecom_robot …${keyEnd(config.url)}`,
  prepare: (_config, context) => context.priorState,
  send: deliver,
  calls: callsOf,
  preview: (config, context) => {
    const { message, mention } = compose(config, context)
    return [message, ...(mention ? [mention] : [])].map(previewOf)
  },
  digestSize: (config, waiting) => digestSizeIn(markupOf(config), waiting, config),
}

/** The last four characters, as operators know a robot; of a short key they would be too much of it. */
function keyEnd(url: string): string {
  const key = new URL(url).searchParams.get('key') ?? ''
  return key.length >= 16 ? key.slice(-4) : shortHash(url).slice(0, 4)
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
