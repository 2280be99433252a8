/** TLS of the router's own server: from the web configuration to Node's options, and which clients may stay. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { createSecureContext, type TLSSocket } from 'node:tls'
import type { TlsFields } from './schema.ts'
import { opensslCiphers, opensslCurves, TLS_VERSIONS } from './tls-names.ts'

export interface TlsSettings {
  /** May change while the server listens: certificates, keys, authorities, versions, suites. */
  readonly context: Pick<
    ServerOptions,
    'cert' | 'key' | 'ca' | 'minVersion' | 'maxVersion' | 'ciphers' | 'ecdhCurve' | 'honorCipherOrder'
  >
  /**
   * `none`: no certificate is asked for. `asked`: it may come. `any`: one must come, whoever made it. `verified-if-given`, `verified`: by
   * our authority. A change takes a restart.
   */
  readonly clients: 'none' | 'asked' | 'any' | 'verified-if-given' | 'verified'
  /** Empty: any name. */
  readonly allowedSans: readonly string[]
}

const CLIENTS = {
  '': 'none',
  NoClientCert: 'none',
  RequestClientCert: 'asked',
  RequireAnyClientCert: 'any',
  RequireClientCert: 'any',
  VerifyClientCertIfGiven: 'verified-if-given',
  RequireAndVerifyClientCert: 'verified',
} as const

type FileField = 'cert_file' | 'key_file' | 'client_ca_file'

/** Undefined: no TLS, or it cannot be had, and `problem` has heard why. */
export function readTls(
  fields: TlsFields,
  readFile: (name: FileField) => string | undefined,
  problem: (name: keyof TlsFields | undefined, message: string) => void,
): TlsSettings | undefined {
  const cert = fields.cert ?? readFile('cert_file')
  const key = fields.key ?? readFile('key_file')
  const ca = fields.client_ca ?? readFile('client_ca_file')
  if (cert !== undefined && !holdsCertificate(cert)) {
    problem(fields.cert ? 'cert' : 'cert_file', 'holds no certificate in PEM format')
  } else if (key !== undefined && !holdsKey(key)) {
    problem(fields.key ? 'key' : 'key_file', 'holds no private key in PEM format, or one with a passphrase')
  } else if (
    cert !== undefined &&
    key !== undefined &&
    !new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  ) {
    problem(fields.key ? 'key' : 'key_file', 'is not the key of the certificate')
  }
  if (ca !== undefined && !holdsCertificate(ca)) {
    problem(fields.client_ca ? 'client_ca' : 'client_ca_file', 'holds no certificate in PEM format')
  }
  if (cert === undefined || key === undefined) return undefined
  const ciphers = opensslCiphers(fields.cipher_suites)
  const ecdhCurve = opensslCurves(fields.curve_preferences)
  return {
    context: {
      ...{ cert, key, honorCipherOrder: fields.prefer_server_cipher_suites },
      ...(ca === undefined ? {} : { ca }),
      ...(ciphers === undefined ? {} : { ciphers }),
      ...(ecdhCurve === undefined ? {} : { ecdhCurve }),
      minVersion: TLS_VERSIONS[fields.min_version],
      maxVersion: TLS_VERSIONS[fields.max_version],
    },
    clients: CLIENTS[fields.client_auth_type ?? ''],
    allowedSans: fields.client_allowed_sans,
  }
}

/** How the server asks for certificates; what Node does not judge by itself is left to `mayStay`. */
export function clientOptions({ clients }: TlsSettings): Pick<ServerOptions, 'requestCert' | 'rejectUnauthorized'> {
  return { requestCert: clients !== 'none', rejectUnauthorized: clients === 'verified' }
}

export function mayStay({ clients, allowedSans }: TlsSettings, socket: TLSSocket): boolean {
  const certificate = socket.getPeerX509Certificate()
  if (clients === 'any') return certificate !== undefined
  if (clients === 'verified-if-given') return certificate === undefined || socket.authorized
  if (clients !== 'verified' || allowedSans.length === 0) return true
  return sansOf(certificate?.subjectAltName ?? '').some((name) => allowedSans.includes(name))
}

const SAN_KINDS = ['DNS', 'IP Address', 'URI', 'email']

/** `DNS:a, IP Address:1.2.3.4, URI:"…"`; Node writes a value that could be mistaken for more than one as a JSON string. */
export function sansOf(text: string): string[] {
  const entries = text.matchAll(/(?:^|, )([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^,]*)/g)
  return [...entries].flatMap(([, kind = '', value = '']) => {
    if (!SAN_KINDS.includes(kind)) return []
    return [value.startsWith('"') ? String(JSON.parse(value)) : value]
  })
}

function holdsCertificate(pem: string): boolean {
  try {
    createSecureContext({ ca: pem })
    new X509Certificate(pem)
    return true
  } catch {
    return false
  }
}

function holdsKey(pem: string): boolean {
  try {
    createPrivateKey(pem)
    return true
  } catch {
    return false
  }
}
