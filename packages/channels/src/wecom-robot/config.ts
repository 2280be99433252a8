import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'
import { MESSAGE_TYPES, type MessageType } from './message.ts'

export interface WecomRobotConfig extends CommonConfig {
  /** The whole webhook address; its `key` is the credential. */
  readonly url: string
  readonly type: MessageType
  /** Text instead of our own, in the markup of `type`; undefined for a card. */
  readonly content: CompiledText | undefined
  /** Whom every alert calls, beside the people it is for: userids, or `@all`. */
  readonly mentionedList: readonly string[]
  /** Mobile numbers as members registered them, or `@all`. */
  readonly mentionedMobileList: readonly string[]
}

const url = httpUrl.refine((text) => new URL(text).searchParams.get('key'), {
  error: 'must be the whole webhook address that WeCom shows for the robot, with "?key=…"',
})

const MAX_MENTIONS = 50
const ALL = '@all'
/** Source: developer.work.weixin.qq.com, path/90195: 1 to 64 bytes, beginning with a digit or a letter. */
const USERID = /^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$/
const MOBILE = /^\+?\d{5,15}$/

const mentions = (form: RegExp, error: string) =>
  z
    .array(
      z.string({ error }).refine((text) => text === ALL || form.test(text), { error }),
      { error: 'must be a list' },
    )
    .max(MAX_MENTIONS, { error: `must hold ${MAX_MENTIONS} at most` })
    .default([])
    .transform((list) => [...new Set(list)])

export function wecomRobotSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('zh'),
      url,
      type: z.enum(MESSAGE_TYPES, { error: `must be one of ${MESSAGE_TYPES.join(', ')}` }).default('markdown'),
      content: templateText(templates).optional(),
      mentioned_list: mentions(USERID, 'must be a userid of WeCom, such as zhangsan, or @all'),
      mentioned_mobile_list: mentions(MOBILE, 'must be a mobile number in quotes, such as "13800000001", or @all'),
    })
    .refine(({ type, content }) => type !== 'template_card' || content === undefined, {
      path: ['content'],
      error: 'is for the types text, markdown and markdown_v2: a card has fields, and no text of its own',
    })
    .transform(
      (fields): WecomRobotConfig => ({
        ...commonOf(fields),
        url: fields.url,
        type: fields.type,
        content: fields.content,
        mentionedList: fields.mentioned_list,
        mentionedMobileList: fields.mentioned_mobile_list,
      }),
    )
}
