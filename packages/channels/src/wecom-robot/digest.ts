/** Many groups as one robot message. Pure. */
import type { Notification } from '../contract.ts'
import { type DigestLine, digestOf, digestSizeOf } from '../digest.ts'
import { forWecom } from '../text/neutralise.ts'
import { phrasesOf } from '../text/phrases.ts'
import { byteLength, cutBytes, linkTarget } from '../text/text.ts'
import { MAX_BYTES, type RenderOptions } from './render.ts'

/** Of the heading and the link. */
const HEAD_BYTES = 600

export function renderDigest(together: readonly Notification[], options: RenderOptions): string {
  const { heading, lines } = digestOf(together, options)
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const link =
    url === undefined || byteLength(url) > HEAD_BYTES / 2 ? [] : [`[${phrasesOf(options.language).alertPage}](${url})`]
  return cutBytes([`**${forWecom(heading)}**`, ...lines.map(lineOf), ...link].join('\n'), MAX_BYTES)
}

export function markdownDigestSize(waiting: readonly Notification[], options: RenderOptions): number {
  return digestSizeOf(waiting, {
    ...options,
    room: MAX_BYTES - HEAD_BYTES,
    sizeOf: (line) => byteLength(lineOf(line)) + 1,
  })
}

function lineOf({ status, severity, text }: DigestLine): string {
  const bad = severity === 'critical' ? 'warning' : 'comment'
  return `<font color="${status === 'resolved' ? 'info' : bad}">●</font> ${forWecom(text)}`
}
