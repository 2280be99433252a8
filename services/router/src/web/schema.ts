/**
 * The shape of `--web.config.file`. Source: prometheus/exporter-toolkit `docs/web-configuration.md`; everything under `tocsin` is our
 * own. No message repeats a value, which may be a secret.
 */
import { parseDuration } from '@tocsin/kit'
import { z } from 'zod'
import { ROLES } from './roles.ts'
import { cipherNames, curveNames, isCipher, isCurve } from './tls-names.ts'

const text = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a text') })
const flag = z.boolean({ error: 'must be true or false' })
/** Prometheus takes an empty text for none. */
const optionalText = text.optional().transform((value) => value || undefined)

const version = z.enum(['TLS12', 'TLS13'], {
  error: 'must be TLS12 or TLS13: older versions are broken, and not spoken',
})

const CLIENT_AUTH = [
  ...([
    'NoClientCert',
    'RequestClientCert',
    'RequireAnyClientCert',
    'RequireClientCert',
    'VerifyClientCertIfGiven',
  ] as const),
  'RequireAndVerifyClientCert',
] as const

const tls = z
  .strictObject(
    {
      cert: optionalText,
      cert_file: optionalText,
      key: optionalText,
      key_file: optionalText,
      client_ca: optionalText,
      client_ca_file: optionalText,
      client_auth_type: z.enum(['', ...CLIENT_AUTH], { error: `must be one of ${CLIENT_AUTH.join(', ')}` }).optional(),
      client_allowed_sans: z.array(text, { error: 'must be a list of names' }).default([]),
      min_version: version.default('TLS12'),
      max_version: version.default('TLS13'),
      cipher_suites: namesOf('cipher suite', isCipher, cipherNames),
      prefer_server_cipher_suites: flag.default(true),
      curve_preferences: namesOf('curve', isCurve, curveNames),
    },
    { error: 'must be an object with e.g. cert_file and key_file' },
  )
  .superRefine((fields, context) => {
    const problem = (name: keyof typeof fields | undefined, message: string): void => {
      context.addIssue({ code: 'custom', path: name === undefined ? [] : [name], message })
    }
    for (const name of ['cert', 'key', 'client_ca'] as const) {
      if (fields[name] && fields[`${name}_file`]) problem(`${name}_file`, `stands beside "${name}"; only one may`)
    }
    const auth = fields.client_auth_type || 'NoClientCert'
    const hasCa = Boolean(fields.client_ca || fields.client_ca_file)
    const hasCert = Boolean(fields.cert || fields.cert_file)
    const hasKey = Boolean(fields.key || fields.key_file)
    if (hasCert !== hasKey || ((hasCa || auth !== 'NoClientCert') && !hasCert)) {
      problem(undefined, `needs ${hasCert ? 'key_file' : 'cert_file'}${hasCert || hasKey ? '' : ' and key_file'}`)
    }
    if (hasCa && auth === 'NoClientCert') problem('client_auth_type', 'is missing: a client CA alone asks nobody')
    const verifies = auth === 'RequireAndVerifyClientCert' || auth === 'VerifyClientCertIfGiven'
    if (verifies && !hasCa)
      problem('client_auth_type', `needs client_ca_file: else every public CA would vouch for clients`)
    if (fields.client_allowed_sans.length > 0 && auth !== 'RequireAndVerifyClientCert') {
      problem('client_allowed_sans', 'needs client_auth_type: RequireAndVerifyClientCert')
    }
    if (fields.min_version > fields.max_version) problem('min_version', 'is above max_version')
  })

function namesOf(what: string, isKnown: (name: string) => boolean, all: () => string) {
  const name = text.refine(isKnown, { error: `is no ${what} that can be had here; there are ${all()}` })
  return z.array(name, { error: `must be a list of ${what}s` }).default([])
}

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'Strict-Transport-Security': [],
  'X-Content-Type-Options': ['nosniff'],
  'X-Frame-Options': ['deny', 'sameorigin'],
  'X-XSS-Protection': [],
  'Content-Security-Policy': [],
}

const headers = z
  .record(z.string(), text, { error: 'must map names of headers to values' })
  .superRefine((pairs, context) => {
    for (const [name, value] of Object.entries(pairs)) {
      const values = HEADERS[name]
      const problem = (message: string): void => context.addIssue({ code: 'custom', path: [name], message })
      if (!values) problem(`is no header that can be set; these can: ${Object.keys(HEADERS).join(', ')}`)
      else if (values.length > 0 && value !== '' && !values.includes(value)) problem(`must be ${values.join(' or ')}`)
      else if (!/^[\t\x20-\x7e]*$/.test(value)) problem('holds characters that no header can have')
    }
  })

const BCRYPT = /^\$2[aby]?\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/
const users = z
  .record(
    z
      .string()
      .refine((name) => name !== '' && !name.includes(':'), { error: 'a user name is not empty and has no colon' }),
    text.regex(BCRYPT, { error: 'must be a bcrypt hash ($2y$10$…), as htpasswd -nBC 10 "" prints it' }),
    { error: 'must map users to bcrypt hashes' },
  )
  .default({})

const roles = z
  .array(z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }), { error: 'must be a list of roles' })
  .min(1, { error: `has no role; write one or more of ${ROLES.join(', ')}` })

const token = z
  .strictObject(
    {
      name: text.min(1, { error: 'must not be empty' }),
      sha256: text
        .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be the SHA-256 of the token, as 64 hex digits' })
        .optional(),
      token_file: text.min(1, { error: 'must not be empty' }).optional(),
      roles,
    },
    { error: 'must be an object with name, sha256 or token_file, and roles' },
  )
  .superRefine(({ sha256, token_file }, context) => {
    if ((sha256 === undefined) !== (token_file === undefined)) return
    context.addIssue({ code: 'custom', message: 'needs either sha256 or token_file' })
  })

const tocsin = z.strictObject(
  {
    open_probes: flag.default(false),
    user_roles: z.record(z.string(), roles, { error: 'must map users to lists of roles' }).default({}),
    tokens: z.array(token, { error: 'must be a list of tokens' }).default([]),
  },
  { error: 'must be an object with open_probes, user_roles or tokens' },
)

const interval = text.transform((value, context) => {
  const ms = parseDuration(value)
  if (ms !== undefined) return ms
  context.addIssue({ code: 'custom', message: 'is no duration; write 1s or 100ms' })
  return z.NEVER
})

export const webSchema = z
  .strictObject(
    {
      tls_server_config: tls.nullish(),
      http_server_config: z
        .strictObject(
          { http2: flag.default(true), headers: headers.nullish() },
          { error: 'must be an object with http2 or headers' },
        )
        .nullish(),
      basic_auth_users: users.nullish(),
      rate_limit: z
        .strictObject(
          {
            interval,
            burst: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be 1 or more' }).default(1),
          },
          { error: 'must be an object with interval and burst' },
        )
        .nullish(),
      tocsin: tocsin.nullish(),
    },
    { error: 'must be an object with e.g. tls_server_config or basic_auth_users' },
  )
  .superRefine(({ basic_auth_users, tocsin: own }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path: ['tocsin', ...path], message })
    for (const user of Object.keys(own?.user_roles ?? {})) {
      if (!Object.hasOwn(basic_auth_users ?? {}, user)) problem(['user_roles', user], 'is no user of basic_auth_users')
    }
    const names = own?.tokens.map(({ name }) => name) ?? []
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) problem(['tokens', index, 'name'], 'has another token already')
    })
  })

type WebFile = z.output<typeof webSchema>
export type TlsFields = NonNullable<WebFile['tls_server_config']>
