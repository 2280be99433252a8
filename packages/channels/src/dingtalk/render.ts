/** A story as DingTalk shows it: markdown (headings, bold, lists, quotes, links; a line break alone is none), or plain text. Pure. */

import type { Parts } from '../chat/fit.ts'
import { forChat } from '../chat/neutralise.ts'
import { dotOf, type Fact, headlineOf, type Row, type Story } from '../chat/story.ts'
import type { Phrases } from '../text/phrases.ts'

type Link = Story['links'][number]

/** `links`: those that are not buttons. */
export function asMarkdown(story: Story, links: readonly Link[], words: Phrases): Parts {
  const facts = [
    ...(story.counts === '' ? [] : [story.counts]),
    ...story.facts.map((fact) => factLine(fact, words, (text) => `**${text}**`)),
  ]
  return {
    before: [
      ...paragraph([`#### ${headlineOf(story, forChat)}`]),
      ...paragraph(broken(story.notes.map((line) => `> ${forChat(line)}`))),
      ...paragraph(facts.map((line) => `- ${line}`)),
      ...paragraph(broken(story.description.map(forChat))),
      ...paragraph(story.sample === '' ? [] : [`> ${forChat(story.sample)}`]),
    ],
    rows: story.rows.map((row) => `- ${rowText(row, forChat, (text) => `**${text}**`)}`),
    after:
      links.length > 0
        ? [...(story.rows.length > 0 ? [''] : []), links.map(({ name, url }) => `[${name}](${url})`).join(' · ')]
        : [],
    more: (count) => `- ${words.more(count)}`,
  }
}

export function asText(story: Story, words: Phrases): Parts {
  return {
    before: [
      headlineOf(story),
      ...story.notes,
      ...(story.counts === '' ? [] : [story.counts]),
      ...story.facts.map(({ name, value }) => `${name}${words.colon}${value}`),
      ...story.description,
      ...(story.sample === '' ? [] : [`> ${story.sample}`]),
    ],
    rows: story.rows.map(
      (row) =>
        `- ${rowText(
          row,
          (text) => text,
          (text) => text,
        )}`,
    ),
    after: story.links.map(({ name, url }) => `${name}${words.colon}${url}`),
    more: words.more,
  }
}

function factLine({ name, value, strong }: Fact, words: Phrases, bold: (text: string) => string): string {
  return `${name}${words.colon}${strong ? bold(forChat(value)) : forChat(value)}`
}

/** `已恢复 NAME VALUE (WHEN)` */
function rowText(row: Row, clean: (text: string) => string, bold: (text: string) => string): string {
  const status = row.status === '' ? '' : `${dotOf({ ended: true, severity: '' })} ${row.status} `
  return `${status}${clean(row.name)}${row.value === '' ? '' : ` ${bold(clean(row.value))}`} (${row.when})`
}

/** Two spaces at the end of a line break it inside a paragraph. */
function broken(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}  ` : line))
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length > 0 ? [...lines, ''] : []
}
