/**
 * A notification as text or markdown of an application: at most 2048 bytes of UTF-8, half of what a robot may say. WeCom cuts
 * a longer text without a word, so everything that can grow has a share of the room. Source: path/90236.
 */
import type { Notification } from '../contract.ts'
import { type DigestLine, digestOf, digestSizeOf } from '../digest.ts'
import { notesOf } from '../notes.ts'
import { forWecom, linesForWecom } from '../text/neutralise.ts'
import { type Phrases, phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, foldLines, linkTarget } from '../text/text.ts'
import { type View, viewOf } from '../view.ts'
import { countOf, type Fact, factsOf, type RenderOptions, rowsOf, severityOf } from './facts.ts'

export const MAX_BYTES = 2048
const MAX = { title: 240, note: 200, link: 700, links: 900, description: 450, sample: 200, head: 1100 }

/** How the two types say the same. All that comes in is harmless already. */
interface Markup {
  status(view: View, words: Phrases): string
  strong(text: string): string
  fact(name: string, value: string): string
  quote(text: string): string
  link(text: string, url: string): string
  dot(line: DigestLine): string
}

const colour = (kind: 'warning' | 'info' | 'comment', text: string) => `<font color="${kind}">${text}</font>`

const markdown: Markup = {
  status: ({ status }, words) =>
    status === 'firing' ? colour('warning', words.firing) : colour('info', words.resolved),
  strong: (text) => `**${text}**`,
  fact: (name, value) => `> ${colour('comment', name)}${value}`,
  quote: (text) => `> ${text}`,
  link: (text, url) => `[${text}](${url})`,
  dot: ({ status, severity }) =>
    `${colour(status === 'resolved' ? 'info' : severity === 'critical' ? 'warning' : 'comment', '●')} `,
}

/** WeCom's text knows line breaks and links, nothing else. */
const text: Markup = {
  status: ({ status }, words) => (status === 'firing' ? words.firing : words.resolved),
  strong: (words) => words,
  fact: (name, value) => `${name}${value}`,
  quote: (words) => words,
  link: (words, url) => `<a href="${url}">${words}</a>`,
  dot: ({ status, severity }) => (status === 'resolved' ? '○ ' : severity === 'critical' ? '● ' : '◦ '),
}

export type TextType = 'text' | 'markdown'
const MARKUP: Readonly<Record<TextType, Markup>> = { text, markdown }

export function renderText(type: TextType, notification: Notification, options: RenderOptions): string {
  const markup = MARKUP[type]
  const view = viewOf(notification, options.language)
  const words = phrasesOf(options.language)
  const links = linkLine(view, words, markup)
  const head = headOf(view, notification, options, markup)
  const sizeOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + byteLength(line) + 1, 0)
  let room = MAX_BYTES - sizeOf([...head, ...links])
  const description = foldLines(describe(view, markup), Math.min(MAX.description, room), () => '…')
  room -= sizeOf(description)
  const rows = foldLines(
    rowsOf(view, notification, options).map((row) => `- ${forWecom(row)}`),
    room,
    words.more,
  )
  return cutBytes([...head, ...description, ...rows, ...links].join('\n'), MAX_BYTES)
}

/** `text` at the place of everything that is not there. */
function headOf(view: View, notification: Notification, options: RenderOptions, markup: Markup): string[] {
  const words = phrasesOf(options.language)
  const severity = forWecom(severityOf(view, words))
  const title = cutBytes(forWecom(view.title), MAX.title)
  const first = `${view.mark}${markup.status(view, words)} ${markup.strong(`${severity === '' ? '' : `[${severity}] `}${title}`)}`
  const notes = notesOf(notification, options).map((note) => markup.quote(cutBytes(forWecom(note), MAX.note)))
  const count = countOf(view, words)
  const facts = factsOf(view, notification, options).map((fact) => factLine(fact, words, markup))
  return foldLines([first, ...notes, ...(count === '' ? [] : [markup.quote(count)]), ...facts], MAX.head, () => '…')
}

function factLine({ name, value, strong }: Fact, words: Phrases, markup: Markup): string {
  const safe = forWecom(value)
  return markup.fact(name + words.colon, strong ? markup.strong(safe) : safe)
}

/** The description and one log line; a recovery needs neither. */
function describe(view: View, markup: Markup): string[] {
  if (view.status === 'resolved') return []
  const samples = (view.evidence?.samples ?? []).slice(0, 1).flatMap(linesForWecom).slice(0, 1)
  return [
    ...linesForWecom(view.description ?? '').map((line) => cutBytes(line, MAX.description - 8)),
    ...samples.map((line) => markup.quote(cutBytes(line, MAX.sample))),
  ]
}

function linkLine(view: View, words: Phrases, markup: Markup): string[] {
  const kept: string[] = []
  let room = MAX.links
  for (const { kind, url } of view.links) {
    const link = markup.link(words[kind], url)
    const size = byteLength(link) + 3
    if (byteLength(url) > MAX.link || size > room) continue
    room -= size
    kept.push(link)
  }
  return kept.length > 0 ? [kept.join(' · ')] : []
}

/** Of the heading and the link. */
const DIGEST_HEAD_BYTES = 400

export function renderDigest(type: TextType, together: readonly Notification[], options: RenderOptions): string {
  const markup = MARKUP[type]
  const { heading, lines } = digestOf(together, options)
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const short = url !== undefined && byteLength(url) <= DIGEST_HEAD_BYTES / 2
  const link = short ? [markup.link(phrasesOf(options.language).alertPage, url)] : []
  const all = [markup.strong(forWecom(heading)), ...lines.map((line) => digestLine(line, markup)), ...link]
  return cutBytes(all.join('\n'), MAX_BYTES)
}

export function textDigestSize(type: TextType, waiting: readonly Notification[], options: RenderOptions): number {
  return digestSizeOf(waiting, {
    ...options,
    room: MAX_BYTES - DIGEST_HEAD_BYTES,
    sizeOf: (line) => byteLength(digestLine(line, MARKUP[type])) + 1,
  })
}

function digestLine(line: DigestLine, markup: Markup): string {
  return `${markup.dot(line)}${forWecom(line.text)}`
}

/** Who has it, in one line and the title: what is left to say where no card can show it. */
export function renderTaken(type: TextType, notification: Notification, options: RenderOptions): string {
  const view = viewOf(notification, options.language)
  const notes = notesOf(notification, options).map(forWecom)
  const title = cutBytes(forWecom(view.title), MAX.title)
  return cutBytes([MARKUP[type].strong(`${view.mark}${title}`), ...notes].join('\n'), MAX_BYTES)
}
