import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, silentLogger } from '@tocsin/kit'
import bcrypt from 'bcryptjs'
import { afterEach, expect, test, vi } from 'vitest'
import { createFront, type Front } from './front.ts'
import { createLiveWeb } from './live-web.ts'
import { authority, client, renewed, server } from './testing/certificates.ts'
import { sansOf } from './tls.ts'

const dir = mkdtempSync(join(tmpdir(), 'front-'))
const fronts: Front[] = []
afterEach(async () => {
  await Promise.all(fronts.splice(0).map((front) => front.stop(0)))
  rmSync(dir, { recursive: true, force: true })
})

function write(name: string, text: string): string {
  const file = join(dir, name)
  // As tools do it: whole, under another inode.
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
  return file
}

async function open(web: string | undefined, options: { routePrefix?: string; addresses?: number; log?: Logger } = {}) {
  rmSync(dir, { recursive: true, force: true })
  mkdirSync(dir)
  write('ca.pem', authority)
  write('cert.pem', server.cert)
  write('key.pem', server.key)
  const log = options.log ?? silentLogger()
  const live = createLiveWeb({ file: web === undefined ? undefined : write('web.yml', web), log })
  const front = createFront({
    listen: Array.from({ length: options.addresses ?? 1 }, () => ({ host: '127.0.0.1', port: 0 })),
    routePrefix: options.routePrefix ?? '',
    web: live,
    log,
    now: Date.now,
    refused: () => {},
    handler: (asked, response) => void response.end(`inside ${asked.url}`),
  })
  fronts.push(front)
  const addresses = await front.start()
  return { live, front, addresses, base: `${front.scheme}://${addresses[0]}` }
}

interface Got {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly serverSerial?: string
}

function get(url: string, options: Readonly<Record<string, unknown>> = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https') ? request : plainRequest
    const call = send(url, { ca: authority, agent: false, ...options }, (response) => {
      let body = ''
      const socket = response.socket
      const serial =
        'getPeerX509Certificate' in socket
          ? String((socket as import('node:tls').TLSSocket).getPeerX509Certificate()?.serialNumber)
          : ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers, serverSerial: serial }),
      )
    })
    call.on('error', reject)
    call.end()
  })
}

test('below a route prefix, on several addresses', async () => {
  const { addresses } = await open(undefined, { routePrefix: '/alerts', addresses: 2 })
  expect(new Set(addresses).size).toBe(2)
  for (const address of addresses) {
    expect(await get(`http://${address}/alerts/api?a=b`)).toMatchObject({ status: 200, body: 'inside /api?a=b' })
    expect(await get(`http://${address}/`)).toMatchObject({ status: 302, headers: { location: '/alerts/' } })
    expect((await get(`http://${address}/api`)).status).toBe(404)
  }
})

test('users: outside the prefix nothing is said before one knows who asks', async () => {
  const hash = bcrypt.hashSync('s3cret', 4)
  const { base } = await open(
    `basic_auth_users: { jo: ${hash} }\nhttp_server_config: { headers: { X-Frame-Options: deny } }`,
    { routePrefix: '/x' },
  )
  const auth = 'jo:s3cret'
  for (const path of ['/', '/nowhere', '/x/a']) {
    expect(await get(`${base}${path}`)).toMatchObject({ status: 401, headers: { 'x-frame-options': 'deny' } })
  }
  expect(await get(`${base}/x/a`, { auth })).toMatchObject({
    status: 200,
    body: 'inside /a',
    headers: { 'x-frame-options': 'deny' },
  })
  expect((await get(`${base}/nowhere`, { auth })).status).toBe(404)
  expect((await get(`${base}/x/a`, { auth: 'jo:wrong' })).body).toMatch(/"code":401/)
})

test('a rate limit for all', async () => {
  const { base } = await open('rate_limit: { interval: 1h, burst: 2 }')
  const statuses = [await get(base), await get(base), await get(base)].map(({ status }) => status)
  expect(statuses).toEqual([200, 200, 429])
})

const TLS = 'tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n'

test('TLS, and a renewed certificate without a restart', async () => {
  const { base, live } = await open(TLS)
  const first = await get(`${base}/a`)
  expect(first.body).toBe('inside /a')
  write('cert.pem', renewed.cert)
  expect(() => live.reload()).toThrow(/is not the key of the certificate/)
  expect((await get(base)).serverSerial).toBe(first.serverSerial)
  write('key.pem', renewed.key)
  await vi.waitFor(async () => expect((await get(base)).serverSerial).not.toBe(first.serverSerial), {
    timeout: 5_000,
    interval: 100,
  })
})

test.each([
  ['RequireAndVerifyClientCert', false, true],
  ['RequireAnyClientCert', false, true],
  ['VerifyClientCertIfGiven', true, true],
  ['RequestClientCert', true, true],
])('%s: without a certificate %s, with one %s', async (type, without, withOne) => {
  const { base } = await open(
    `${TLS}  client_auth_type: ${type}\n${type.includes('Verify') ? '  client_ca_file: ca.pem\n' : ''}`,
  )
  const answered = (options: Readonly<Record<string, unknown>>): Promise<boolean> =>
    get(base, options).then(
      () => true,
      () => false,
    )
  expect(await answered({})).toBe(without)
  expect(await answered({ cert: client.cert, key: client.key })).toBe(withOne)
})

test.each([
  ['prometheus.example', true],
  ['spiffe://example/prometheus', true],
  ['prometheus', false],
])('of the clients only %s: %s', async (name, expected) => {
  const web = `${TLS}  client_ca_file: ca.pem\n  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: ["${name}"]\n`
  const { base } = await open(web)
  expect(
    await get(base, { cert: client.cert, key: client.key }).then(
      () => true,
      () => false,
    ),
  ).toBe(expected)
})

test('what takes a restart says so', async () => {
  const { live } = await open(TLS)
  write('web.yml', 'http_server_config: {}')
  expect(() => live.reload()).toThrow(/to turn TLS on or off, .* start the router again/)
})

test.each([
  ['DNS:a.example, IP Address:10.0.0.1, URI:spiffe://x/y', ['a.example', '10.0.0.1', 'spiffe://x/y']],
  ['DNS:"a, DNS:b", email:c@example', ['a, DNS:b', 'c@example']],
  ['DirName:"CN=x, DNS:admin", DNS:d', ['d']],
  ['', []],
])('names in %s', (text, names) => {
  expect(sansOf(text)).toEqual(names)
})

test.each([
  [undefined, '0.0.0.0', true],
  [undefined, '127.0.0.1', false],
  ['tocsin: { tokens: [{ name: a, token_file: key.pem.token, roles: [read] }] }', '0.0.0.0', false],
])('with %s on %s: a warning %s', async (web, host, warned) => {
  const said: string[] = []
  const log = silentLogger()
  vi.spyOn(log, 'warn').mockImplementation((_facts: unknown, message?: unknown) => void said.push(String(message)))
  mkdirSync(dir, { recursive: true })
  write('key.pem.token', 'a-token-of-32-characters-or-more')
  const live = createLiveWeb({ file: web === undefined ? undefined : write('web.yml', web), log })
  const front = createFront({
    ...{
      listen: [{ host, port: 0 }],
      routePrefix: '',
      web: live,
      log,
      now: Date.now,
      refused: () => {},
      handler: () => {},
    },
  })
  fronts.push(front)
  await front.start()
  expect(said.some((line) => /other machines can reach the router, and it asks nobody/.test(line))).toBe(warned)
})
