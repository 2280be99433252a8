/** What a robot sends for one notification, or for many together: one message, and where people must be called, a second. Pure. */
import type { Notification, SendContext } from '../contract.ts'
import { noteOf, textsOf } from '../templated.ts'
import { phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, plainText } from '../text/text.ts'
import { withValues } from '../text/values.ts'
import { viewOf } from '../view.ts'
import { renderCard } from './card.ts'
import type { WecomRobotConfig } from './config.ts'
import { renderDigest } from './digest.ts'
import { MARKUPS, type Markup } from './markup.ts'
import { type Mentions, mentionLine, mentionsOf, planMentions } from './mentions.ts'
import type { Message } from './message.ts'
import { robotPhrasesOf } from './phrases.ts'
import { renderText, titleOf } from './render.ts'

export interface Composed {
  readonly message: Message
  /** Calls those whom the message itself cannot call. */
  readonly mention: Message | undefined
  /** Of the template. */
  readonly problems: readonly string[]
}

type Said = { readonly message: Message; readonly problems: readonly string[] }

export function compose(config: WecomRobotConfig, { notification, together, now }: SendContext): Composed {
  const mentions = mentionsOf(config, together ?? [notification])
  const card = together || config.type !== 'template_card' ? undefined : renderCard(notification, config)
  if (card) {
    const { rest } = planMentions(mentions, 'template_card')
    return {
      message: { type: 'template_card', card },
      mention: mentionMessage(rest, notification, config),
      problems: [],
    }
  }
  const markup = markupOf(config)
  const { inline, rest } = planMentions(mentions, markup.type)
  const said = together
    ? { message: written(markup, renderDigest(markup, together, config), inline), problems: [] }
    : one(notification, config, markup, { inline, now })
  return { ...said, mention: mentionMessage(rest, notification, config) }
}

/** A card names one group: many go as markdown. */
export function markupOf({ type }: Pick<WecomRobotConfig, 'type'>): Markup {
  return type === 'template_card' ? MARKUPS.markdown : MARKUPS[type]
}

function one(
  notification: Notification,
  config: WecomRobotConfig,
  markup: Markup,
  { inline, now }: { readonly inline: Mentions; readonly now: number },
): Said {
  const { language, content: template } = config
  const reserve = markup.type === 'text' ? 0 : byteLength(mentionLine(inline)) + 1
  const own = (more = 0) => renderText(markup, notification, config, reserve + more)
  if (!template) return { message: written(markup, own(), inline), problems: [] }
  const texts = textsOf(withoutMentions(notification), now)
  const text = texts.text('content', template, () => '').trim()
  const problems = texts.problems()
  if (problems.length > 0) {
    const note = cutBytes(markup.safe(noteOf(problems, language)), markup.room.message / 4)
    return { message: written(markup, `${own(byteLength(note) + 1)}\n${note}`, inline), problems }
  }
  const content = cutBytes(viewOf(notification, language).mark + plainText(text), markup.room.message - reserve)
  return { message: written(markup, content, inline), problems: [] }
}

function written(markup: Markup, content: string, inline: Mentions): Message {
  if (markup.type === 'text') {
    return { type: 'text', content, mentionedList: inline.userids, mentionedMobileList: inline.mobiles }
  }
  const names = mentionLine(inline)
  return { type: markup.type, content: names === '' ? content : `${content}\n${names}` }
}

/** Says which alert it is about, for it is all that a lock screen shows of it. */
function mentionMessage(
  mentions: Mentions | undefined,
  notification: Notification,
  { language }: WecomRobotConfig,
): Message | undefined {
  if (!mentions) return undefined
  const { text } = MARKUPS
  const view = viewOf(notification, language)
  const title = cutBytes(text.safe(titleOf(view, phrasesOf(language))), text.room.title)
  return {
    type: 'text',
    content: view.mark + robotPhrasesOf(language).seeAbove(title),
    mentionedList: mentions.userids,
    mentionedMobileList: mentions.mobiles,
  }
}

/** A template may call people by `<@…>`; what alerts say may not. */
function withoutMentions(notification: Notification): Notification {
  return withValues(notification, (value) => value.replaceAll('<@', '＜@'))
}
