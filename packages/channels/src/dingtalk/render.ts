/** A story as DingTalk shows it: markdown (headings, bold, lists, quotes, links; a line break alone is none), or plain text. Pure. */
import type { Parts } from '../chat/fit.ts'
import { forChat } from '../chat/neutralise.ts'
import { plainStyle, rowText } from '../chat/plain.ts'
import { type Fact, headlineOf, type Story } from '../chat/story.ts'
import type { Links, Style } from '../chat/written.ts'
import type { Phrases } from '../text/phrases.ts'
import type { DingTalkConfig } from './config.ts'

const markdown: Style = {
  buttons: false,
  clean: forChat,
  // Only who is in the list of the call is called, whatever the text says.
  forTemplate: (value) => value,
  parts: asMarkdown,
  digest: (heading, rows, links, words) => ({
    before: [`#### ${forChat(heading)}`, ''],
    rows,
    after: links.length > 0 ? ['', linkLine(links)] : [],
    more: (count) => `- ${words.more(count)}`,
  }),
  bullet: '- ',
  gap: '\n\n',
  title: headlineOf,
}

export const STYLES: Readonly<Record<DingTalkConfig['format'], Style>> = {
  markdown,
  text: plainStyle((value) => value),
  actionCard: { ...markdown, buttons: true },
}

function asMarkdown(story: Story, links: Links, words: Phrases): Parts {
  const facts = [...(story.counts === '' ? [] : [story.counts]), ...story.facts.map((fact) => factLine(fact, words))]
  return {
    before: [
      ...paragraph([`#### ${headlineOf(story, forChat)}`]),
      ...paragraph(broken(story.notes.map((line) => `> ${forChat(line)}`))),
      ...paragraph(facts.map((line) => `- ${line}`)),
      ...paragraph(broken(story.description.map(forChat))),
      ...paragraph(story.sample === '' ? [] : [`> ${forChat(story.sample)}`]),
    ],
    rows: story.rows.map((row) => `- ${rowText(row, forChat, (text) => `**${text}**`)}`),
    after: links.length > 0 ? [...(story.rows.length > 0 ? [''] : []), linkLine(links)] : [],
    more: (count) => `- ${words.more(count)}`,
  }
}

function factLine({ name, value, strong }: Fact, words: Phrases): string {
  return `${name}${words.colon}${strong ? `**${forChat(value)}**` : forChat(value)}`
}

function linkLine(links: Links): string {
  return links.map(({ name, url }) => `[${name}](${url})`).join(' · ')
}

/** Two spaces at the end of a line break it inside a paragraph. */
function broken(lines: readonly string[]): string[] {
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}  ` : line))
}

function paragraph(lines: readonly string[]): string[] {
  return lines.length > 0 ? [...lines, ''] : []
}
