/** A story as Feishu shows it: in a card's markdown (bold, links, colours; no lists, no quotes), or as plain text. Pure. */
import type { Parts } from '../chat/fit.ts'
import { forChat } from '../chat/neutralise.ts'
import { plainStyle, rowText } from '../chat/plain.ts'
import type { Story } from '../chat/story.ts'
import type { Links, Style } from '../chat/written.ts'
import type { Phrases } from '../text/phrases.ts'
import type { FeishuConfig } from './config.ts'

const card: Style = {
  buttons: true,
  clean: forChat,
  forTemplate: withoutTags,
  parts: asCard,
  digest: (_heading, rows, links, words) => ({ before: [], rows, after: linkLine(links), more: words.more }),
  bullet: '',
  gap: '\n',
  // Its colour says what the dot would.
  title: (story) => {
    const severity = story.severityWord === '' ? '' : `[${story.severityWord}] `
    return withoutTags(`${story.mark}${story.statusWord} ${severity}${story.title}`)
  },
}

const plain = plainStyle(withoutTags)

/** Title and links have places of their own. */
const post: Style = {
  ...plain,
  parts: (story, _links, words) => {
    const parts = plain.parts(story, [], words)
    return { ...parts, before: parts.before.slice(1) }
  },
  digest: (_heading, rows, _links, words) => ({ before: [], rows, after: [], more: words.more }),
}

export const STYLES: Readonly<Record<FeishuConfig['format'], Style>> = { interactive: card, post, text: plain }

/** In a text `<at …>` calls people. */
function withoutTags(value: string): string {
  return value.replace(/<(?=\/?at\b)/gi, '＜')
}

function asCard(story: Story, links: Links, words: Phrases): Parts {
  const facts = [
    ...(story.counts === '' ? [] : [`**${story.counts}**`]),
    ...story.facts.map(({ name, value, strong }) => {
      const text = forChat(value)
      return `${grey(name)}${words.colon}${strong ? `**${text}**` : text}`
    }),
  ]
  const blocks = [
    story.notes.map((line) => `**${forChat(line)}**`),
    facts,
    story.description.map(forChat),
    story.sample === '' ? [] : [grey(forChat(story.sample))],
  ].filter((lines) => lines.length > 0)
  const before = blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
  const rows = story.rows.map((row) => rowText(row, forChat, (text) => `**${text}**`))
  return {
    before: rows.length > 0 ? [...before, ''] : before,
    rows,
    after: linkLine(links),
    more: words.more,
  }
}

function linkLine(links: Links): string[] {
  return links.length > 0 ? ['', links.map(({ name, url }) => `[${name}](${url})`).join(' · ')] : []
}

function grey(text: string): string {
  return `<font color='grey'>${text}</font>`
}
