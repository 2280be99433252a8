import { createServer, type IncomingMessage, type Server } from 'node:http'
import { closeServer, listen, OperatorError } from '@tocsin/kit'
import { afterEach, expect, test } from 'vitest'
import { createRouterClient } from './router-client.ts'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => closeServer(server, 0)))
})

interface Answer {
  readonly status?: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

async function answering({ status = 200, body = '', headers = {} }: Answer) {
  const seen: { request: IncomingMessage; body: string }[] = []
  const server = createServer((request, response) => {
    request.setEncoding('utf8')
    let text = ''
    request.on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      seen.push({ request, body: text })
      response.writeHead(status, headers).end(body)
    })
  })
  servers.push(server)
  return { url: `http://${await listen(server, { host: '127.0.0.1', port: 0 })}`, seen }
}

const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (error: unknown) => (error instanceof OperatorError ? error.message : `not for an operator: ${String(error)}`),
  )

test('a question with a prefix, repeated parameters and a token', async () => {
  const { url, seen } = await answering({ body: '{"a":1}' })
  const client = createRouterClient({ url: `${url}/alerts/`, env: { TOCSIN_ROUTER_TOKEN: 't0ken\n' } })
  expect(await client.get('/api/v2/alerts', { filter: ['a="b c"', 'd=e'], receiver: undefined, at: '5' })).toEqual({
    a: 1,
  })
  expect(seen[0]?.request.url).toBe('/alerts/api/v2/alerts?filter=a%3D%22b+c%22&filter=d%3De&at=5')
  expect(seen[0]?.request.headers.authorization).toBe('Bearer t0ken')
})

test('a post, by user and password; an empty answer is none', async () => {
  const { url, seen } = await answering({})
  const client = createRouterClient({ url, env: { TOCSIN_ROUTER_USER: 'jo', TOCSIN_ROUTER_PASSWORD: 'p:w 密' } })
  expect(await client.post('/x', { a: [1] })).toBeUndefined()
  expect(seen[0]).toMatchObject({ body: '{"a":[1]}', request: { method: 'POST' } })
  const [kind, text = ''] = seen[0]?.request.headers.authorization?.split(' ') ?? []
  expect([kind, Buffer.from(text, 'base64').toString()]).toEqual(['Basic', 'jo:p:w 密'])
})

test.each<[string, Answer, RegExp]>([
  ['nobody in particular', { status: 401 }, /asks who is there: set TOCSIN_ROUTER_TOKEN/],
  [
    'a missing role',
    { status: 403, body: '{"error":"FORBIDDEN","message":"the role operate is missing"}' },
    /\(HTTP 403\): the role operate/,
  ],
  ['a JSON string', { status: 400, body: '"bad matcher format: x"\n' }, /\(HTTP 400\): bad matcher format: x$/],
  [
    'a code and a message',
    { status: 422, body: '{"code":602,"message":"labels in body is required"}' },
    /: labels in body/,
  ],
  ['a page of somebody else', { status: 502, body: '<html>proxy</html>' }, /\(HTTP 502\)$/],
  ['an unknown path', { status: 404 }, /has no \/x: is --router\.url right/],
  [
    'a redirect',
    { status: 302, headers: { location: '/alerts/' } },
    /points to \/alerts\/: give that to --router\.url/,
  ],
  ['no JSON', { body: '<html>' }, /does not answer as a router does/],
])('%s', async (_name, answer, message) => {
  const { url } = await answering(answer)
  expect(await failure(createRouterClient({ url, env: {} }).get('/x'))).toMatch(message)
})

test('a wrong token is said to be unknown, and not repeated', async () => {
  const { url } = await answering({ status: 401 })
  const said = await failure(createRouterClient({ url, env: { TOCSIN_ROUTER_TOKEN: 's3cret' } }).get('/x'))
  expect(said).toMatch(/does not know this user or token/)
  expect(said).not.toContain('s3cret')
})

test('no router, and one that is too slow', async () => {
  const { url } = await answering({})
  await closeServer(servers[0] ?? createServer(), 0)
  expect(await failure(createRouterClient({ url, env: {} }).get('/x'))).toMatch(
    /no answer .*ECONNREFUSED; --router\.url/,
  )
  const silent = createServer(() => {})
  servers.push(silent)
  const slow = `http://${await listen(silent, { host: '127.0.0.1', port: 0 })}`
  expect(await failure(createRouterClient({ url: slow, env: {}, timeoutMs: 20 }).get('/x'))).toMatch(/took too long/)
})

test.each([
  ['http://jo:s3cret@router', {}, /^--router\.url holds a user or a password/],
  ['router:9093', {}, /^--router\.url: /],
  [undefined, { TOCSIN_ROUTER_TOKEN: 'a\nb' }, /^TOCSIN_ROUTER_TOKEN holds white space/],
  [undefined, { TOCSIN_ROUTER_TOKEN: 'a', TOCSIN_ROUTER_USER: 'b' }, /both set/],
  [undefined, { TOCSIN_ROUTER_USER: 'b' }, /TOCSIN_ROUTER_PASSWORD is not/],
  [undefined, { TOCSIN_ROUTER_USER: 'b:c', TOCSIN_ROUTER_PASSWORD: 's3cret' }, /has a colon/],
])('%s with %j is refused', (url, env, message) => {
  expect(() => createRouterClient({ url, env })).toThrow(message)
  expect(() => createRouterClient({ url, env })).not.toThrow('s3cret')
})
