/**
 * The markdown of chats and trackers as plain data: what WeCom, DingTalk and Feishu have in common, with WeCom's colours and
 * mentions. Nothing here becomes HTML: what is not known stays text.
 */
export type Inline =
  | { readonly kind: 'text' | 'code' | 'mention'; readonly text: string }
  | { readonly kind: 'bold'; readonly inside: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'font'; readonly colour: string; readonly inside: readonly Inline[] }

export type Block =
  | { readonly kind: 'heading' | 'quote' | 'item' | 'line'; readonly inside: readonly Inline[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'fence'; readonly text: string }
  | { readonly kind: 'rule' | 'gap' }

const INLINE =
  /\*\*(.+?)\*\*|\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)|`([^`]+)`|<font color=["']?(\w+)["']?>(.*?)<\/font>|<@([^<>]{1,64})>|\\([\\`*_[\]|])/

export function parseInline(text: string): Inline[] {
  const match = INLINE.exec(text)
  if (!match) return text === '' ? [] : [{ kind: 'text', text }]
  const [whole, bold, label = '', href, code, colour, coloured = '', person, escaped] = match
  const before: Inline[] = match.index === 0 ? [] : [{ kind: 'text', text: text.slice(0, match.index) }]
  const found = (): Inline => {
    if (bold !== undefined) return { kind: 'bold', inside: parseInline(bold) }
    if (href !== undefined) return { kind: 'link', href, text: label }
    if (code !== undefined) return { kind: 'code', text: code }
    if (colour !== undefined) return { kind: 'font', colour, inside: parseInline(coloured) }
    if (person !== undefined) return { kind: 'mention', text: person }
    return { kind: 'text', text: escaped ?? whole }
  }
  return [...before, found(), ...parseInline(text.slice(match.index + whole.length))]
}

export function parseMarkdown(content: string): Block[] {
  const lines = content.trim().split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const fence = /^\s*(`{3,})/.exec(line)?.[1]
    const [, heading] = /^#{1,6}\s+(.*)$/.exec(line) ?? []
    const [, quote] = /^\s*>\s?(.*)$/.exec(line) ?? []
    const [, item] = /^\s*(?:[-*]|\d+\.)\s+(.*)$/.exec(line) ?? []
    if (fence !== undefined) {
      const end = lines.findIndex((other, index) => index > at && other.trim() === fence)
      const last = end < 0 ? lines.length : end
      blocks.push({ kind: 'fence', text: lines.slice(at + 1, last).join('\n') })
      at = last
    } else if (/^\s*(?:---+|\*\*\*+)\s*$/.test(line)) blocks.push({ kind: 'rule' })
    else if (heading !== undefined) blocks.push({ kind: 'heading', inside: parseInline(heading) })
    else if (quote !== undefined) blocks.push({ kind: 'quote', inside: parseInline(quote) })
    else if (item !== undefined) blocks.push({ kind: 'item', inside: parseInline(item) })
    else if (line.startsWith('|') && /^\|[\s|:-]*-[\s|:-]*$/.test(lines[at + 1] ?? '')) {
      const after = lines.findIndex((other, index) => index > at && !other.startsWith('|'))
      const end = after < 0 ? lines.length : after
      blocks.push({ kind: 'table', rows: [line, ...lines.slice(at + 2, end)].map(cellsOf) })
      at = end - 1
    } else if (line.trim() === '') blocks.push({ kind: 'gap' })
    else blocks.push({ kind: 'line', inside: parseInline(line) })
  }
  return blocks
}

function cellsOf(line: string): Inline[][] {
  const inner = line.trim().replace(/^\||\|$/g, '')
  return inner.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim()))
}
