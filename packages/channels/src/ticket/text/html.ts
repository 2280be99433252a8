/** HTML as ZenTao keeps the steps of a bug and its comments. */
import { escapeHtml } from '@tocsin/kit'
import { oneLine, plainText } from '../../text/text.ts'
import { type Block, type Document, fitted, type Inline, type Line } from '../document.ts'

/** A text column of MySQL holds 65,535 bytes; a character has three at most in what is common. */
const MAX_BYTES = 60_000

export function toHtml(document: Document): string {
  return fitted(document, write, MAX_BYTES, (text) => Buffer.byteLength(text))
}

function write(document: Document): string {
  return document.map(block).join('\n')
}

function block(one: Block): string {
  switch (one.kind) {
    case 'paragraph':
      return `<p>${one.lines.map(line).join('<br />')}</p>`
    case 'heading':
      return `<h4>${escapeHtml(one.text)}</h4>`
    case 'quote':
      return `<blockquote>${one.lines.map((text) => escapeHtml(oneLine(text))).join('<br />')}</blockquote>`
    case 'table': {
      const rows = one.rows.map(
        ([name, text]) => `<tr><td>${escapeHtml(oneLine(name))}</td><td>${monospace(text)}</td></tr>`,
      )
      return `<table><tr>${one.head.map((text) => `<th>${escapeHtml(text)}</th>`).join('')}</tr>${rows.join('')}</table>`
    }
    case 'list':
      return `<ul>${one.items.map((item) => `<li>${line(item)}</li>`).join('')}</ul>`
    case 'code':
      return `<pre>${escapeHtml(plainText(one.lines.join('\n')))}</pre>`
    case 'footer':
      return `<hr /><p>${line(one.line)}</p>`
    case 'raw':
      return `<p>${escapeHtml(plainText(one.text).trim()).replaceAll('\n', '<br />')}</p>`
  }
}

function line(parts: Line): string {
  return parts.map(inline).join('')
}

function inline(one: Inline): string {
  switch (one.kind) {
    case 'words':
      return escapeHtml(one.text)
    case 'strong':
      return `<strong>${escapeHtml(one.text)}</strong>`
    case 'value':
      return escapeHtml(oneLine(one.text))
    case 'code':
      return monospace(one.text)
    case 'link':
      return `<a href="${escapeHtml(one.url)}">${escapeHtml(oneLine(one.text))}</a>`
  }
}

function monospace(text: string): string {
  return `<code>${escapeHtml(oneLine(text)) || '—'}</code>`
}
