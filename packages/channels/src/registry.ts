/** All channels. Adding one is a folder and a line here. */
import type { TemplateSet } from '@tocsin/template'
import type { z } from 'zod'
import type {
  Channel,
  ChannelState,
  ChannelTraits,
  Finding,
  Notification,
  Preview,
  ReceiptsResult,
  SendContext,
  SendResult,
} from './contract.ts'
import { dingtalkChannel } from './dingtalk/index.ts'
import { emailChannel } from './email/index.ts'
import { feishuChannel } from './feishu/index.ts'
import { smsChannel } from './sms/index.ts'
import { ticketChannel } from './ticket/index.ts'
import { voiceChannel } from './voice/index.ts'
import { webhookChannel } from './webhook/index.ts'
import { wecomAppChannel } from './wecom-app/index.ts'
import { wecomRobotChannel } from './wecom-robot/index.ts'

/**
 * A channel for callers who do not know its settings. `config` is what a schema gave, or the plain settings as in
 * router.yml; the methods throw a TypeError for anything else.
 */
export interface RegisteredChannel {
  readonly type: string
  /** See `Channel`. */
  schema(templates?: TemplateSet): z.ZodType
  traits(config: unknown): ChannelTraits
  describe(config: unknown): string
  prepare(config: unknown, context: SendContext): ChannelState
  send(config: unknown, context: SendContext): Promise<SendResult>
  preview(config: unknown, context: SendContext): readonly Preview[]
  /** Whether one message can name many groups. */
  readonly digests: boolean
  /** See `Channel`; 1 where the channel does not say. */
  calls(config: unknown, context: SendContext): number
  /** 1 where each notification wants a message of its own. */
  digestSize(config: unknown, waiting: readonly Notification[]): number
  /** Undefined where the provider tells nothing later. */
  receipts?(config: unknown, context: SendContext): Promise<ReceiptsResult>
  /** Undefined where the channel has nothing to look at. */
  verify?(config: unknown): Promise<readonly Finding[]>
}

function registerChannel<C extends object>(channel: Channel<C>): RegisteredChannel {
  // What the schema gave is recognised by identity: its shape says nothing, for a schema may transform.
  const parsed = new WeakMap<object, C>()
  const schema = (templates?: TemplateSet) =>
    channel.schema(templates).transform((config) => {
      parsed.set(config, config)
      return config
    })
  const configOf = (config: unknown): C => {
    const known = typeof config === 'object' && config !== null ? parsed.get(config) : undefined
    if (known) return known
    const result = schema().safeParse(config)
    if (result.success) return result.data
    const where = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw new TypeError(`not the settings of ${channel.type}: ${where}`)
  }
  return {
    type: channel.type,
    schema,
    traits: (config) => channel.traits(configOf(config)),
    describe: (config) => channel.describe(configOf(config)),
    prepare: (config, context) => channel.prepare(configOf(config), context),
    send: (config, context) => channel.send(configOf(config), context),
    preview: (config, context) => channel.preview(configOf(config), context),
    digests: channel.digestSize !== undefined,
    calls: (config, context) => channel.calls?.(configOf(config), context) ?? 1,
    digestSize: (config, waiting) => channel.digestSize?.(configOf(config), waiting) ?? 1,
    ...(channel.verify ? { verify: async (config: unknown) => (await channel.verify?.(configOf(config))) ?? [] } : {}),
    ...(channel.receipts
      ? {
          receipts: async (config: unknown, context: SendContext) =>
            channel.receipts?.(configOf(config), context) ?? {
              receipts: [],
              newState: context.priorState,
              askAgainAt: undefined,
            },
        }
      : {}),
  }
}

const all = [
  registerChannel(wecomRobotChannel),
  registerChannel(wecomAppChannel),
  registerChannel(smsChannel),
  registerChannel(voiceChannel),
  registerChannel(ticketChannel),
  registerChannel(emailChannel),
  registerChannel(dingtalkChannel),
  registerChannel(feishuChannel),
  registerChannel(webhookChannel),
]

/** By type: `wecom_robot`, `wecom_app`, `sms`, `voice`, `ticket`, `email`, `dingtalk`, `feishu`, `webhook`. */
export const channels: Readonly<Record<string, RegisteredChannel>> = Object.fromEntries(
  all.map((channel) => [channel.type, channel]),
)

export function channelOf(type: string): RegisteredChannel | undefined {
  return Object.hasOwn(channels, type) ? channels[type] : undefined
}

/** Type → schema of one entry of `TYPE_configs`; its texts may call `templates`, without it the default ones only. */
export function channelSchemas(templates?: TemplateSet): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(all.map((channel) => [channel.type, channel.schema(templates)]))
}
