/** One entry of `email_configs`. Names and defaults are Alertmanager's. Source: its docs, configuration, `<email_config>`. */
import { isIP } from 'node:net'
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, flag } from '../config.ts'
import { defaultTemplates } from '../templated.ts'
import { type TlsConfig, tlsConfig } from '../tls.ts'
import type { Mailbox } from './address.ts'
import { bodySchema, headersSchema, type Recipients, recipientsSchema, sender, smarthost } from './fields.ts'

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
  /** Undefined: only people that a message is for. */
  readonly to: Recipients | undefined
  /** By the name as written; of those that decide who gets it or how it is read, only these: Subject, From, To, Cc. */
  readonly headers: readonly (readonly [name: string, value: CompiledText])[]
  /** Instead of our own; undefined: our own; null: no such part. */
  readonly html: CompiledText | null | undefined
  readonly text: CompiledText | null | undefined
}

const IMPLICIT_TLS_PORT = 465

/** Of Alertmanager, whose threads are days. Ours are incidents, always: there is nothing to switch. */
const threading = z.strictObject({ enabled: flag.optional(), thread_by_date: z.enum(['daily', 'none']).optional() })

const credential = z.string().min(1, { error: 'must not be empty' }).optional()

export function emailSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      // A server may keep its greeting back for some seconds, to see who cannot wait.
      ...commonFields('zh', '30s'),
      to: recipientsSchema(templates).optional(),
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
      headers: headersSchema(templates),
      html: bodySchema(templates),
      text: bodySchema(templates),
      threading: threading.optional(),
    })
    .transform((fields, context): EmailConfig => {
      const { host, port } = fields.smarthost
      const implicit = fields.force_implicit_tls ?? port === IMPLICIT_TLS_PORT
      const tls = implicit ? 'implicit' : fields.require_tls ? 'starttls' : 'none'
      const { auth_username: user, auth_password: password, auth_secret: secret, auth_identity: identity } = fields
      const proven = password !== undefined || secret !== undefined
      const problem = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
      if (fields.html === null && fields.text === null) problem('text', 'must not be empty where "html" is')
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
        html: fields.html,
        text: fields.text,
      }
    })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
