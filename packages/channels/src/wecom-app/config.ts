import { isLoopback } from '@tocsin/kit'
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

/** What WeCom and the router sign and encrypt callbacks with; both are secret. */
export interface WecomCallback {
  readonly corpId: string
  readonly agentId: number
  readonly token: string
  readonly encodingAesKey: string
  readonly language: CommonConfig['language']
  readonly timeZone: string
}

type MessageType = 'card' | 'markdown' | 'text'

export interface WecomAppConfig extends CommonConfig {
  /** Without a slash at its end. */
  readonly apiUrl: string
  readonly corpId: string
  readonly agentId: number
  readonly corpSecret: string
  readonly to: Audience
  readonly messageType: MessageType
  /** Text or markdown instead of our own. */
  readonly content: CompiledText | undefined
  readonly callback: WecomCallback | undefined
}

/** Userids, or `@all` alone; numbers of departments; numbers of tags. */
export interface Audience {
  readonly users: readonly string[]
  readonly parties: readonly string[]
  readonly tags: readonly string[]
}

const OFFICIAL_API = 'https://qyapi.weixin.qq.com'

/** What `message/send` takes. Source: developer.work.weixin.qq.com, path/90236. */
const MAX_USERS = 1000
const MAX_GROUPS = 100

const USERID = /^(?:@all|[0-9A-Za-z][0-9A-Za-z_.@-]{0,63})$/
const NUMBER = /^\d{1,10}$/

const secret = (what: string) => z.string({ error: `must be ${what}` }).regex(/^\S+$/, { error: `must be ${what}` })

/** In clear text the secret goes nowhere but to this machine and to neighbours that have one-word names, as containers do. */
const apiUrl = httpUrl
  .refine((text) => isPrivate(new URL(text)), {
    error: 'must begin with https://; http is for loopback addresses and for names without a dot',
  })
  .refine((text) => new URL(text).search === '' && new URL(text).hash === '', { error: 'must have neither ? nor #' })
  .transform((text) => text.replace(/\/+$/, ''))

function isPrivate(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.href) || !/[.:]/.test(url.hostname)
}

const agentId = z
  .union([z.number(), z.string().regex(NUMBER).transform(Number)], { error: 'must be the number of the application' })
  .refine((id) => Number.isSafeInteger(id) && id > 0, { error: 'must be the number of the application' })

/** A list, or one text with `|` between, as WeCom writes it. */
function names(pattern: RegExp, max: number, allowed: string) {
  return z
    .union([z.array(z.union([z.string(), z.number().transform(String)])), z.string(), z.number().transform(String)], {
      error: allowed,
    })
    .default([])
    .transform((given) =>
      (typeof given === 'string' ? given.split('|') : given).map((one) => one.trim()).filter((one) => one !== ''),
    )
    .refine((all) => all.every((one) => pattern.test(one)), { error: allowed })
    .transform((all) => [...new Set(all)])
    .refine((all) => all.length <= max, { error: `WeCom takes at most ${max}` })
}

const callback = z.strictObject({
  token: secret('the Token of the callback settings'),
  encoding_aes_key: z
    .string({ error: 'must be the EncodingAESKey of the callback settings' })
    .regex(/^[0-9A-Za-z]{43}$/, { error: 'must be the EncodingAESKey: 43 letters and digits' }),
})

/** Of entries that this schema gave: the router's callback room has configurations that it knows nothing of. */
const callbacks = new WeakMap<object, WecomCallback>()

/** Undefined for the settings of another channel, and without a callback. */
export function wecomCallbackOf(config: unknown): WecomCallback | undefined {
  return typeof config === 'object' && config !== null ? callbacks.get(config) : undefined
}

export function wecomAppSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('zh'),
      api_url: apiUrl.prefault(OFFICIAL_API),
      corp_id: z
        .string({ error: 'must be the ID of the company (企业ID)' })
        .regex(/^[0-9A-Za-z_-]{2,64}$/, { error: 'must be the ID of the company (企业ID)' }),
      agent_id: agentId,
      corp_secret: secret('the Secret of the application'),
      to_user: names(USERID, MAX_USERS, 'must be userids, in a list or with | between, or @all'),
      to_party: names(NUMBER, MAX_GROUPS, 'must be numbers of departments, in a list or with | between'),
      to_tag: names(NUMBER, MAX_GROUPS, 'must be numbers of tags, in a list or with | between'),
      message_type: z.enum(['card', 'markdown', 'text'], { error: 'must be card, markdown or text' }).optional(),
      content: templateText(templates).optional(),
      callback: callback.optional(),
    })
    .superRefine((fields, context) => {
      const report = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
      if (fields.content && fields.message_type === 'card') {
        report('content', 'a card has no text of its own; write it for message_type markdown or text')
      }
      if (fields.message_type === 'card' && !fields.callback) {
        report('callback', 'a card with buttons needs the callback of the application: token and encoding_aes_key')
      }
      if (fields.to_user.includes('@all') && fields.to_user.length > 1) {
        report('to_user', '@all stands alone: WeCom ignores all others beside it')
      }
    })
    .transform((fields): WecomAppConfig => {
      const common = commonOf(fields)
      const { corp_id: corpId, agent_id: id, callback: keys } = fields
      const config: WecomAppConfig = {
        ...common,
        apiUrl: fields.api_url,
        corpId,
        agentId: id,
        corpSecret: fields.corp_secret,
        to: { users: fields.to_user, parties: fields.to_party, tags: fields.to_tag },
        messageType: fields.message_type ?? (keys && !fields.content ? 'card' : 'markdown'),
        content: fields.content,
        callback: keys && {
          corpId,
          agentId: id,
          token: keys.token,
          encodingAesKey: keys.encoding_aes_key,
          language: common.language,
          timeZone: common.timeZone,
        },
      }
      if (config.callback) callbacks.set(config, config.callback)
      return config
    })
}

/** What may be seen nowhere. */
export function secretsOf({ corpSecret, callback: keys }: Pick<WecomAppConfig, 'corpSecret' | 'callback'>): string[] {
  return [corpSecret, ...(keys ? [keys.token, keys.encodingAesKey] : [])]
}
