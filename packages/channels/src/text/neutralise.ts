/** Values of labels and annotations made harmless for the text they are put into: they may say anything, and do nothing. */
import { oneLine, plainText } from './text.ts'

/** For WeCom's markdown, one line: no mention (`<@…>`), no colour, no link, no code, no bold. */
export function forWecom(value: string): string {
  return oneLine(value)
    .replaceAll('<', '＜')
    .replaceAll('`', "'")
    .replaceAll('[', '［')
    .replaceAll(']', '］')
    .replaceAll('**', '＊＊')
    .replace(/^[#>]/, (mark) => (mark === '#' ? '＃' : '＞'))
}

/** Each line of a longer text for WeCom; empty lines go. */
export function linesForWecom(value: string): string[] {
  return plainText(value)
    .split('\n')
    .map(forWecom)
    .filter((line) => line !== '')
}

/** For WeCom's markdown_v2, one line, also in a table: as `forWecom`, and no emphasis, no cell, no image. */
export function forWecomV2(value: string): string {
  return forWecom(value)
    .replaceAll('*', '＊')
    .replaceAll('|', '｜')
    .replaceAll('~~', '～～')
    .replace(/^([-+]|\d+[.)])(?=\s)/, (mark) => `${mark}\u00a0`)
    .replace(/^[-=]{2,}$/, '—')
}

/** For WeCom's plain text, one line: nothing but a mention can do anything there. */
export function forWecomText(value: string): string {
  return oneLine(value).replaceAll('<@', '＜@')
}

/** As inline code in a Markdown table: shown as it is, and pings nobody. */
export function asCode(value: string): string {
  const text = oneLine(value).replaceAll('`', "'").replaceAll('|', '\\|')
  return text === '' ? '—' : `\`${text}\``
}

/** A line of prose for Markdown in a tracker: no HTML, no mention, no link, no reference to other tickets. */
export function forMarkdown(value: string): string {
  return oneLine(value)
    .replace(/[\\`*_[\]|]/g, (mark) => `\\${mark}`)
    .replaceAll('<', '&lt;')
    .replace(/[@#!](?=[\p{L}\p{N}])/gu, (mark) => `${mark}\u2060`)
}

/** A fenced block that nothing inside can close. */
export function asFence(lines: readonly string[]): string[] {
  const longest = Math.max(0, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map((run) => run[0].length)))
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return [`${fence}text`, ...lines, fence]
}
