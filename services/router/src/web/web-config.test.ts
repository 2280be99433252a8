import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigProblems, messageOf } from '@tocsin/kit'
import { afterAll, expect, test } from 'vitest'
import { authority, client, server } from './testing/certificates.ts'
import { asksWhoIsThere, readWebConfig } from './web-config.ts'

const dir = mkdtempSync(join(tmpdir(), 'web-config-'))
afterAll(() => rmSync(dir, { recursive: true }))
const FILES = { 'ca.pem': authority, 'cert.pem': server.cert, 'key.pem': server.key, 'other.key': client.key }
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(dir, name), text)
const TOKEN = 'a-token-of-32-characters-or-more'
writeFileSync(join(dir, 'token'), `${TOKEN}\n`)
writeFileSync(join(dir, 'short'), 'short\n')

const HASH = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG'

function read(text: string) {
  const file = join(dir, 'web.yml')
  writeFileSync(file, text)
  return readWebConfig(file)
}

/** `line:column: path: message` of each. */
function problemsOf(text: string): string[] {
  try {
    read(text)
    return []
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error
    return messageOf(error)
      .split('\n')
      .map((line) => line.replaceAll(`${dir}/`, '').replace(/^web\.yml:/, ''))
  }
}

test('everything that can be said', () => {
  const config = read(`
tls_server_config:
  cert_file: cert.pem
  key_file: ${join(dir, 'key.pem')}
  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example]
  min_version: TLS13
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: false
  curve_preferences: [CurveP256, X25519]
http_server_config:
  http2: false
  headers: { X-Frame-Options: deny, X-XSS-Protection: "" }
basic_auth_users: { admin: ${HASH}, prometheus: ${HASH} }
rate_limit: { interval: 100ms, burst: 20 }
tocsin:
  open_probes: true
  user_roles: { prometheus: [ingest] }
  tokens:
    - { name: grafana, sha256: ${createHash('sha256').update(TOKEN).digest('hex').toUpperCase()}, roles: [read] }
    - { name: ci, token_file: token, roles: [operate, ingest] }
`)
  expect(config.tls).toEqual({
    context: {
      cert: server.cert,
      key: server.key,
      ca: authority,
      honorCipherOrder: false,
      ciphers: 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:ECDHE-RSA-AES128-GCM-SHA256',
      ecdhCurve: 'P-256:X25519',
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
    },
    clients: 'verified',
    allowedSans: ['prometheus.example'],
  })
  expect(config).toMatchObject({ headers: { 'X-Frame-Options': 'deny' }, openProbes: true })
  expect(config.headers).not.toHaveProperty('X-XSS-Protection')
  expect(config.rateLimit).toEqual({ intervalMs: 100, burst: 20 })
  expect(config.users.get('admin')?.caller.roles).toEqual(new Set(['read', 'operate', 'ingest']))
  expect(config.users.get('prometheus')?.caller.roles).toEqual(new Set(['ingest']))
  expect(config.tokens[0]?.digest).toEqual(config.tokens[1]?.digest)
  expect(config.files.map((file) => file.replace(`${dir}/`, ''))).toEqual([
    'web.yml',
    'cert.pem',
    'key.pem',
    'ca.pem',
    'token',
  ])
})

test.each([
  ['', false],
  ['basic_auth_users:\n', false],
  [`basic_auth_users: { a: ${HASH} }`, true],
  ['tocsin: { tokens: [{ name: a, token_file: token, roles: [read] }] }', true],
  ['tls_server_config: { cert_file: cert.pem, key_file: key.pem }', false],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_ca_file: ca.pem, client_auth_type: RequireAndVerifyClientCert }',
    true,
  ],
])('%s asks who is there: %s', (text, asks) => {
  expect(asksWhoIsThere(read(text))).toBe(asks)
})

