/** What an Authorization header presents. Pure. Sources: RFC 7617 (Basic), RFC 6750 (Bearer). */

export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
  /** A header that says nothing that is understood here. */
  | { readonly kind: 'unreadable' }

/** More is no password of anybody, only work. */
const MAX_HEADER_CHARS = 4_096

export function readCredentials(header: string | undefined): Credentials {
  if (header === undefined || header === '') return { kind: 'none' }
  if (header.length > MAX_HEADER_CHARS) return { kind: 'unreadable' }
  const space = header.indexOf(' ')
  const scheme = header.slice(0, Math.max(space, 0)).toLowerCase()
  const rest = header.slice(space + 1).trim()
  if (scheme === 'bearer' && rest !== '') return { kind: 'bearer', token: rest }
  if (scheme !== 'basic' || !/^[A-Za-z0-9+/]+={0,2}$/.test(rest)) return { kind: 'unreadable' }
  const text = Buffer.from(rest, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0
    ? { kind: 'unreadable' }
    : { kind: 'basic', user: text.slice(0, colon), password: text.slice(colon + 1) }
}
