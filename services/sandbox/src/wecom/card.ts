/** Shape of a template_card. Pure. Lengths are only suggestions at WeCom and are not checked. Source: path/91770. */

import { isObject, type Json } from './json.ts'
import { type Refusal, refusal } from './refusal.ts'

export interface CardContent {
  readonly title: string
  readonly text: string
}

/** What each item of these must have. */
const NEEDED = { horizontal_content_list: 'keyname', jump_list: 'title', vertical_content_list: 'title' } as const

type CheckedCard = ({ readonly ok: true } & CardContent) | { readonly ok: false; readonly refusal: Refusal }

const LIST_LIMITS = [
  ['horizontal_content_list', 6],
  ['jump_list', 3],
  ['vertical_content_list', 4],
] as const

export function checkCard(card: unknown): CheckedCard {
  const problem = problemOf(card)
  if (problem) return { ok: false, refusal: problem }
  const content = isObject(card) ? card : {}
  const main = objectAt(content, 'main_title')
  const rows = listAt(content, 'horizontal_content_list').map((row) => `${text(row, 'keyname')}: ${text(row, 'value')}`)
  const lines = [text(main, 'desc'), text(content, 'sub_title_text'), ...rows].filter((line) => line !== '')
  return { ok: true, title: text(main, 'title') || text(content, 'sub_title_text'), text: lines.join('\n') }
}

function problemOf(card: unknown): Refusal | undefined {
  const wrong = (what: string): Refusal => refusal(40058, `template_card${what}`)
  if (!isObject(card)) return wrong(' missing')
  const type = card['card_type']
  if (type !== 'text_notice' && type !== 'news_notice') return wrong('.card_type must be text_notice or news_notice')
  const title = text(objectAt(card, 'main_title'), 'title')
  if (type === 'text_notice' && title === '' && text(card, 'sub_title_text') === '') {
    return wrong(' needs main_title.title or sub_title_text')
  }
  if (type === 'news_notice') {
    if (title === '') return wrong('.main_title.title missing')
    if (text(objectAt(card, 'card_image'), 'url') === '') return wrong('.card_image.url missing')
  }
  for (const [name, limit] of LIST_LIMITS) {
    const list = card[name]
    if (list === undefined) continue
    if (!Array.isArray(list) || !list.every(isObject)) return wrong(`.${name} must be a list of objects`)
    if (list.length > limit) return wrong(`.${name} has more than ${limit} items`)
    const needed = NEEDED[name]
    if (list.some((item) => text(item, needed) === '')) return wrong(`.${name} has an item without ${needed}`)
  }
  const [lost] = listAt(card, 'jump_list').filter((jump) => jump['type'] === 1 && text(jump, 'url') === '')
  if (lost) return wrong('.jump_list has a link without url')
  return problemOfAction(objectAt(card, 'card_action'), wrong) ?? problemOfLinks(card)
}

function problemOfAction(action: Json, wrong: (what: string) => Refusal): Refusal | undefined {
  if (action['type'] === 1) return text(action, 'url') === '' ? wrong('.card_action.url missing') : undefined
  if (action['type'] === 2) return text(action, 'appid') === '' ? wrong('.card_action.appid missing') : undefined
  return wrong('.card_action missing, or its type is neither 1 (url) nor 2 (mini program)')
}

function problemOfLinks(card: Json): Refusal | undefined {
  const holders = [
    objectAt(card, 'card_action'),
    objectAt(card, 'card_image'),
    ...listAt(card, 'horizontal_content_list'),
    ...listAt(card, 'jump_list'),
  ]
  const wrong = holders.some((holder) => text(holder, 'url') !== '' && !/^https?:\/\//.test(text(holder, 'url')))
  return wrong ? refusal(40094) : undefined
}

function objectAt(value: Json, name: string): Json {
  const found = value[name]
  return isObject(found) ? found : {}
}

function listAt(value: Json, name: string): Json[] {
  const found = value[name]
  return Array.isArray(found) ? found.filter(isObject) : []
}

function text(value: Json, name: string): string {
  const found = value[name]
  return typeof found === 'string' ? found : ''
}
