/** The messages of a WeCom robot that Tocsin sends, and their form on the wire. Source: path/99110 and path/91770. */
export const MESSAGE_TYPES = ['markdown', 'text', 'markdown_v2', 'template_card'] as const

export type MessageType = (typeof MESSAGE_TYPES)[number]

/** A `text_notice`. Its lengths are recommendations of WeCom, which shows `…` where more stands. */
export interface Card {
  readonly card_type: 'text_notice'
  readonly source: { readonly desc: string; readonly desc_color: number }
  readonly main_title: { readonly title: string; readonly desc: string }
  readonly emphasis_content?: { readonly title: string; readonly desc: string }
  readonly sub_title_text?: string
  readonly horizontal_content_list: readonly { readonly keyname: string; readonly value: string }[]
  readonly jump_list: readonly { readonly type: 1; readonly title: string; readonly url: string }[]
  readonly card_action: { readonly type: 1; readonly url: string }
}

export type Message =
  | {
      readonly type: 'text'
      readonly content: string
      readonly mentionedList: readonly string[]
      readonly mentionedMobileList: readonly string[]
    }
  | { readonly type: 'markdown' | 'markdown_v2'; readonly content: string }
  | { readonly type: 'template_card'; readonly card: Card }

export function bodyOf(message: Message): Readonly<Record<string, unknown>> {
  if (message.type === 'template_card') return { msgtype: message.type, template_card: message.card }
  if (message.type !== 'text') return { msgtype: message.type, [message.type]: { content: message.content } }
  const { content, mentionedList, mentionedMobileList } = message
  return {
    msgtype: 'text',
    text: {
      content,
      ...(mentionedList.length > 0 ? { mentioned_list: mentionedList } : {}),
      ...(mentionedMobileList.length > 0 ? { mentioned_mobile_list: mentionedMobileList } : {}),
    },
  }
}
