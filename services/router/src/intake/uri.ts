/** Which texts Go takes for the URI of a request. Pure. Source: Go `net/url` ParseRequestURI, as govalidator asks it. */

const CONTROL = /\p{Cc}/u
const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/
/** What nearly all are, found by one look. */
const USUAL = /^https?:\/\/[\w.-]+(?::\d+)?(?:\/[^%\p{Cc}]*)?$/u

export function isRequestUri(text: string): boolean {
  if (USUAL.test(text) || text === '*') return true
  if (text === '' || text.startsWith(':') || CONTROL.test(text)) return false
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(text)?.[0] ?? ''
  const rest = text.slice(scheme.length).split('?')[0] ?? ''
  if (!rest.startsWith('/')) return scheme !== ''
  if (scheme === '' || !rest.startsWith('//')) return !BAD_ESCAPE.test(rest)
  const slash = rest.indexOf('/', 2)
  const authority = rest.slice(2, slash < 0 ? undefined : slash)
  return isAuthority(authority) && !(slash >= 0 && BAD_ESCAPE.test(rest.slice(slash)))
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  if (!/^[\w\-.~:!$&'()*+,;=%@]*$/.test(user) || BAD_ESCAPE.test(user)) return false
  const host = authority.slice(at + 1)
  if (host.startsWith('[')) return /^\[[^\]\s]*\](?::\d*)?$/.test(host)
  return /^[\w\-.~!$&'()*+,;=[\]<>"\u0080-\uffff]*(?::\d*)?$/.test(host)
}
