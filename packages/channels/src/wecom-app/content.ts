/** What an application says as text or markdown: the template of its settings, or our own words; never over the limit. */
import type { Notification, SendContext } from '../contract.ts'
import { noteOf, textsOf } from '../templated.ts'
import { forWecom } from '../text/neutralise.ts'
import { byteLength, cutBytes, plainText } from '../text/text.ts'
import { withValues } from '../text/values.ts'
import { viewOf } from '../view.ts'
import type { WecomAppConfig } from './config.ts'
import { MAX_BYTES, renderDigest, renderTaken, renderText, type TextType } from './render.ts'

export interface Content {
  readonly text: string
  /** Of the template. */
  readonly problems: readonly string[]
  /** Ours, which differs with each piece of news. */
  readonly own: boolean
}

export function contentOf(config: WecomAppConfig, context: SendContext): Content {
  const { notification, together } = context
  const type = textTypeOf(config)
  const own = (text: string): Content => ({ text, problems: [], own: true })
  if (together) return own(renderDigest(type, together, config))
  if (notification.reason === 'acknowledged') return own(renderTaken(type, notification, config))
  return config.content ? templated(config, context) : own(renderText(type, notification, config))
}

/** What a card cannot say is said in markdown. */
export function textTypeOf({ messageType }: WecomAppConfig): TextType {
  return messageType === 'text' ? 'text' : 'markdown'
}

function templated(config: WecomAppConfig, { notification, now }: SendContext): Content {
  const { language, content } = config
  const texts = textsOf(withoutMarkup(notification), now)
  const text = texts.text('content', content, () => '').trim()
  const problems = texts.problems()
  if (problems.length === 0) {
    const said = cutBytes(viewOf(notification, language).mark + plainText(text), MAX_BYTES)
    return { text: said, problems, own: false }
  }
  const note = cutBytes(forWecom(noteOf(problems, language)), MAX_BYTES / 4)
  const ours = cutBytes(renderText(textTypeOf(config), notification, config), MAX_BYTES - byteLength(note) - 1)
  return { text: `${ours}\n${note}`, problems, own: true }
}

/** A template may write links and colours; what alerts say may not. */
function withoutMarkup(notification: Notification): Notification {
  return withValues(notification, (value) => value.replaceAll('<', '＜'))
}
