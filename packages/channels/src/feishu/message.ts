/** One call's body, by the format of the settings; never over what Feishu takes, and with the keyword that it asks for. Pure. */
import { jsonSize } from '../chat/size.ts'
import { digestSizeIn, type Links, MAX_BODY_BYTES, tailOf, type Written, writtenOf } from '../chat/written.ts'
import type { Notification, Preview, SendContext } from '../contract.ts'
import { byteLength } from '../text/text.ts'
import type { FeishuConfig, Mentions } from './config.ts'
import { cardMentions, mentionsOf, postMentions, textMentions } from './mentions.ts'
import { STYLES } from './render.ts'

/** Of time and signature, which are added at the call. */
const SIGNATURE_BYTES = 120

type Body = Readonly<Record<string, unknown>>

export interface Message {
  readonly body: Body
  readonly preview: Preview
  /** Of templates. */
  readonly problems: readonly string[]
}

export function messageOf(config: FeishuConfig, context: SendContext): Message {
  const { format, keyword } = config
  const style = STYLES[format]
  const mentions = mentionsOf(config, context.together ?? [context.notification])
  const written = writtenOf(config, context, style)
  const bodyOf = (text: string): Body => {
    if (format === 'text') return { msg_type: 'text', content: { text } }
    if (format === 'post') return postBody(config, written, text, mentions)
    return { msg_type: 'interactive', card: cardOf(written, text) }
  }
  const inText = format === 'post' ? '' : format === 'text' ? textMentions(mentions) : cardMentions(mentions)
  const tail = (text: string) => tailOf(keyword, text, inText, style.gap)
  const room = MAX_BODY_BYTES - SIGNATURE_BYTES - byteLength(JSON.stringify(bodyOf(''))) - jsonSize(tail(''))
  const text = written.text(room)
  const body = bodyOf(text + tail(text))
  return { body, preview: previewOf(config, body, written, text + tail(text)), problems: written.problems }
}

export function digestSize(config: FeishuConfig, waiting: readonly Notification[]): number {
  return digestSizeIn(config, STYLES[config.format], waiting)
}

function previewOf({ format }: FeishuConfig, body: Body, { title }: Written, text: string): Preview {
  if (format === 'text') return { format: 'text', fields: {}, content: text }
  const inside = format === 'post' ? body['content'] : body['card']
  return { format: 'card', fields: { title }, content: JSON.stringify(inside, null, 2) }
}

/** Rich text: a title, the text, a line of links, a line of mentions. */
function postBody({ language }: FeishuConfig, { title, links }: Written, text: string, mentions: Mentions): Body {
  const called = postMentions(mentions)
  const content = [
    [{ tag: 'text', text }],
    ...(links.length > 0 ? [linkTags(links)] : []),
    ...(called.length > 0 ? [called] : []),
  ]
  return { msg_type: 'post', content: { post: { [language === 'zh' ? 'zh_cn' : 'en_us']: { title, content } } } }
}

function linkTags(links: Links) {
  return links.flatMap(({ name, url }, index) => [
    ...(index > 0 ? [{ tag: 'text', text: ' · ' }] : []),
    { tag: 'a', text: name, href: url },
  ])
}

function cardOf({ title, buttons, ended, severity }: Written, text: string) {
  const actions = buttons.map(({ kind, name, url }) => ({
    tag: 'button',
    text: { tag: 'plain_text', content: name },
    type: kind === 'acknowledge' ? 'primary' : 'default',
    url,
  }))
  return {
    config: { wide_screen_mode: true },
    header: { template: colourOf(ended, severity), title: { tag: 'plain_text', content: title } },
    elements: [
      { tag: 'div', text: { tag: 'lark_md', content: text } },
      ...(actions.length > 0 ? [{ tag: 'action', actions }] : []),
    ],
  }
}

function colourOf(ended: boolean, severity: string): string {
  if (ended) return 'green'
  if (severity === 'critical') return 'red'
  return severity === 'info' ? 'blue' : 'orange'
}
