/**
 * Where in an HTML page the writing stands: fed with the page's own text, it knows what a value that comes next must be escaped for.
 * Source: Go `html/template/transition.go`, done while writing, so that branches need not end alike.
 */

/** What an attribute's value is. */
type AttributeKind = 'plain' | 'url' | 'style' | 'script'

/** What of an address was written: before its first `?` or `#` other characters are its own than behind. */
type UrlPart = 'none' | 'path' | 'query'

export type Place =
  /** `only`: the element that holds nothing but text, e.g. `title`. */
  | { readonly in: 'text'; readonly only?: string }
  | { readonly in: 'tagName' | 'tag' | 'attributeName' | 'afterName' | 'beforeValue' }
  /** `quote` is empty where there is none. */
  | {
      readonly in: 'value'
      readonly quote: string
      readonly attribute: string
      readonly kind: AttributeKind
      readonly url: UrlPart
    }
  | { readonly in: 'comment' }
  /** Inside `script` or `style`. */
  | { readonly in: 'raw'; readonly element: string }

const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext'])
const TEXT_ONLY = new Set(['title', 'textarea'])
const URLS = new Set(
  'href src action formaction cite background poster data longdesc manifest profile usemap icon codebase classid archive srcset ping'.split(
    ' ',
  ),
)

export class HtmlContext {
  place: Place = { in: 'text' }
  #tag = ''
  #attribute = ''

  /** Takes a piece of the page; gives it back without comments, and with every `<` escaped that begins no tag. */
  feed(piece: string): string {
    let written = ''
    let at = 0
    while (at < piece.length) {
      const { end, text } = this.#step(piece, at)
      written += text
      at = end
    }
    return written
  }

  #step(piece: string, at: number): { end: number; text: string } {
    const { place } = this
    switch (place.in) {
      case 'text':
        return place.only === undefined ? this.#text(piece, at) : this.#until(piece, at, place.only, true)
      case 'raw':
        return this.#until(piece, at, place.element, false)
      case 'comment': {
        const end = piece.indexOf('-->', at)
        if (end >= 0) this.place = { in: 'text' }
        return { end: end < 0 ? piece.length : end + 3, text: '' }
      }
      case 'value':
        return this.#value(piece, at, place)
    }
    return this.#inTag(piece, at, place.in)
  }

  #text(piece: string, at: number): { end: number; text: string } {
    const open = piece.indexOf('<', at)
    if (open < 0) return { end: piece.length, text: piece.slice(at) }
    const before = piece.slice(at, open)
    if (piece.startsWith('<!--', open)) {
      this.place = { in: 'comment' }
      return { end: open + 4, text: before }
    }
    const mark = /^<[!?/]?(?=[a-zA-Z])/.exec(piece.slice(open, open + 3))?.[0]
    if (mark === undefined) return { end: open + 1, text: `${before}&lt;` }
    if (mark === '<' || mark === '</') {
      this.#tag = mark === '</' ? '/' : ''
      this.place = { in: 'tagName' }
    }
    return { end: open + mark.length, text: before + mark }
  }

  /** To the end tag of an element in which no other tag counts. */
  #until(piece: string, at: number, element: string, escapes: boolean): { end: number; text: string } {
    const close = new RegExp(`</${element}(?=[\\s/>])`, 'gi')
    close.lastIndex = at
    const found = close.exec(piece)
    const inside = piece.slice(at, found?.index)
    const text = escapes ? inside.replaceAll('<', '&lt;') : inside
    if (!found) return { end: piece.length, text }
    this.#tag = `/${element}`
    this.place = { in: 'tag' }
    return { end: close.lastIndex, text: text + found[0] }
  }

  #inTag(piece: string, at: number, state: 'tagName' | 'tag' | 'attributeName' | 'afterName' | 'beforeValue') {
    const character = piece[at] ?? ''
    const one = { end: at + 1, text: character }
    if (character === '>') {
      this.#endTag()
      return one
    }
    if (state === 'beforeValue') return this.#beginValue(piece, at)
    if (/[\s/]/.test(character)) {
      if (state === 'attributeName') this.place = { in: 'afterName' }
      else if (state === 'tagName') this.place = { in: 'tag' }
      return one
    }
    if (character === '=' && state !== 'tagName' && state !== 'tag') {
      this.place = { in: 'beforeValue' }
      return one
    }
    const run = /^[^\s/>=]+/.exec(piece.slice(at))?.[0] ?? character
    if (state === 'tagName') this.#tag += run.toLowerCase()
    else {
      this.#attribute = state === 'attributeName' ? this.#attribute + run.toLowerCase() : run.toLowerCase()
      this.place = { in: 'attributeName' }
    }
    return { end: at + run.length, text: run }
  }

  #beginValue(piece: string, at: number): { end: number; text: string } {
    const character = piece[at] ?? ''
    if (/\s/.test(character)) return { end: at + 1, text: character }
    const quote = character === '"' || character === "'" ? character : ''
    const attribute = this.#attribute
    this.place = { in: 'value', quote, attribute, kind: kindOf(attribute), url: 'none' }
    return { end: at + quote.length, text: quote }
  }

  #value(piece: string, at: number, place: Place & { readonly in: 'value' }): { end: number; text: string } {
    const end = place.quote === '' ? endOfBare(piece, at) : piece.indexOf(place.quote, at)
    const text = end < 0 ? piece.slice(at) : piece.slice(at, end)
    if (end < 0) {
      this.place = { ...place, url: partAfter(place.url, text) }
      return { end: piece.length, text }
    }
    this.place = { in: 'tag' }
    return { end: end + place.quote.length, text: text + place.quote }
  }

  #endTag(): void {
    if (RAW.has(this.#tag)) this.place = { in: 'raw', element: this.#tag }
    else if (TEXT_ONLY.has(this.#tag)) this.place = { in: 'text', only: this.#tag }
    else this.place = { in: 'text' }
  }
}

function endOfBare(piece: string, at: number): number {
  const found = piece.slice(at).search(/[\s>]/)
  return found < 0 ? -1 : at + found
}

function partAfter(part: UrlPart, text: string): UrlPart {
  if (/[?#]/.test(text)) return 'query'
  return part === 'none' && text.trim() !== '' ? 'path' : part
}

function kindOf(attribute: string): AttributeKind {
  const name = attribute.replace(/^data-/, '').replace(/^.*:/, '')
  if (name.startsWith('on') || name === 'srcdoc') return 'script'
  if (name === 'style') return 'style'
  if (URLS.has(name) || attribute.startsWith('xmlns') || /src|uri|url/.test(name)) return 'url'
  return 'plain'
}
