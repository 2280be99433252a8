/** `tls_config`, shared by channels over HTTP and SMTP. Names are Alertmanager's. Source: its docs, configuration, `<tls_config>`. */
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { z } from 'zod'
import { flag } from './config.ts'

export interface TlsConfig {
  /** PEM. Undefined: the authorities that Node knows. */
  readonly ca: string | undefined
  /** What we show of ourselves, both PEM. */
  readonly identity: { readonly cert: string; readonly key: string } | undefined
  /** For the certificate; undefined: the host's. */
  readonly serverName: string | undefined
  readonly verifies: boolean
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3'
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3'
}

const VERSIONS = { TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const
const version = z.enum(['TLS12', 'TLS13'], {
  error: 'must be TLS12 or TLS13: older versions are broken, and not spoken',
})
const pem = z.string().min(1, { error: 'is empty' })

/** What `ca_file`, `cert_file` and `key_file` name stands in `ca`, `cert` and `key` by now. */
export const tlsConfig = z
  .strictObject({
    ca: pem.optional(),
    cert: pem.optional(),
    key: pem.optional(),
    server_name: z.string().min(1).optional(),
    insecure_skip_verify: flag.default(false),
    min_version: version.default('TLS12'),
    max_version: version.default('TLS13'),
  })
  .transform((fields, context): TlsConfig => {
    const { ca, cert, key } = fields
    const problem = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message })
    if (cert !== undefined && key === undefined) problem('cert', 'needs "key" or "key_file" beside it')
    if (key !== undefined && cert === undefined) problem('key', 'needs "cert" or "cert_file" beside it')
    if (fields.min_version > fields.max_version) problem('min_version', 'is above "max_version"')
    if (ca !== undefined && !usable({ ca })) problem('ca', 'holds no certificate in PEM format')
    const identity = cert === undefined || key === undefined ? undefined : { cert, key }
    if (identity && !usable(identity))
      problem('cert', 'and "key" do not hold a certificate and its own key, in PEM format')
    return {
      ca,
      identity,
      serverName: fields.server_name,
      verifies: !fields.insecure_skip_verify,
      minVersion: VERSIONS[fields.min_version],
      maxVersion: VERSIONS[fields.max_version],
    }
  })

/** As Node's `tls.connect` takes them. */
export function tlsOptions({ ca, identity, serverName, verifies, minVersion, maxVersion }: TlsConfig) {
  return {
    minVersion,
    maxVersion,
    rejectUnauthorized: verifies,
    ...(ca === undefined ? {} : { ca }),
    ...(identity ?? {}),
    ...(serverName === undefined ? {} : { servername: serverName }),
  }
}

/** OpenSSL's own words may hold parts of the text, so none are repeated. */
function usable(options: SecureContextOptions): boolean {
  try {
    // A certificate authority that holds no certificate at all is taken in silence.
    if (typeof options.ca === 'string' && !options.ca.includes('-----BEGIN')) return false
    createSecureContext(options)
    return true
  } catch {
    return false
  }
}
