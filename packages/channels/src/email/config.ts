/** One entry of `email_configs`. Names and defaults are Alertmanager's. Source: its docs, configuration, `<email_config>`. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, flag } from '../config.ts'
import { type TlsConfig, tlsConfig } from '../tls.ts'
import { type Mailbox, parseMailboxes } from './address.ts'

export interface EmailConfig extends CommonConfig {
  readonly host: string
  readonly port: number
  /**
   * `implicit`: TLS from the first byte. `starttls`: asked for, and nothing is sent without it. `none`: never asked for.
   */
  readonly tls: 'implicit' | 'starttls' | 'none'
  readonly certificates: TlsConfig
  /** A password, a secret for CRAM-MD5, or both. */
  readonly auth:
    | {
        readonly user: string
        readonly password: string | undefined
        readonly secret: string | undefined
        /** On whose behalf, where the server tells them apart. */
        readonly identity: string | undefined
      }
    | undefined
  /** What we call ourselves in EHLO; undefined: the name of this machine. */
  readonly hello: string | undefined
  readonly from: Mailbox
  /** No address twice. */
  readonly to: readonly Mailbox[]
  readonly headers: Readonly<Record<string, string>>
}

const MAX_RECIPIENTS = 50
const IMPLICIT_TLS_PORT = 465

const SMARTHOST_ALLOWED = 'must be HOST:PORT, such as smtp.example.com:587 or [2001:db8::1]:25'

const smarthost = z.string({ error: SMARTHOST_ALLOWED }).transform((text, context) => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/@[\]]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3])
  const badLiteral = match?.[1] !== undefined && isIP(match[1]) !== 6
  if (match && !badLiteral && port > 0 && port <= 65_535) return { host, port }
  context.addIssue({ code: 'custom', message: SMARTHOST_ALLOWED })
  return z.NEVER
})

const ADDRESS_ALLOWED = 'must be an e-mail address such as ops@example.com or "On call <ops@example.com>"'
const ADDRESSES_ALLOWED = 'must be e-mail addresses, as a list or separated by commas'

const sender = z.string({ error: ADDRESS_ALLOWED }).transform((text, context) => {
  const [mailbox, ...others] = parseMailboxes(text)
  if (mailbox && others.length === 0) return mailbox
  context.addIssue({ code: 'custom', message: ADDRESS_ALLOWED })
  return z.NEVER
})

const recipients = z
  .union([z.string(), z.array(z.string({ error: ADDRESSES_ALLOWED }))], { error: ADDRESSES_ALLOWED })
  .transform((value, context) => {
    const found = parseMailboxes(typeof value === 'string' ? value : value.join(', '))
    const mailboxes = found.filter((mailbox) => mailbox !== undefined)
    if (mailboxes.length === found.length && found.length > 0 && found.length <= MAX_RECIPIENTS) return mailboxes
    const wrong = found.indexOf(undefined)
    const count = found.length === 0 ? 'has no address' : `has more than ${MAX_RECIPIENTS} addresses`
    const problem = wrong < 0 ? count : `address ${wrong + 1} is no e-mail address`
    context.addIssue({ code: 'custom', message: `${problem}; it ${ADDRESSES_ALLOWED}` })
    return z.NEVER
  })

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,76}$/
/** Those that Tocsin writes, and those that change who gets the mail or how it is read. */
const OWN_HEADERS =
  /^(?:subject|from|sender|to|cc|bcc|date|message-id|in-reply-to|references|thread-topic|mime-version|content-.*|received|return-path|dkim-signature|auto-submitted|x-auto-response-suppress|x-priority|importance)$/i

const headers = z
  .record(
    z
      .string()
      .regex(HEADER_NAME, { error: 'is not a header name' })
      .refine((name) => !OWN_HEADERS.test(name), { error: 'is set by Tocsin itself' }),
    z
      .string()
      .regex(/^[^\p{Cc}]*$/u, { error: 'must be one line without control characters' })
      .max(900, { error: 'may have up to 900 characters' }),
  )
  .default({})

/** Of Alertmanager, whose threads are days. Ours are incidents, always: there is nothing to switch. */
const threading = z.strictObject({ enabled: flag.optional(), thread_by_date: z.enum(['daily', 'none']).optional() })

const credential = z.string().min(1, { error: 'must not be empty' }).optional()

export const emailSchema = z
  .strictObject({
    // A server may keep its greeting back for some seconds, to see who cannot wait.
    ...commonFields('zh', '30s'),
    to: recipients,
    from: sender,
    smarthost,
    hello: z
      .string()
      .regex(/^(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Za-z:.]+\])$/, { error: 'must be a host name' })
      .optional(),
    auth_username: credential,
    auth_password: credential,
    auth_secret: credential,
    auth_identity: credential,
    require_tls: flag.default(true),
    force_implicit_tls: flag.optional(),
    tls_config: tlsConfig.prefault({}),
    headers,
    threading: threading.optional(),
  })
  .transform((fields, context): EmailConfig => {
    const { host, port } = fields.smarthost
    const implicit = fields.force_implicit_tls ?? port === IMPLICIT_TLS_PORT
    const tls = implicit ? 'implicit' : fields.require_tls ? 'starttls' : 'none'
    const { auth_username: user, auth_password: password, auth_secret: secret, auth_identity: identity } = fields
    const proven = password !== undefined || secret !== undefined
    const problem = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    if (user !== undefined && !proven) problem('auth_username', 'needs "auth_password" or "auth_secret" beside it')
    for (const key of ['auth_password', 'auth_secret', 'auth_identity'] as const) {
      if (fields[key] !== undefined && user === undefined) problem(key, 'needs "auth_username" beside it')
    }
    if (identity !== undefined && password === undefined) problem('auth_identity', 'needs "auth_password" beside it')
    if (password !== undefined && tls === 'none' && !isLoopback(host)) {
      problem('require_tls', 'must be true where there is a password: it would cross the network for all to read')
    }
    return {
      ...commonOf(fields),
      host,
      port,
      tls,
      certificates: fields.tls_config,
      auth: user === undefined || !proven ? undefined : { user, password, secret, identity },
      hello: fields.hello,
      from: fields.from,
      to: fields.to,
      headers: fields.headers,
    }
  })

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
