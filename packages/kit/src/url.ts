import { OperatorError } from './errors.ts'

/**
 * An address as people reach a page, to which paths are added: http or https, a path prefix is kept, trailing slashes go.
 * What comes back is safe inside quotes of any kind. Throws OperatorError; the text is repeated only where it holds no password.
 */
export function parseBaseUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    const shown = text.includes('@') ? 'this' : `"${text}"`
    throw new OperatorError(
      `${shown} is no http or https URL; write https://HOST, with a port or a path where it has one`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new OperatorError('the URL holds a user or a password, and everybody who reads a message would see it')
  }
  if (/[?#]/.test(text)) throw new OperatorError(`"${text}" has a "?" or a "#"; paths are added at its end`)
  return `${url.origin}${url.pathname}`.replaceAll("'", '%27').replace(/\/+$/, '')
}

/** As `parseBaseUrl`; the empty text is no address. */
export function parseOptionalBaseUrl(text: string): string | undefined {
  return text === '' ? undefined : parseBaseUrl(text)
}

/** Opens on this machine only: neither a telephone nor a colleague gets there. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') || hostname === '0.0.0.0'
}
