/** Escapes for the places of a page. Source: Go `html/template/html.go`, `url.go`, `css.go`. */

const ENTITIES: Readonly<Record<string, string>> = {
  '\0': '\uFFFD',
  '"': '&#34;',
  '&': '&amp;',
  "'": '&#39;',
  '+': '&#43;',
  '<': '&lt;',
  '>': '&gt;',
}

export function escapeText(text: string): string {
  return text.replace(/[\0"&'+<>]/g, (character) => ENTITIES[character] ?? '')
}

/** For text that is HTML already and stands where no tag may: its tags go, its entities stay. */
export function escapeMarkup(html: string): string {
  return html.replace(/<[^>]*>?/g, '').replace(/[\0"'+<>]/g, (character) => ENTITIES[character] ?? '')
}

/** What stands for a value that could do harm where it was to be written; the name is Go's, so that it is found in searches. */
const UNSAFE = 'ZgotmplZ'
const SCHEMES = new Set(['http', 'https', 'mailto'])

/** An address, unless it would run something: no scheme but http, https and mailto. */
export function filterUrl(url: string): string {
  const colon = url.indexOf(':')
  const scheme = url.slice(0, Math.max(colon, 0))
  if (colon < 0 || scheme.includes('/') || SCHEMES.has(scheme.toLowerCase())) return url
  return `#${UNSAFE}`
}

/** Keeps what has a meaning in an address. */
export function normalizeUrl(url: string): string {
  return percent(url, /[A-Za-z0-9\-._~!#$&*+,/:;=?@[\]]/)
}

/** For one value inside a query: nothing in it keeps a meaning. */
export function escapeUrl(text: string): string {
  return percent(text, /[A-Za-z0-9\-._~]/, true)
}

function percent(text: string, keep: RegExp, all = false): string {
  return text.toWellFormed().replace(/%[0-9a-fA-F]{2}|[\s\S]/gu, (piece) => {
    if (piece.length === 3 && piece.startsWith('%') && !all) return piece
    return [...piece].map((character) => (keep.test(character) ? character : encoded(character))).join('')
  })
}

function encoded(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

/** A value in a style: words, numbers, colours; nothing that ends a declaration or runs something. */
export function filterStyle(value: string): string {
  if (/[\0"'()/;@[\\\]`{}<>]|--/.test(value)) return UNSAFE
  return /expression|mozbinding/i.test(value.replace(/[^A-Za-z0-9_-]/g, '').replaceAll('-', '')) ? UNSAFE : value
}
