/** Cutting and cleaning of texts that come from outside. */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** At most `maxBytes` of UTF-8, never inside a character as people see it; what was cut ends in `…`. */
export function cutBytes(text: string, maxBytes: number): string {
  return cut(text, maxBytes, byteLength)
}

/** At most `maxUnits` UTF-16 units (`length` of a string), otherwise as `cutBytes`. */
export function cutUnits(text: string, maxUnits: number): string {
  return cut(text, maxUnits, (part) => part.length)
}

/** At most `maxPoints` code points, as providers count characters; otherwise as `cutBytes`. */
export function cutPoints(text: string, maxPoints: number, mark = '…'): string {
  return cut(text, maxPoints, (part) => [...part].length, { mark, unitsEach: 2 })
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

function cut(
  text: string,
  max: number,
  sizeOf: (text: string) => number,
  { mark: wanted, unitsEach } = { mark: '…', unitsEach: 1 },
): string {
  if (sizeOf(text) <= max) return text
  const mark = sizeOf(wanted) <= max ? wanted : ''
  const room = max - sizeOf(mark)
  let size = 0
  let end = 0
  // No character is smaller than one size, so what lies further back can never fit; long inputs stay cheap.
  for (const { segment, index } of graphemes.segment(text.slice(0, (max + 2) * unitsEach))) {
    size += sizeOf(segment)
    if (size > room) break
    end = index + segment.length
  }
  return text.slice(0, end).trimEnd() + mark
}

/** As many of `items` (joined by line breaks) as fit; the rest is counted by `more(n)`. */
export function foldLines(
  items: readonly string[],
  maxSize: number,
  more: (count: number) => string,
  sizeOf: (text: string) => number = byteLength,
): string[] {
  const whole = items.reduce((sum, item) => sum + sizeOf(item) + 1, 0)
  if (whole <= maxSize) return [...items]
  const lines: string[] = []
  let room = maxSize - sizeOf(more(items.length)) - 1
  for (const item of items) {
    room -= sizeOf(item) + 1
    if (room < 0) break
    lines.push(item)
  }
  return [...lines, more(items.length - lines.length)]
}

/** Direction overrides and marks without width can make a text read as something it is not. ZWJ stays: emoji need it. */
const DECEPTIVE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Line breaks unified; no control characters, no lone surrogates, nothing that reverses the text. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(DECEPTIVE, '')
}

export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim()
}

/** An address that may become a link, with the characters that end one in Markdown encoded; undefined for all else. */
export function linkTarget(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  return url.href.replace(/[()<>\s|`]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
