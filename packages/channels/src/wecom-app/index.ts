/** WeCom application (企业微信应用): messages to members, as a card with buttons where a callback is configured. */
import { createHash } from 'node:crypto'
import type { Channel, Preview, SendContext } from '../contract.ts'
import { messageTraits } from '../traits.ts'
import { type WecomAppConfig, wecomAppSchema } from './config.ts'
import { textTypeOf } from './content.ts'
import { messageOf } from './message.ts'
import { addressed } from './recipients.ts'
import { textDigestSize } from './render.ts'
import { sendToApp, takenBy } from './send.ts'
import { readState, tryOf, usableCard, writeState } from './state.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What one application sends one member above these, WeCom drops and calls it a success. Source: path/90454. */
const PER_MINUTE = { limit: 30, windowMs: 60_000 }
const PER_HOUR = { limit: 1_000, windowMs: 3_600_000 }

export function createWecomAppChannel(tokens: Tokens): Channel<WecomAppConfig> {
  return {
    type: 'wecom_app',
    schema: wecomAppSchema,
    traits: (config) => ({
      ...messageTraits(config),
      showsAcknowledgement: true,
      // Of all messages together: however they are addressed, no member gets more.
      rateLimit: { key: `wecom_app:${applicationHash(config)}`, ...PER_MINUTE },
      budget: { perRecipient: PER_HOUR },
    }),
    describe: ({ corpId, agentId }) => `wecom_app ${corpId}/${agentId}`,
    prepare: (_config, { notification, priorState }) => {
      const state = readState(priorState)
      const key = notification.idempotencyKey
      return writeState({ ...state, sending: { key, tries: tryOf(state, key) } })
    },
    send: (config, context) => sendToApp(tokens, config, context),
    preview: previewOf,
    digestSize: (config, waiting) => textDigestSize(textTypeOf(config), waiting, config),
  }
}

export const wecomAppChannel = createWecomAppChannel(createTokens())

function previewOf(config: WecomAppConfig, context: SendContext): readonly Preview[] {
  const { recipients } = addressed(config.to, context)
  const fields = { to: recipients.join(', ') }
  const taken = takenBy(config, context)
  if (taken !== undefined && usableCard(readState(context.priorState), context.now)) {
    return [{ format: 'text', fields, content: taken }]
  }
  return [{ ...messageOf(config, context, recipients).preview, fields }]
}

function applicationHash({ apiUrl, corpId, agentId }: WecomAppConfig): string {
  return createHash('sha256')
    .update(JSON.stringify([apiUrl, corpId, agentId]))
    .digest('hex')
    .slice(0, 8)
}
