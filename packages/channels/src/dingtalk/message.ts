/** One call's body, by the format of the settings; never over what DingTalk takes, and with the keyword that it asks for. Pure. */
import { jsonSize } from '../chat/size.ts'
import { digestSizeIn, MAX_BODY_BYTES, tailOf, writtenOf } from '../chat/written.ts'
import type { Notification, Preview, SendContext } from '../contract.ts'
import { byteLength } from '../text/text.ts'
import type { DingTalkConfig } from './config.ts'
import { mentionLine, mentionsOf } from './mentions.ts'
import { STYLES } from './render.ts'

export interface Message {
  readonly body: Readonly<Record<string, unknown>>
  readonly preview: Preview
  /** Of templates. */
  readonly problems: readonly string[]
}

export function messageOf(config: DingTalkConfig, context: SendContext): Message {
  const { format, keyword } = config
  const style = STYLES[format]
  const mentions = mentionsOf(config, context.together ?? [context.notification])
  const { mobiles: atMobiles, userIds: atUserIds, all: isAtAll } = mentions
  const at = { atMobiles, atUserIds, isAtAll }
  const { title, buttons, problems, text: textIn } = writtenOf(config, context, style)
  const bodyOf = (text: string): Message['body'] => {
    if (format === 'text') return { msgtype: 'text', text: { content: text }, at }
    if (format === 'markdown') return { msgtype: 'markdown', markdown: { title, text }, at }
    const btns = buttons.map(({ name, url }) => ({ title: name, actionURL: url }))
    // Two buttons fit beside each other.
    const btnOrientation = btns.length === 2 ? '1' : '0'
    return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation, btns }, at }
  }
  const tail = (text: string) => tailOf(keyword, text, mentionLine(mentions), style.gap)
  const room = MAX_BODY_BYTES - byteLength(JSON.stringify(bodyOf(''))) - jsonSize(tail(''))
  const text = textIn(room)
  const body = bodyOf(text + tail(text))
  const card = format === 'actionCard'
  return {
    body,
    preview: {
      format: card ? 'card' : format,
      fields: format === 'text' ? {} : { title },
      content: card ? JSON.stringify(body['actionCard'], null, 2) : text + tail(text),
    },
    problems,
  }
}

export function digestSize(config: DingTalkConfig, waiting: readonly Notification[]): number {
  return digestSizeIn(config, STYLES[config.format], waiting)
}
