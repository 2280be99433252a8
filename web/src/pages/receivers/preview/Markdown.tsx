import { createElement, type ReactNode } from 'react'
import { type Block, type Inline, parseMarkdown } from '../../../format/markdown.ts'

/** As a chat shows it. Links are shown and not followed: those of an example lead nowhere. */
export function Markdown({ text }: { readonly text: string }) {
  return drawn('div', 'chat-markdown', parseMarkdown(text).map(block))
}

/** Parts of one text have no identity of their own, so they are children and not a list with keys. */
function drawn(tag: string, className: string, children: readonly ReactNode[]): ReactNode {
  return createElement(tag, { className }, ...children)
}

function block(one: Block): ReactNode {
  switch (one.kind) {
    case 'rule':
      return <hr />
    case 'gap':
      return <p className="gap" />
    case 'fence':
      return <pre>{one.text}</pre>
    case 'table': {
      const [head = [], ...rows] = one.rows
      const row = (tag: string, cells: readonly (readonly Inline[])[]) =>
        drawn(
          'tr',
          '',
          cells.map((cell) => drawn(tag, '', cell.map(piece))),
        )
      return drawn('table', '', [
        drawn('thead', '', [row('th', head)]),
        drawn(
          'tbody',
          '',
          rows.map((cells) => row('td', cells)),
        ),
      ])
    }
    default:
      return drawn('p', one.kind, one.inside.map(piece))
  }
}

function piece(one: Inline): ReactNode {
  switch (one.kind) {
    case 'bold':
      return drawn('strong', '', one.inside.map(piece))
    case 'font':
      return drawn('span', `font-${one.colour}`, one.inside.map(piece))
    case 'link':
      return (
        <span className="shown-link" title={one.href}>
          {one.text}
        </span>
      )
    case 'code':
      return <code>{one.text}</code>
    case 'mention':
      return <span className="shown-link">@{one.text}</span>
    default:
      return one.text
  }
}