test('all problems at once, each with its place', () => {
  expect(
    problemsOf(`
tls_server_config:
  cert_file: nowhere.pem
  key_file: key.pem
  min_version: TLS10
  cipher_suites:
    - TLS_RSA_WITH_RC4_128_SHA
http_server_config:
  headers:
    X-Frame-Options: allow
    X-Powered-By: me
basic_auth_users:
  admin: plain
users: {}
tocsin:
  tokens:
    - name: a
      sha256: 12
      roles: [admin]
    - name: a
      roles: []
`),
  ).toEqual([
    '5:16: tls_server_config.min_version: must be TLS12 or TLS13: older versions are broken, and not spoken',
    expect.stringMatching(
      /^7:7: tls_server_config\.cipher_suites\.0: is no cipher suite that can be had here; there are TLS_ECDHE_/,
    ),
    '10:22: http_server_config.headers.X-Frame-Options: must be deny or sameorigin',
    expect.stringMatching(
      /^11:19: http_server_config\.headers\.X-Powered-By: is no header that can be set; these can: /,
    ),
    '13:10: basic_auth_users.admin: must be a bcrypt hash ($2y$10$…), as htpasswd -nBC 10 "" prints it',
    '18:15: tocsin.tokens.0.sha256: must be a text',
    '19:15: tocsin.tokens.0.roles.0: must be one of read, operate, ingest',
    '21:14: tocsin.tokens.1.roles: has no role; write one or more of read, operate, ingest',
    '20:7: tocsin.tokens.1: needs either sha256 or token_file',
    '14:1: users: unknown field "users"',
  ])
})

test.each([
  ['tls_server_config: { cert_file: cert.pem }', /needs key_file/],
  ['tls_server_config: { key_file: key.pem }', /needs cert_file/],
  ['tls_server_config: { client_auth_type: RequestClientCert }', /needs cert_file and key_file/],
  [
    'tls_server_config: { cert_file: gone.pem, key_file: key.pem }',
    /^1:33: .*cert_file: gone\.pem cannot be read: ENOENT$/,
  ],
  ['tls_server_config: { cert_file: key.pem, key_file: key.pem }', /cert_file: holds no certificate in PEM format/],
  ['tls_server_config: { cert_file: cert.pem, key_file: ca.pem }', /key_file: holds no private key in PEM format/],
  ['tls_server_config: { cert_file: cert.pem, key_file: other.key }', /key_file: is not the key of the certificate/],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_ca_file: ca.pem }',
    /a client CA alone asks nobody/,
  ],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_auth_type: RequireAndVerifyClientCert }',
    /needs client_ca_file: else every public CA/,
  ],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_allowed_sans: [a] }',
    /client_allowed_sans: needs/,
  ],
  [
    'tls_server_config: { cert_file: cert.pem, cert: x, key_file: key.pem }',
    /cert_file: stands beside "cert"; only one may/,
  ],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, min_version: TLS13, max_version: TLS12 }',
    /is above max/,
  ],
  [
    'tls_server_config: { cert_file: cert.pem, key_file: key.pem, curve_preferences: [P1] }',
    /is no curve .* CurveP256/,
  ],
  ['tocsin: { user_roles: { nobody: [read] } }', /user_roles\.nobody: is no user of basic_auth_users/],
  ['tocsin: { tokens: [{ name: a, roles: [read] }] }', /needs either sha256 or token_file/],
  ['tocsin: { tokens: [{ name: a, token_file: short, roles: [read] }] }', /one token of 16 characters or more/],
  ['rate_limit: { interval: soon }', /rate_limit\.interval: is no duration/],
  ['- a', /must be an object with e\.g\. tls_server_config/],
  ['a: [', /^1:\d+: /],
])('%s', (text, message) => {
  expect(problemsOf(text).join('\n')).toMatch(message)
})

test('no problem repeats a secret', () => {
  const secret = 'Tr0ub4dor-and-3'
  writeFileSync(join(dir, 'secret'), `${secret} ${secret}`)
  for (const text of [
    `basic_auth_users: { admin: "${secret}" }`,
    `tls_server_config: { cert: "${secret}", key: "${secret}" }`,
    `tocsin: { tokens: [{ name: a, sha256: "${secret}", roles: [read] }] }`,
    'tocsin: { tokens: [{ name: a, token_file: secret, roles: [read] }] }',
  ]) {
    expect(problemsOf(text).join('\n')).toMatch(/must|holds/)
    expect(problemsOf(text).join('\n')).not.toContain(secret)
  }
})
