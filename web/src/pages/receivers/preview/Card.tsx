import { Markdown } from './Markdown.tsx'

interface Parts {
  readonly source: string
  readonly title: string
  readonly under: string
  readonly big: string
  readonly bigName: string
  /** Markdown. */
  readonly text: string
  readonly rows: readonly (readonly [name: string, value: string])[]
  readonly buttons: readonly string[]
}

/** A card of WeCom or Feishu, drawn; of any other, its JSON. */
export function Card({ json, title }: { readonly json: string; readonly title: string }) {
  const parts = partsOf(json, title)
  if (!parts) return <pre className="wire">{json}</pre>
  return (
    <div className="chat-card">
      {parts.source !== '' && <p className="source">{parts.source}</p>}
      <p className="title">{parts.title}</p>
      {parts.under !== '' && <p className="source">{parts.under}</p>}
      {parts.big !== '' && (
        <p className="big">
          {parts.big} <span>{parts.bigName}</span>
        </p>
      )}
      {parts.text !== '' && <Markdown text={parts.text} />}
      {parts.rows.length > 0 && (
        <dl>
          {parts.rows.map(([name, value]) => (
            <div key={`${name} ${value}`}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {parts.buttons.map((text) => (
        <p className="button" key={text}>
          {text}
        </p>
      ))}
    </div>
  )
}

function partsOf(json: string, title: string): Parts | undefined {
  let card: unknown
  try {
    card = JSON.parse(json)
  } catch {
    return undefined
  }
  if (textAt(card, 'card_type') !== '') return wecomParts(card)
  const tagged = taggedIn(card)
  if (tagged.length === 0) return undefined
  const text = tagged.filter(({ tag }) => tag === 'markdown').map(({ node }) => textAt(node, 'content'))
  const buttons = tagged.filter(({ tag }) => tag === 'button').map(({ node }) => textAt(node, 'text', 'content'))
  return { source: '', title, under: '', big: '', bigName: '', text: text.join('\n'), rows: [], buttons }
}

function wecomParts(card: unknown): Parts {
  const buttons = [
    ...listAt(card, 'jump_list').map((one) => textAt(one, 'title')),
    ...listAt(card, 'button_list').map((one) => textAt(one, 'text')),
  ]
  return {
    source: textAt(card, 'source', 'desc'),
    title: textAt(card, 'main_title', 'title'),
    under: textAt(card, 'main_title', 'desc'),
    big: textAt(card, 'emphasis_content', 'title'),
    bigName: textAt(card, 'emphasis_content', 'desc'),
    text: textAt(card, 'sub_title_text'),
    rows: listAt(card, 'horizontal_content_list').map((one) => [textAt(one, 'keyname'), textAt(one, 'value')]),
    buttons,
  }
}

/** Feishu's elements, at any depth. */
function taggedIn(node: unknown): { readonly tag: string; readonly node: unknown }[] {
  if (typeof node !== 'object' || node === null) return []
  const tag = textAt(node, 'tag')
  const inside = Object.values(node).flatMap(taggedIn)
  return tag === 'markdown' || tag === 'button' ? [{ tag, node }, ...inside] : inside
}

function at(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? Object.entries(node).find(([key]) => key === name)?.[1] : undefined
}

function textAt(node: unknown, ...path: readonly string[]): string {
  const found = path.reduce(at, node)
  return typeof found === 'string' ? found : ''
}

function listAt(node: unknown, name: string): readonly unknown[] {
  const found = at(node, name)
  return Array.isArray(found) ? found : []
}
