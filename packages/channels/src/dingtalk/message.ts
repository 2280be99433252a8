/** One call's body, by the format of the settings; never over what DingTalk takes, and with the keyword that it asks for. Pure. */
import { fitted, type Parts } from '../chat/fit.ts'
import { forChat } from '../chat/neutralise.ts'
import { cutJson, jsonSize } from '../chat/size.ts'
import { dotOf, headlineOf, type Story, storyOf } from '../chat/story.ts'
import type { Notification, Preview, SendContext } from '../contract.ts'
import { digestOf, digestSizeOf } from '../digest.ts'
import { noteOf, textsOf } from '../templated.ts'
import { phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, linkTarget, oneLine, plainText } from '../text/text.ts'
import type { DingTalkConfig } from './config.ts'
import { mentionLine, mentionsOf } from './mentions.ts'
import { asMarkdown, asText } from './render.ts'

/** "20 kB", whichever way it is meant. Source: DingTalk, custom robots. */
export const MAX_BODY_BYTES = 20_000
/** More than a phone wants to scroll; only a template may write more. */
const MAX_OWN_BYTES = 12_000
const MAX_TITLE_BYTES = 200
const MAX_BUTTONS = 4
/** Of a digest: its heading, its link, mentions, the keyword. */
const DIGEST_HEAD_BYTES = 3_000

export interface Message {
  readonly body: Readonly<Record<string, unknown>>
  readonly preview: Preview
  /** Of templates. */
  readonly problems: readonly string[]
}

export function messageOf(config: DingTalkConfig, { notification, together, now }: SendContext): Message {
  const mentions = mentionsOf(config, together ?? [notification])
  const { mobiles: atMobiles, userIds: atUserIds, all: isAtAll } = mentions
  const at = { atMobiles, atUserIds, isAtAll }
  const written = together ? digestText(config, together) : oneText(config, notification, now)
  const { title, buttons } = written
  const bodyOf = (text: string): Message['body'] => {
    if (config.format === 'text') return { msgtype: 'text', text: { content: text }, at }
    if (config.format === 'markdown') return { msgtype: 'markdown', markdown: { title, text }, at }
    const btns = buttons.map(({ name, url }) => ({ title: name, actionURL: url }))
    // Two buttons fit beside each other.
    const btnOrientation = btns.length === 2 ? '1' : '0'
    return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation, btns }, at }
  }
  const tail = (text: string) => tailOf(config, text, mentionLine(mentions))
  const room = MAX_BODY_BYTES - byteLength(JSON.stringify(bodyOf(''))) - jsonSize(tail(''))
  const text = written.text(room)
  const body = bodyOf(text + tail(text))
  const card = config.format === 'actionCard'
  const preview: Preview = {
    format: card ? 'card' : config.format,
    fields: config.format === 'text' ? {} : { title },
    content: card ? JSON.stringify(body['actionCard'], null, 2) : text + tail(text),
  }
  return { body, preview, problems: written.problems }
}

interface Written {
  readonly title: string
  readonly buttons: Story['links']
  /** In so many bytes inside JSON. */
  readonly text: (room: number) => string
  readonly problems: readonly string[]
}

function oneText(config: DingTalkConfig, notification: Notification, now: number): Written {
  const { language, format } = config
  const words = phrasesOf(language)
  const story = storyOf(notification, config)
  const texts = textsOf(notification, now)
  const title = texts.text('title', config.title, () => headlineOf(story))
  const content = config.content && texts.text('content', config.content, () => '').trim()
  const problems = texts.problems()
  const buttons = buttonsOf(config, story)
  const links = story.links.filter((link) => !buttons.includes(link))
  const parts: Parts = format === 'text' ? asText(story, words) : asMarkdown(story, links, words)
  const note = noteOf(problems, language)
  return {
    title: titleOf(title.startsWith(story.mark) ? title : story.mark + title),
    buttons,
    text: (room) => {
      if (content) return cutJson(story.mark + plainText(content), room)
      const line = note === '' ? '' : `\n\n${cutBytes(format === 'text' ? note : forChat(note), 600)}`
      return fitted(parts, Math.min(room, MAX_OWN_BYTES) - jsonSize(line)) + line
    },
    problems,
  }
}

/** What somebody does first; a card has to have one. */
function buttonsOf({ format }: DingTalkConfig, { links }: Story): Story['links'] {
  if (format !== 'actionCard') return []
  const first = ['acknowledge', 'silence', 'runbook', 'alertPage']
  return links.filter(({ kind }) => first.includes(kind)).slice(0, MAX_BUTTONS)
}

function digestText(config: DingTalkConfig, together: readonly Notification[]): Written {
  const { heading, lines } = digestOf(together, config)
  const words = phrasesOf(config.language)
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const link =
    url === undefined || byteLength(url) > 500 ? [] : [{ kind: 'alertPage' as const, name: words.alertPage, url }]
  const card = config.format === 'actionCard'
  const parts: Parts = {
    before: config.format === 'text' ? [heading] : [`#### ${forChat(heading)}`, ''],
    rows: lines.map((line) => digestLine(config, line)),
    after:
      card || link.length === 0
        ? []
        : link.flatMap(({ name, url: target }) =>
            config.format === 'text' ? [`${name}${words.colon}${target}`] : ['', `[${name}](${target})`],
          ),
    more: words.more,
  }
  return {
    title: titleOf(heading),
    buttons: card ? link : [],
    text: (room) => fitted(parts, Math.min(room, MAX_BODY_BYTES)),
    problems: [],
  }
}

export function digestSize(config: DingTalkConfig, waiting: readonly Notification[]): number {
  const sizeOf = (line: Parameters<typeof digestLine>[1]) => jsonSize(`${digestLine(config, line)}\n`)
  const { language, timeZone } = config
  return digestSizeOf(waiting, { language, timeZone, room: MAX_OWN_BYTES - DIGEST_HEAD_BYTES, sizeOf })
}

function digestLine(
  { format }: DingTalkConfig,
  line: { readonly status: 'firing' | 'resolved'; readonly severity: string; readonly text: string },
): string {
  const dot = dotOf({ ended: line.status === 'resolved', severity: line.severity })
  return format === 'text' ? `${dot} ${line.text}` : `- ${dot} ${forChat(line.text)}`
}

function titleOf(text: string): string {
  return cutBytes(oneLine(text), MAX_TITLE_BYTES)
}

/** Mentions, and the keyword where nothing says it yet. */
function tailOf({ keyword, format }: DingTalkConfig, text: string, mentions: string): string {
  const lines = [
    ...(mentions === '' ? [] : [mentions]),
    ...(keyword === undefined || text.includes(keyword) || mentions.includes(keyword) ? [] : [keyword]),
  ]
  return lines.map((line) => (format === 'text' ? `\n${line}` : `\n\n${line}`)).join('')
}
