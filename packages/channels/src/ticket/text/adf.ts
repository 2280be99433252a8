/**
 * Atlassian Document Format, which Jira Cloud's API version 3 wants for descriptions and comments. Texts in it are data, so
 * nothing has to be escaped. Source: developer.atlassian.com, ADF structure, version 1.
 */
import { oneLine, plainText } from '../../text/text.ts'
import { type Block, type Document, fitted, type Inline, type Line } from '../document.ts'

interface AdfNode {
  readonly type: string
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly content?: readonly AdfNode[]
  readonly text?: string
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[]
}

export type Adf = AdfNode & { readonly version: 1 }

/** Jira counts 32,767 characters; whether of the text or of the JSON is not documented, so the JSON stays within them. */
const MAX = 32_000

export function toAdf(document: Document): Adf {
  return fitted(document, write, MAX, (adf) => JSON.stringify(adf).length)
}

function write(document: Document): Adf {
  return { type: 'doc', version: 1, content: document.flatMap(block) }
}

function block(one: Block): AdfNode[] {
  switch (one.kind) {
    case 'paragraph':
      return [paragraph(one.lines.map(line))]
    case 'heading':
      return [{ type: 'heading', attrs: { level: 3 }, content: texts(one.text) }]
    case 'quote':
      return one.lines.length === 0 ? [] : [{ type: 'blockquote', content: [paragraph(one.lines.map(values))] }]
    case 'table':
      return [
        {
          type: 'table',
          content: [
            row(
              'tableHeader',
              one.head.map((text) => texts(text)),
            ),
            ...one.rows.map(([name, text]) => row('tableCell', [values(name), code(text)])),
          ],
        },
      ]
    case 'list':
      return [
        {
          type: 'bulletList',
          content: one.items.map((item) => ({ type: 'listItem', content: [paragraph([line(item)])] })),
        },
      ]
    case 'code': {
      const content = texts(plainText(one.lines.join('\n')))
      return content.length === 0 ? [] : [{ type: 'codeBlock', attrs: { language: 'text' }, content }]
    }
    case 'footer':
      return [{ type: 'rule' }, paragraph([line(one.line)])]
    case 'raw':
      return plainText(one.text)
        .trim()
        .split(/\n{2,}/)
        .map((part) => paragraph(part.split('\n').map((text) => texts(text))))
  }
}

function row(type: 'tableHeader' | 'tableCell', cells: readonly AdfNode[][]): AdfNode {
  return { type: 'tableRow', content: cells.map((content) => ({ type, attrs: {}, content: [paragraph([content])] })) }
}

function paragraph(lines: readonly AdfNode[][]): AdfNode {
  const content = lines.flatMap((nodes, index) => (index === 0 ? nodes : [{ type: 'hardBreak' }, ...nodes]))
  return { type: 'paragraph', content }
}

function line(parts: Line): AdfNode[] {
  return parts.flatMap(inline)
}

function inline(one: Inline): AdfNode[] {
  switch (one.kind) {
    case 'words':
      return texts(one.text)
    case 'strong':
      return texts(one.text, [{ type: 'strong' }])
    case 'value':
      return values(one.text)
    case 'code':
      return code(one.text)
    case 'link': {
      const link = { type: 'link', attrs: { href: one.url } }
      return texts(oneLine(one.text), one.code ? [{ type: 'code' }, link] : [link])
    }
  }
}

function values(text: string): AdfNode[] {
  return texts(oneLine(text))
}

function code(text: string): AdfNode[] {
  return texts(oneLine(text) === '' ? '—' : oneLine(text), [{ type: 'code' }])
}

/** A text node may not be empty. */
function texts(text: string, marks?: AdfNode['marks']): AdfNode[] {
  return text === '' ? [] : [{ type: 'text', text, ...(marks ? { marks } : {}) }]
}
