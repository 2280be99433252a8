/**
 * The three kinds of text that a robot takes. `markdown`: bold, links, quotes and three colours. `markdown_v2`: lists and
 * tables, no colours and no mentions; old clients show it as plain text. `text`: no markup, and addresses as they are.
 */
import { forWecom, forWecomText, forWecomV2 } from '../text/neutralise.ts'
import type { Row } from './facts.ts'
import type { MessageType } from './message.ts'

/** In bytes of UTF-8. A longer message would be refused whole (errcode 40058), so everything that can grow has its share. */
interface Room {
  readonly message: number
  readonly title: number
  readonly note: number
  readonly names: number
  readonly value: number
  readonly link: number
  readonly links: number
  readonly description: number
  readonly sample: number
  readonly row: number
}

interface Status {
  readonly firing: boolean
  /** As the rule says it. */
  readonly severity: string
}

interface Link {
  readonly name: string
  readonly url: string
}

interface RowWords {
  readonly alert: string
  readonly value: string
  readonly since: string
  /** Of a row whose alert is over. */
  readonly resolved: string
}

/** All texts that come in are safe already. */
export interface Markup {
  readonly type: Exclude<MessageType, 'template_card'>
  readonly room: Room
  /** One line of somebody else's words, made harmless. */
  safe(value: string): string
  heading(status: Status, word: string, title: string): string
  note(text: string): string
  /** A line about one thing; `name` is as `label` gave it, with its colon, or empty. */
  fact(name: string, value: string): string
  label(name: string): string
  strong(text: string): string
  sample(text: string): string
  /** What stands before the rows, and one line for each. */
  rows(rows: readonly Row[], words: RowWords): { readonly head: readonly string[]; readonly lines: readonly string[] }
  links(links: readonly Link[], colon: string): string[]
  /** A line of a digest. */
  bullet(status: Status, text: string): string
  /** Between two parts of a message. */
  readonly gap: readonly string[]
}

const LONG: Room = {
  message: 4096,
  title: 300,
  note: 300,
  names: 200,
  value: 120,
  link: 1200,
  links: 2000,
  description: 700,
  sample: 240,
  row: 240,
}

const SHORT: Room = {
  message: 2048,
  title: 240,
  note: 200,
  names: 140,
  value: 90,
  link: 500,
  links: 800,
  description: 400,
  sample: 160,
  row: 140,
}

const markdown: Markup = {
  type: 'markdown',
  room: LONG,
  safe: forWecom,
  heading: ({ firing }, word, title) => `${colour(firing ? 'warning' : 'info', word)} **${title}**`,
  note: (text) => `> ${text}`,
  fact: (name, value) => `> ${name}${value}`,
  label: (name) => colour('comment', name),
  strong: (text) => `**${text}**`,
  sample: (text) => `> ${colour('comment', text)}`,
  rows: (rows, { resolved }) => ({
    head: [],
    lines: rows.map(
      ({ over, name, value, when }) =>
        `- ${over ? `${colour('info', resolved)} ` : ''}${name}${value === '' ? '' : ` **${value}**`} (${when})`,
    ),
  }),
  links: inOneLine,
  bullet: ({ firing, severity }, text) => {
    const bad = severity === 'critical' ? 'warning' : 'comment'
    return `${colour(firing ? bad : 'info', '●')} ${text}`
  },
  gap: [],
}

const markdownV2: Markup = {
  type: 'markdown_v2',
  room: LONG,
  safe: forWecomV2,
  heading: (status, word, title) => `### ${lamp(status)} ${word} ${title}`,
  note: (text) => `> ${text}`,
  fact: (name, value) => `- ${name}${value}`,
  label: (name) => `**${name}**`,
  strong: (text) => `**${text}**`,
  sample: (text) => `> ${text}`,
  rows: tableOf,
  links: inOneLine,
  bullet: (status, text) => `- ${lamp(status)} ${text}`,
  gap: [''],
}

const text: Markup = {
  type: 'text',
  room: SHORT,
  safe: forWecomText,
  heading: (status, word, title) => `${lamp(status)} ${word} ${title}`,
  note: (line) => line,
  fact: (name, value) => `${name}${value}`,
  label: (name) => name,
  strong: (value) => value,
  sample: (line) => line,
  rows: (rows, { resolved }) => ({
    head: [],
    lines: rows.map(
      ({ over, name, value, when }) =>
        `· ${over ? `${resolved} ` : ''}${name}${value === '' ? '' : ` ${value}`} (${when})`,
    ),
  }),
  links: (links, colon) => links.map(({ name, url }) => `${name}${colon}${url}`),
  bullet: (status, line) => `${lamp(status)} ${line}`,
  gap: [],
}

export const MARKUPS: Readonly<Record<Markup['type'], Markup>> = { markdown, markdown_v2: markdownV2, text }

function colour(kind: 'warning' | 'info' | 'comment', value: string): string {
  return `<font color="${kind}">${value}</font>`
}

/** Where there are no colours. */
function lamp({ firing, severity }: Status): string {
  if (!firing) return '✅'
  if (severity === 'critical') return '🔴'
  return severity === 'warning' ? '🟠' : '🔵'
}

function inOneLine(links: readonly Link[]): string[] {
  return links.length === 0 ? [] : [links.map(({ name, url }) => `[${name}](${url})`).join(' · ')]
}

/** Without a column for values where there are none. */
function tableOf(rows: readonly Row[], words: RowWords) {
  const withValues = rows.some(({ value }) => value !== '')
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const cellsOf = (name: string, value: string, when: string) => [name, ...(withValues ? [value] : []), when]
  return {
    head:
      rows.length === 0
        ? []
        : [line(cellsOf(words.alert, words.value, words.since)), line(cellsOf(':--', ':--', ':--'))],
    lines: rows.map(({ over, name, value, when }) =>
      line(cellsOf(`${over ? `✅ ${words.resolved} ` : ''}${name}`, value === '' ? '' : `**${value}**`, when)),
    ),
  }
}
