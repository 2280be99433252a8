/**
 * The markdown that WeCom shows. `parseMarkdown` is pure and gives plain data; `showMarkdown` makes nodes of it.
 * Source: developer.work.weixin.qq.com, path/99110. v2 has lists, rules, code and tables, but no colours and no mentions.
 */
import { el, link, linked } from './dom.js'

const INLINE =
  /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)|`([^`]+)`|<font color=["']?(info|comment|warning)["']?>(.*?)<\/font>|<@([^<>]{1,64})>/

/** `[{kind: 'text'|'code'|'mention', text} | {kind: 'bold', inside} | {kind: 'link', href, inside} | {kind: 'font', color, inside}]` */
export function parseInline(text) {
  const match = INLINE.exec(text)
  if (!match) return text === '' ? [] : [{ kind: 'text', text }]
  const [whole, bold, label, href, code, color, coloured, person] = match
  const before = text.slice(0, match.index)
  const rest = text.slice(match.index + whole.length)
  const found = () => {
    if (bold !== undefined) return { kind: 'bold', inside: parseInline(bold) }
    if (href !== undefined) return { kind: 'link', href, inside: parseInline(label) }
    if (code !== undefined) return { kind: 'code', text: code }
    if (color !== undefined) return { kind: 'font', color, inside: parseInline(coloured) }
    return { kind: 'mention', text: person }
  }
  return [...(before === '' ? [] : [{ kind: 'text', text: before }]), found(), ...parseInline(rest)]
}

/** Blocks in order; a table or a code block takes several lines. */
export function parseMarkdown(content, v2 = false) {
  const lines = content.replaceAll('\r\n', '\n').split('\n')
  const blocks = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]
    const heading = /^(#{1,6})\s+(.*)$/.exec(line)
    const quote = /^\s*>\s?(.*)$/.exec(line)
    if (heading) blocks.push({ kind: 'heading', level: heading[1].length, inside: parseInline(heading[2]) })
    else if (quote) blocks.push({ kind: 'quote', inside: parseInline(quote[1]) })
    else if (v2 && /^```/.test(line)) {
      const end = lines.findIndex((other, index) => index > at && /^```/.test(other))
      const last = end < 0 ? lines.length : end
      blocks.push({ kind: 'fence', text: lines.slice(at + 1, last).join('\n') })
      at = last
    } else if (v2 && /^\s*(---+|\*\*\*+)\s*$/.test(line)) blocks.push({ kind: 'rule' })
    else if (v2 && /^\s*([-*]|\d+\.)\s+/.test(line)) {
      const [, mark, text] = /^\s*([-*]|\d+\.)\s+(.*)$/.exec(line)
      blocks.push({ kind: 'item', mark: /\d/.test(mark) ? mark : '•', inside: parseInline(text) })
    } else if (v2 && line.includes('|') && /^[\s|:-]*-[\s|:-]*$/.test(lines[at + 1] ?? '')) {
      let end = at + 2
      while (end < lines.length && lines[end].includes('|')) end++
      blocks.push({ kind: 'table', rows: [line, ...lines.slice(at + 2, end)].map(cells) })
      at = end - 1
    } else if (line.trim() === '') blocks.push({ kind: 'gap' })
    else blocks.push({ kind: 'line', inside: parseInline(line) })
  }
  return blocks
}

function cells(line) {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split('|').map((cell) => parseInline(cell.trim()))
}

/** Marks that a value has in a ticket are escaped there; hidden from the grammar as characters that no text has. */
const ESCAPED = /\\([\\`*_[\]|])/g
const HIDDEN = /[\ue000-\ue07f]/g
const hide = (_escape, mark) => String.fromCharCode(0xe000 + mark.charCodeAt(0))

/** A ticket's text as trackers show it: version 2 with escapes. */
export function parseTicketText(content) {
  return parseMarkdown(content.replace(ESCAPED, hide), true).map(reveal)
}

function reveal(part) {
  if (Array.isArray(part)) return part.map(reveal)
  if (part.rows) return { ...part, rows: reveal(part.rows) }
  if (part.inside) return { ...part, inside: reveal(part.inside) }
  if (part.text === undefined) return part
  const literal = part.kind === 'fence' || part.kind === 'code'
  const text = part.text.replace(HIDDEN, (character) => {
    const mark = String.fromCharCode(character.charCodeAt(0) - 0xe000)
    return literal && !(part.kind === 'code' && mark === '|') ? `\\${mark}` : mark
  })
  return { ...part, text: literal ? text : text.replaceAll('&lt;', '<') }
}

/** One element with the whole text of a ticket. */
export function showTicketText(content) {
  return el('div.markdown', null, ...parseTicketText(content).map(showBlock))
}

/** One element with the whole message. */
export function showMarkdown(content, v2 = false) {
  return el('div.markdown', null, ...parseMarkdown(content, v2).map(showBlock))
}

function showBlock(block) {
  switch (block.kind) {
    case 'heading':
      return el(`p.h${block.level}`, null, ...showInline(block.inside))
    case 'quote':
      return el('p.quote', null, ...showInline(block.inside))
    case 'fence':
      return el('pre', null, block.text)
    case 'rule':
      return el('hr', null)
    case 'item':
      return el('p.item', null, el('span', null, block.mark), el('span', null, ...showInline(block.inside)))
    case 'table': {
      const [head = [], ...rows] = block.rows
      const row = (name, row) => el('tr', null, ...row.map((cell) => el(name, null, ...showInline(cell))))
      return el('div.table', null, el('table', null, row('th', head), ...rows.map((cells) => row('td', cells))))
    }
    case 'gap':
      return el('p.gap', null)
    default:
      return el('p', null, ...showInline(block.inside))
  }
}

function showInline(pieces) {
  return pieces.flatMap((piece) => {
    switch (piece.kind) {
      case 'bold':
        return el('strong', null, ...showInline(piece.inside))
      case 'link':
        return link(piece.href, ...showInlineInLink(piece.inside))
      case 'code':
        return el('code', null, piece.text)
      case 'font':
        return el(`span.font-${piece.color}`, null, ...showInline(piece.inside))
      case 'mention':
        return el('span.mention', null, `@${piece.text}`)
      default:
        return linked(piece.text)
    }
  })
}

/** A link inside a link is only text. */
function showInlineInLink(pieces) {
  return pieces.map((piece) =>
    piece.inside ? el('span', null, ...showInlineInLink(piece.inside)) : document.createTextNode(piece.text),
  )
}
