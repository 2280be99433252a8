/** Many groups as one robot message. Pure. */
import type { Notification } from '../contract.ts'
import { type DigestLine, digestOf, digestSizeOf } from '../digest.ts'
import { phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, linkTarget } from '../text/text.ts'
import type { RenderOptions } from './facts.ts'
import type { Markup } from './markup.ts'

/** Of the heading and the link. */
const HEAD_BYTES = 600
/** Of the names of those who are called. */
const MENTION_BYTES = 620

export function renderDigest(markup: Markup, together: readonly Notification[], options: RenderOptions): string {
  const { heading, lines } = digestOf(together, options)
  const words = phrasesOf(options.language)
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const links =
    url === undefined || byteLength(url) > HEAD_BYTES / 2
      ? []
      : markup.links([{ name: words.alertPage, url }], words.colon)
  const rows = lines.map((line) => lineOf(line, markup))
  const parts = [markup.strong(markup.safe(heading)), ...markup.gap, ...rows, ...markup.gap, ...links]
  return cutBytes(parts.join('\n'), markup.room.message)
}

export function digestSizeIn(markup: Markup, waiting: readonly Notification[], options: RenderOptions): number {
  return digestSizeOf(waiting, {
    ...options,
    room: markup.room.message - HEAD_BYTES - (markup.type === 'markdown' ? MENTION_BYTES : 0),
    sizeOf: (line) => byteLength(lineOf(line, markup)) + 1,
  })
}

function lineOf({ status, severity, text }: DigestLine, markup: Markup): string {
  return markup.bullet({ firing: status === 'firing', severity }, markup.safe(text))
}
