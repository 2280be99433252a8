/** One robot message in the words of its settings' templates, or our own: of one notification, or of many. Pure. */
import type { CompiledText } from '@tocsin/template'
import type { Notification, SendContext } from '../contract.ts'
import { type DigestLine, digestOf, digestSizeOf } from '../digest.ts'
import { noteOf, textsOf } from '../templated.ts'
import { type Phrases, phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, linkTarget, oneLine, plainText } from '../text/text.ts'
import { withValues } from '../text/values.ts'
import { fitted, type Parts } from './fit.ts'
import { cutJson, jsonSize } from './size.ts'
import { type ChatOptions, dotOf, type Story, storyOf } from './story.ts'

/** "20 kB" of a whole body, whichever way it is meant: of both DingTalk and Feishu. */
export const MAX_BODY_BYTES = 20_000
/** More than a phone wants to scroll; only a template may write more. */
const MAX_OWN_BYTES = 12_000
/** Of a digest: its heading, its link, mentions, the keyword. */
const DIGEST_HEAD_BYTES = 3_000
const MAX_TITLE_BYTES = 200
const MAX_NOTE_BYTES = 600
const MAX_BUTTONS = 4
/** What somebody does first. */
const BUTTONS = ['acknowledge', 'silence', 'runbook', 'alertPage']

export type Links = Story['links']

export interface RobotSettings extends ChatOptions {
  /** Every message has to hold it. */
  readonly keyword: string | undefined
  readonly title: CompiledText | undefined
  readonly content: CompiledText | undefined
}

/** How a format writes. */
export interface Style {
  /** What is a button is no link of the text. */
  readonly buttons: boolean
  /** What alerts say, in the text. */
  readonly clean: (value: string) => string
  /** What alerts say, before a template sees it. */
  readonly forTemplate: (value: string) => string
  readonly parts: (story: Story, links: Links, words: Phrases) => Parts
  readonly digest: (heading: string, lines: readonly string[], links: Links, words: Phrases) => Parts
  /** Of a line of a digest. */
  readonly bullet: string
  /** Between the text and what is added to it. */
  readonly gap: string
  /** As the title shows a story. */
  readonly title: (story: Story) => string
}

export interface Written {
  readonly title: string
  readonly ended: boolean
  /** Raw, of the worst. */
  readonly severity: string
  readonly buttons: Links
  readonly links: Links
  /** In so many bytes inside JSON. */
  readonly text: (room: number) => string
  /** Of templates. */
  readonly problems: readonly string[]
}

export function writtenOf(robot: RobotSettings, { notification, together, now }: SendContext, style: Style): Written {
  return together ? digestText(robot, together, style) : oneText(robot, notification, style, now)
}

function oneText(robot: RobotSettings, notification: Notification, style: Style, now: number): Written {
  const { language } = robot
  const story = storyOf(notification, robot)
  const texts = textsOf(withValues(notification, style.forTemplate), now)
  const title = robot.title && texts.text('title', robot.title, () => '')
  const content = robot.content && texts.text('content', robot.content, () => '').trim()
  const problems = texts.problems()
  const { buttons, links } = apart(story.links, style)
  const parts = style.parts(story, links, phrasesOf(language))
  const note = noteOf(problems, language)
  const { mark, ended, severity } = story
  return {
    title: cutBytes(oneLine(title ? mark + title : style.title(story)), MAX_TITLE_BYTES),
    ended,
    severity,
    buttons,
    links,
    text: (room) => {
      if (content) return cutJson(mark + plainText(content), room)
      const line = note === '' ? '' : style.gap + cutBytes(style.clean(note), MAX_NOTE_BYTES)
      return fitted(parts, Math.min(room, MAX_OWN_BYTES) - jsonSize(line)) + line
    },
    problems,
  }
}

function apart(all: Links, style: Style): { readonly buttons: Links; readonly links: Links } {
  if (!style.buttons) return { buttons: [], links: all }
  const buttons = all.filter(({ kind }) => BUTTONS.includes(kind)).slice(0, MAX_BUTTONS)
  return { buttons, links: all.filter((link) => !buttons.includes(link)) }
}

function digestText(robot: RobotSettings, together: readonly Notification[], style: Style): Written {
  const { heading, lines } = digestOf(together, robot)
  const words = phrasesOf(robot.language)
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const short = url !== undefined && byteLength(url) <= 500
  const all: Links = short ? [{ kind: 'alertPage', name: words.alertPage, url }] : []
  const { buttons, links } = apart(all, style)
  const rows = lines.map((line) => digestLine(line, style))
  const parts = style.digest(heading, rows, links, words)
  return {
    title: cutBytes(heading, MAX_TITLE_BYTES),
    ended: lines.every(({ status }) => status === 'resolved'),
    severity: lines[0]?.severity ?? '',
    buttons,
    links,
    text: (room) => fitted(parts, room),
    problems: [],
  }
}

export function digestSizeIn(
  { language, timeZone }: ChatOptions,
  style: Style,
  waiting: readonly Notification[],
): number {
  const sizeOf = (line: DigestLine) => jsonSize(`${digestLine(line, style)}\n`)
  return digestSizeOf(waiting, { language, timeZone, room: MAX_OWN_BYTES - DIGEST_HEAD_BYTES, sizeOf })
}

function digestLine({ status, severity, text }: DigestLine, { bullet, clean }: Style): string {
  return `${bullet}${dotOf({ ended: status === 'resolved', severity })} ${clean(text)}`
}

/** Mentions, and the keyword where nothing says it yet; empty for nothing. */
export function tailOf(keyword: string | undefined, text: string, mentions: string, gap: string): string {
  const said = `${text}${mentions}`
  return [mentions, keyword === undefined || said.includes(keyword) ? '' : keyword]
    .filter((line) => line !== '')
    .map((line) => gap + line)
    .join('')
}
