/** Markdown as GitHub and most trackers take it. */
import { asCode, asFence, forMarkdown } from '../../text/neutralise.ts'
import { plainText } from '../../text/text.ts'
import { type Block, type Document, fitted, type Inline, type Line } from '../document.ts'

export function toMarkdown(document: Document, max: number): string {
  return fitted(document, write, max, (text) => text.length)
}

function write(document: Document): string {
  return document.map(block).join('\n\n')
}

function block(one: Block): string {
  switch (one.kind) {
    case 'paragraph':
      return one.lines.map(line).join('\n')
    case 'heading':
      return `### ${one.text}`
    case 'quote':
      return one.lines.map((text) => `> ${forMarkdown(text)}`).join('\n')
    case 'table':
      return [
        `| ${one.head.join(' | ')} |`,
        '| --- | --- |',
        ...one.rows.map(([name, text]) => `| ${forMarkdown(name)} | ${asCode(text)} |`),
      ].join('\n')
    case 'list':
      return one.items.map((item) => `- ${line(item)}`).join('\n')
    case 'code':
      return asFence(one.lines).join('\n')
    case 'footer':
      return `---\n${line(one.line)}`
    case 'raw':
      return plainText(one.text).trim()
  }
}

function line(parts: Line): string {
  return parts.map(inline).join('')
}

function inline(one: Inline): string {
  switch (one.kind) {
    case 'words':
      return one.text
    case 'strong':
      return `**${one.text}**`
    case 'value':
      return forMarkdown(one.text)
    case 'code':
      return asCode(one.text)
    case 'link':
      return `[${one.code ? asCode(one.text) : one.text}](${one.url})`
  }
}
