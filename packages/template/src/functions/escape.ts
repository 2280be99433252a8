/** Escapes of single texts. Source: Go `text/template/funcs.go`, `net/url`. */
import { RenderFault } from '../values/fault.ts'

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\uFFFD',
}

export function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, (character) => HTML[character] ?? '')
}

const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}

export function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return JS[character] ?? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
  })
}

/** As Go's `url.QueryEscape`: what is not a letter, a digit or one of `-_.~` is encoded, a space is a plus. */
export function escapeQuery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

/** As Go's `url.QueryUnescape`. */
export function unescapeQuery(text: string): string {
  const broken = /%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text)
  if (broken) throw new RenderFault(`invalid URL escape "${broken[0]}"`)
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'))
}
