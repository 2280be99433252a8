/** One entry of `dingtalk_configs`. */
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { keyword, names, signSecret } from '../chat/fields.ts'
import { type CommonConfig, commonFields, commonOf, flag, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

export interface Mentions {
  /** As DingTalk wants them: digits, without a country code. */
  readonly mobiles: readonly string[]
  readonly userIds: readonly string[]
  readonly all: boolean
}

export interface DingTalkConfig extends CommonConfig {
  /** The whole webhook address; its `access_token` is the credential. */
  readonly url: string
  /** Of the security setting 加签. */
  readonly secret: string | undefined
  /** One of the security setting 自定义关键词: every message has to hold it. */
  readonly keyword: string | undefined
  readonly format: 'markdown' | 'text' | 'actionCard'
  readonly at: Mentions
  /** What a list of chats shows, instead of our own. */
  readonly title: CompiledText | undefined
  /** Text or markdown, instead of our own. */
  readonly content: CompiledText | undefined
}

const MAX_AT = 20

const url = httpUrl.refine((text) => new URL(text).searchParams.get('access_token'), {
  error: 'must be the whole webhook address that DingTalk shows for the robot, with "?access_token=…"',
})

const at = z.strictObject({
  mobiles: names(/^\d{5,15}$/, 'mobile numbers, digits only', MAX_AT),
  user_ids: names(/^[\w.@-]{1,64}$/, 'user ids of DingTalk', MAX_AT),
  all: flag.default(false),
})

export function dingtalkSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('zh'),
      url,
      secret: signSecret,
      keyword,
      format: z
        .enum(['markdown', 'text', 'actionCard'], { error: 'must be markdown, text or actionCard' })
        .default('markdown'),
      at: at.prefault({}),
      title: templateText(templates).optional(),
      content: templateText(templates).optional(),
    })
    .transform((fields): DingTalkConfig => {
      const { mobiles, user_ids: userIds, all } = fields.at
      return {
        ...commonOf(fields),
        url: fields.url,
        secret: fields.secret,
        keyword: fields.keyword,
        format: fields.format,
        at: { mobiles, userIds, all },
        title: fields.title,
        content: fields.content,
      }
    })
}
