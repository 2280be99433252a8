/** `http_config` of a channel. Names and defaults are Alertmanager's. Source: its docs, configuration, `<http_config>`. */
import { z } from 'zod'
import { flag, HEADER_NAME, HEADER_VALUE } from './config.ts'
import { type TlsConfig, tlsConfig } from './tls.ts'

export interface HttpConfig {
  /** Names in lower case; with `authorization` where there is one. */
  readonly headers: Readonly<Record<string, string>>
  readonly followsRedirects: boolean
  readonly tls: TlsConfig
}

/** Those that the call itself decides. Source: prometheus/common `config/headers.go`. */
const RESERVED =
  /^(?:authorization|host|content-.*|accept-encoding|connection|keep-alive|user-agent|idempotency-key|transfer-encoding|upgrade|te|trailer|proxy-.*|www-authenticate|x-prometheus-.*)$/i

const value = z.string().regex(HEADER_VALUE, { error: 'must be printable ASCII on one line' })

const httpHeaders = z.record(
  z
    .string()
    .regex(HEADER_NAME, { error: 'is not a header name' })
    .refine((name) => !RESERVED.test(name), {
      error: 'is set by Tocsin itself, or by "authorization" or "basic_auth"',
    }),
  z.strictObject({ values: z.array(value).default([]), secrets: z.array(value).default([]) }),
)

const secret = z
  .string()
  .min(1, { error: 'must not be empty' })
  .regex(/^[^\p{Cc}]*$/u, { error: 'must be one line without control characters' })

const authorization = z.strictObject({
  type: z
    .string()
    .regex(HEADER_NAME, { error: 'must be one word, such as Bearer' })
    .refine((type) => type.toLowerCase() !== 'basic', {
      error: 'authorization type cannot be set to "basic", use "basic_auth" instead',
    })
    .default('Bearer'),
  credentials: secret.optional(),
})

const basicAuth = z.strictObject({ username: z.string().default(''), password: z.string().default('') })

/** Alertmanager's, which we have not, each with what to do instead. */
const NOT_HERE = {
  oauth2: 'is not supported; put a token into "authorization"',
  proxy_url: 'is not supported: no proxy is used; let the receiver be reached directly',
  no_proxy: 'is not supported: no proxy is used',
  proxy_connect_header: 'is not supported: no proxy is used',
} as const

function refused(message: string) {
  return z
    .unknown()
    .optional()
    .refine((found) => found === undefined, { error: message })
}

export const httpConfig = z
  .strictObject({
    authorization: authorization.optional(),
    basic_auth: basicAuth.optional(),
    bearer_token: secret.optional(),
    follow_redirects: flag.default(true),
    // HTTP/1.1 is spoken, which every server takes; there is nothing to switch.
    enable_http2: flag.optional(),
    proxy_from_environment: flag
      .optional()
      .refine((on) => on !== true, { error: 'is not supported: no proxy is used; false is allowed' }),
    http_headers: httpHeaders.default({}),
    tls_config: tlsConfig.prefault({}),
    oauth2: refused(NOT_HERE.oauth2),
    proxy_url: refused(NOT_HERE.proxy_url),
    no_proxy: refused(NOT_HERE.no_proxy),
    proxy_connect_header: refused(NOT_HERE.proxy_connect_header),
  })
  .transform((fields, context): HttpConfig => {
    const ways = (['authorization', 'basic_auth', 'bearer_token'] as const).filter((way) => fields[way] !== undefined)
    for (const way of ways.slice(1)) {
      context.addIssue({ code: 'custom', path: [way], message: `stands beside "${ways[0]}"; at most one is allowed` })
    }
    const own = authorizationOf(fields)
    const headers = Object.entries(fields.http_headers).map(([name, { values, secrets }]) => [
      name.toLowerCase(),
      [...values, ...secrets].join(', '),
    ])
    return {
      headers: Object.fromEntries([...headers, ...(own === undefined ? [] : [['authorization', own]])]),
      followsRedirects: fields.follow_redirects,
      tls: fields.tls_config,
    }
  })

function authorizationOf(fields: {
  readonly authorization?: z.output<typeof authorization> | undefined
  readonly basic_auth?: z.output<typeof basicAuth> | undefined
  readonly bearer_token?: string | undefined
}): string | undefined {
  const { authorization: given, basic_auth: basic, bearer_token: token } = fields
  if (given?.credentials !== undefined) return `${given.type} ${given.credentials}`
  if (basic) return basicAuthorization(basic.username, basic.password)
  return token === undefined ? undefined : `Bearer ${token}`
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
}
