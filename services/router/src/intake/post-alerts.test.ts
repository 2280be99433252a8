/** Through a real socket: what a sender hears when its body cannot be taken. */
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { silentLogger } from '@tocsin/kit'
import { afterEach, expect, test } from 'vitest'
import type { ReportedAlert } from './accept.ts'
import { createBodyReader } from './body.ts'
import { postAlerts } from './post-alerts.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(limits: { maxBytes?: number; maxReadingBytes?: number } = {}) {
  const taken: ReportedAlert[] = []
  const options = {
    intake: { accept: async (reports: readonly ReportedAlert[]) => void taken.push(...reports) },
    readBody: createBodyReader(limits),
    now: Date.now,
    resolveTimeoutMs: () => 300_000,
    mode: 'fallback' as const,
    count: () => {},
    log: silentLogger(),
  }
  const server = createServer((request, response) => void postAlerts(options, request, response))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const post = (body: BodyInit) =>
    fetch(`http://127.0.0.1:${port}/api/v2/alerts`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
  return { port, post, taken }
}

const one = JSON.stringify([{ labels: { alertname: 'A' } }])

test('a body over the limit is refused before it is read', async () => {
  const { post, taken } = await serve({ maxBytes: 1_000 })
  const response = await post(' '.repeat(1_001))
  expect(response.status).toBe(413)
  expect(await response.json()).toEqual({
    code: 413,
    message: 'the body is larger than 1000 bytes; send smaller batches',
  })
  expect((await post(one)).status).toBe(200)
  expect(taken).toHaveLength(1)
})

test('a body of unsaid length is refused as soon as it is too long', async () => {
  const { port } = await serve({ maxBytes: 1_000 })
  const socket = connect(port, '127.0.0.1')
  const heard = new Promise<string>((resolve) => socket.once('data', (chunk) => resolve(String(chunk))))
  socket.write(
    'POST /api/v2/alerts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  socket.write(`7d0\r\n${' '.repeat(2_000)}\r\n`)
  // The end of the body never comes.
  expect(await heard).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/)
  socket.destroy()
})

test('what is not UTF-8 is refused, not repaired', async () => {
  const { post, taken } = await serve()
  const response = await post(Buffer.from('[{"labels":{"a":"\xff"}}]', 'latin1'))
  expect([response.status, await response.json()]).toEqual([400, { code: 400, message: 'the body is not UTF-8' }])
  expect(taken).toEqual([])
})

test('bodies that together are too much are refused for now, and the room comes back', async () => {
  const { port, post } = await serve({ maxReadingBytes: 1_000 })
  const slow = connect(port, '127.0.0.1')
  slow.write(
    'POST /api/v2/alerts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n\r\n',
  )
  slow.write(' '.repeat(990))
  let refused: Response | undefined
  // The slow body is on its way: sent again until it has arrived.
  for (let left = 100; refused === undefined && left > 0; left--) {
    const response = await post(one)
    if (response.status === 503) refused = response
  }
  expect(refused?.headers.get('retry-after')).toBe('1')
  slow.destroy()
  let status = 0
  for (let left = 100; status !== 200 && left > 0; left--) status = (await post(one)).status
  expect(status).toBe(200)
})
