/** One entry of `feishu_configs`; the robots of Lark, its name outside of China, are the same. */
import type { TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { keyword, names, signSecret } from '../chat/fields.ts'
import type { RobotSettings } from '../chat/written.ts'
import { type CommonConfig, commonFields, commonOf, flag, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

export interface Mentions {
  /** Open ids (`ou_…`) or user ids. */
  readonly users: readonly string[]
  readonly emails: readonly string[]
  readonly all: boolean
}

export interface FeishuConfig extends CommonConfig, RobotSettings {
  /** The whole webhook address; its last part is the credential. */
  readonly url: string
  /** Of the security setting 签名校验. */
  readonly secret: string | undefined
  readonly format: 'interactive' | 'post' | 'text'
  readonly at: Mentions
}

const MAX_AT = 20
export const USER_ID = /^[\w-]{1,64}$/
export const EMAIL = /^[^\s@<>"=]{1,64}@[A-Za-z0-9.-]{1,190}$/

const url = httpUrl.refine((text) => /\/bot\/v2\/hook\/[^/]+$/.test(new URL(text).pathname), {
  error: 'must be the whole webhook address that Feishu shows for the robot, https://…/open-apis/bot/v2/hook/…',
})

const at = z.strictObject({
  users: names(USER_ID, 'open ids or user ids', MAX_AT),
  emails: names(EMAIL, 'e-mail addresses', MAX_AT),
  all: flag.default(false),
})

export function feishuSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('zh'),
      url,
      secret: signSecret,
      keyword,
      format: z
        .enum(['interactive', 'post', 'text'], { error: 'must be interactive, post or text' })
        .default('interactive'),
      at: at.prefault({}),
      title: templateText(templates).optional(),
      content: templateText(templates).optional(),
    })
    .transform((fields, context): FeishuConfig => {
      const { title, content, format, secret } = fields
      if (format !== 'interactive' && fields.at.emails.length > 0) {
        const message = 'is for the format "interactive"; other messages call by open id or user id'
        context.addIssue({ code: 'custom', path: ['at', 'emails'], message })
      }
      return {
        ...commonOf(fields),
        ...{ url: fields.url, secret, keyword: fields.keyword, format, at: fields.at, title, content },
      }
    })
}
