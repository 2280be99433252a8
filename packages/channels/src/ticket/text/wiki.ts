/**
 * Jira's wiki markup, which Data Center and API version 2 take. Escaped by a backslash is what the renderer knows so, the rest
 * by its HTML entity. Source: atlassian-renderer, BackslashEscapeRendererComponent; Jira, "Text Formatting Notation".
 */
import { oneLine, plainText } from '../../text/text.ts'
import { type Block, type Document, fitted, type Inline, type Line } from '../document.ts'

/** Jira takes 32,767 characters. */
const MAX = 32_000

export function toWiki(document: Document): string {
  return fitted(document, write, MAX, (text) => text.length)
}

function write(document: Document): string {
  return document.map(block).join('\n\n')
}

function block(one: Block): string {
  switch (one.kind) {
    case 'paragraph':
      return one.lines.map(line).join('\n')
    case 'heading':
      return `h3. ${one.text}`
    case 'quote':
      return ['{quote}', ...one.lines.map(forWiki), '{quote}'].join('\n')
    case 'table':
      return [
        `||${one.head.join('||')}||`,
        ...one.rows.map(([name, text]) => `|${forWiki(name) || ' '}|${monospace(text)}|`),
      ].join('\n')
    case 'list':
      return one.items.map((item) => `* ${line(item)}`).join('\n')
    case 'code':
      return ['{noformat}', ...one.lines.map(unclosing), '{noformat}'].join('\n')
    case 'footer':
      return `----\n${line(one.line)}`
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
      return `*${one.text}*`
    case 'value':
      return forWiki(one.text)
    case 'code':
      return monospace(one.text)
    case 'link':
      return `[${forWiki(one.text)}|${one.url.replace(/[[\]{}\\]/g, encoded)}]`
  }
}

/** What would end the link, or begin a macro. */
function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** What the renderer knows with a backslash before it. */
const BY_BACKSLASH = '![]^~+?%{}()*_-|@'

/** A value on one line: no macro, link, mention, image, table cell, list or heading. */
function forWiki(text: string): string {
  return oneLine(text).replace(/[![\]^~+?%{}()*_\-|@\\&<#]|:(?=[DP])|(?<=^(?:h[1-6]|bq))\./g, (mark) =>
    BY_BACKSLASH.includes(mark) ? `\\${mark}` : `&#${mark.charCodeAt(0)};`,
  )
}

function monospace(text: string): string {
  return `{{${forWiki(text) || '—'}}}`
}

/** Nothing inside can end the block. */
function unclosing(text: string): string {
  return plainText(text).replace(/\{(?=noformat)/gi, '{ ')
}
