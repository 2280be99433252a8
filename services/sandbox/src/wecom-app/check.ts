/** What the application's `message/send` makes of a body. Pure. Source: path/90236 of developer.work.weixin.qq.com. */
import { type CardContent, checkCard } from '../wecom/card.ts'
import { isObject, type Json } from '../wecom/json.ts'
import { type Refusal, refusal } from '../wecom/refusal.ts'

/** Bytes of UTF-8, of text and markdown alike; the real one cuts where this one refuses, so that nobody misses it. */
const CONTENT_LIMIT_BYTES = 2048
const MAX_KEY_BYTES = 1024
const MAX_BUTTONS = 6

export type Checked =
  | ({ readonly ok: true; readonly taskId: string | undefined } & CardContent)
  | { readonly ok: false; readonly refusal: Refusal }

export function checkContent(body: Json): Checked {
  const type = body['msgtype']
  if (type === 'template_card') return checkTemplateCard(body['template_card'])
  if (type !== 'text' && type !== 'markdown') {
    return refused(40008, 'msgtype must be one of text, markdown, template_card')
  }
  const part = body[type]
  const content = isObject(part) ? part['content'] : undefined
  if (content === undefined || content === '') return refused(44004)
  if (typeof content !== 'string') return refused(40058, `${type}.content must be a string`)
  if (Buffer.byteLength(content) > CONTENT_LIMIT_BYTES) {
    return refused(40058, `${type}.content exceed max length ${CONTENT_LIMIT_BYTES}`)
  }
  return { ok: true, title: content.split('\n')[0] ?? '', text: content, taskId: undefined }
}

function checkTemplateCard(card: unknown): Checked {
  if (!isObject(card) || card['card_type'] !== 'button_interaction') {
    const checked = checkCard(card)
    return checked.ok ? { ...checked, taskId: undefined } : checked
  }
  const { task_id: taskId, button_list: buttons } = card
  // What both kinds have in common is judged once; only a notice must lead somewhere.
  const shared = checkCard({ card_action: { type: 1, url: 'https://x.invalid/' }, ...card, card_type: 'text_notice' })
  if (!shared.ok) return shared
  if (typeof taskId !== 'string' || !/^[0-9A-Za-z_@-]{1,128}$/.test(taskId)) {
    return refused(40058, 'template_card.task_id must have 1 to 128 of 0-9A-Za-z_-@')
  }
  if (!Array.isArray(buttons) || buttons.length === 0 || buttons.length > MAX_BUTTONS) {
    return refused(40058, `template_card.button_list must have 1 to ${MAX_BUTTONS} buttons`)
  }
  for (const button of buttons) {
    const [text, key] = isObject(button) ? [button['text'], button['key']] : []
    if (typeof text !== 'string' || text === '' || typeof key !== 'string' || key === '') {
      return refused(40058, 'template_card.button_list: each button needs text and key')
    }
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) return refused(40058, 'template_card.button_list.key exceed max length')
  }
  return { ...shared, taskId }
}

function refused(errcode: number, detail?: string): Checked {
  return { ok: false, refusal: refusal(errcode, detail) }
}

export interface Addressed {
  /** As the members list writes them. */
  readonly members: readonly string[]
  /** As WeCom gives them back: in lower case. */
  readonly invalid: Readonly<Partial<Record<'invaliduser' | 'invalidparty' | 'invalidtag', string>>>
}

/** There is one department, 1, and no tag; everybody is in it. */
export function addressed(body: Json, members: readonly string[]): Addressed {
  const [users, parties, tags] = ['touser', 'toparty', 'totag'].map((name) => listIn(body[name]))
  if (users?.includes('@all')) return { members, invalid: {} }
  const known = (user: string) => members.find((member) => member.toLowerCase() === user.toLowerCase())
  const found = [...(users ?? []).flatMap((user) => known(user) ?? []), ...(parties?.includes('1') ? members : [])]
  const lists = {
    invaliduser: (users ?? []).filter((user) => known(user) === undefined).map((user) => user.toLowerCase()),
    invalidparty: (parties ?? []).filter((party) => party !== '1'),
    invalidtag: tags ?? [],
  }
  return {
    members: [...new Set(found)],
    invalid: Object.fromEntries(
      Object.entries(lists).flatMap(([k, all]) => (all.length > 0 ? [[k, all.join('|')]] : [])),
    ),
  }
}

function listIn(value: unknown): string[] {
  return typeof value === 'string' ? value.split('|').filter((one) => one !== '') : []
}
