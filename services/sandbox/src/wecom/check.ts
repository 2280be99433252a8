/** What the robot makes of a body. Pure. Source: path/99110 and 91770 of developer.work.weixin.qq.com. */

import { type CardContent, checkCard } from './card.ts'
import { isObject, type Json } from './json.ts'
import { type Refusal, refusal } from './refusal.ts'

/** Bytes of UTF-8 that `content` may have. */
const CONTENT_LIMIT_BYTES = { text: 2048, markdown: 4096, markdown_v2: 4096 } as const

type ContentType = keyof typeof CONTENT_LIMIT_BYTES

export type Checked = ({ readonly ok: true } & CardContent) | { readonly ok: false; readonly refusal: Refusal }

/** `text` of a good message is its content, for markdown in the form it was sent. */
export function checkMessage(body: unknown): Checked {
  if (!isObject(body)) return refused(40008, 'the body must be a JSON object')
  const msgtype = body['msgtype']
  if (msgtype === 'template_card') return checkCard(body['template_card'])
  if (msgtype === 'text' || msgtype === 'markdown' || msgtype === 'markdown_v2') return checkContent(msgtype, body)
  // The real robot also has image, news, file and voice; an alert router has no use for them.
  return refused(40008, 'msgtype must be one of text, markdown, markdown_v2, template_card')
}

function checkContent(type: ContentType, body: Json): Checked {
  const part = body[type]
  if (!isObject(part)) return refused(40058, `${type} missing`)
  const content = part['content']
  if (content === undefined) return refused(44004)
  if (typeof content !== 'string') return refused(40058, `${type}.content must be a string`)
  if (content.trim() === '') return refused(44004)
  const limit = CONTENT_LIMIT_BYTES[type]
  if (Buffer.byteLength(content) > limit) return refused(40058, `${type}.content exceed max length ${limit}`)
  for (const list of ['mentioned_list', 'mentioned_mobile_list']) {
    const value = part[list]
    if (value === undefined) continue
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) {
      return refused(40058, `${type}.${list} must be a list of strings`)
    }
  }
  return { ok: true, title: titleOf(content), text: content }
}

/** The first line that says something, without the marks of markdown. */
function titleOf(content: string): string {
  const line = content.split('\n').find((candidate) => plain(candidate) !== '') ?? ''
  return [...plain(line)].slice(0, 120).join('')
}

function plain(line: string): string {
  return line
    .replace(/^\s*(#{1,6}\s+|>\s*)/, '')
    .replace(/<\/?font[^>]*>/g, '')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[*`]+/g, '')
    .trim()
}

function refused(errcode: number, detail?: string): Checked {
  return { ok: false, refusal: refusal(errcode, detail) }
}
