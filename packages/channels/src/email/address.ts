/** E-mail addresses as settings write them: alone, `Name <address>`, several with commas between. */
import { domainToASCII } from 'node:url'
import addressparser from 'nodemailer/lib/addressparser'

export interface Mailbox {
  /** Empty where none was written. */
  readonly name: string
  /** The domain as the protocol has it: lower case, `xn--…` where it is in another script. */
  readonly address: string
}

/** Whole, with a domain, and nothing that could end an SMTP command or a header. Source: RFC 5321, 4.5.3.1. */
const ADDRESS = /^[^\s\p{Cc}<>()[\]\\,;:"@]{1,64}@[^\s\p{Cc}<>()[\]\\,;:"@]{1,189}$/u

/** Undefined for each that is none. An address that comes twice counts once. */
export function parseMailboxes(text: string): readonly (Mailbox | undefined)[] {
  if (/(?![\n\t])\p{Cc}/u.test(text)) return [undefined]
  const seen = new Set<string>()
  return addressparser(text, { flatten: true }).flatMap(({ name, address: written }) => {
    const at = written.lastIndexOf('@')
    const domain = domainToASCII(written.slice(at + 1))
    if (!ADDRESS.test(written) || domain === '' || /\p{Cc}/u.test(name)) return [undefined]
    const address = `${written.slice(0, at)}@${domain}`
    const key = address.toLowerCase()
    if (seen.has(key)) return []
    seen.add(key)
    return [{ name, address }]
  })
}

/** `ops@…`: enough for who knows the address. */
export function masked(address: string): string {
  return `${address.slice(0, address.lastIndexOf('@'))}@…`
}

/** What a server said, with the addresses in it masked. */
export function maskAddresses(text: string): string {
  return text.replace(/([^\s<>@:;,"]+)@[^\s<>@:;,"]+/g, '$1@…')
}
