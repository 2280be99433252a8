import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { call } from './http.ts'
import { selfSigned } from './testing/certificate.ts'
import { tlsConfig } from './tls.ts'

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A bare TCP server, for what no HTTP server does. Gives `127.0.0.1:PORT`. */
async function tcp(onData: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).once('data', () => onData(socket))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

const post = (url: string) => call({ method: 'POST', url, body: {}, timeoutMs: 300 })

test('a TLS handshake that never ends was no request', async () => {
  const host = await tcp(() => {})
  expect(await post(`https://${host}/?key=secret`)).toEqual({ kind: 'not-sent', code: 'ETIMEDOUT' })
})

test('a server that speaks no TLS got no request', async () => {
  const host = await tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  expect((await post(`https://${host}/`)).kind).toBe('not-sent')
})

test('a success that breaks off may mean anything; a refusal is one', async () => {
  for (const [status, kind] of [
    ['200 OK', 'no-answer'],
    ['503 Busy', 'answer'],
  ]) {
    const host = await tcp((socket) => {
      socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 100\r\n\r\n{"errcode"`, () => socket.resetAndDestroy())
    })
    expect((await post(`http://${host}/`)).kind).toBe(kind)
  }
})

test('a body that never ends is over with the time', async () => {
  const host = await tcp((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'))
  expect(await post(`http://${host}/`)).toEqual({ kind: 'no-answer', code: 'ETIMEDOUT' })
})

test('headers and body of an answer; a redirect is not followed', async () => {
  const host = await tcp((socket) =>
    socket.end('HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{"a":1}'),
  )
  expect(await post(`http://${host}/`)).toMatchObject({
    kind: 'answer',
    status: 302,
    headers: { location: '/next' },
    body: { a: 1 },
  })
})

test('certificates: of our own authority, of a name, of ourselves, of nobody', async () => {
  const server = createHttpsServer({ ...selfSigned, ca: selfSigned.cert, requestCert: true, rejectUnauthorized: false })
  const shown: boolean[] = []
  server.on('request', (request, response) => {
    const { socket } = request
    shown.push('authorized' in socket && socket.authorized === true)
    response.end('{}')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
  const post = (tls: object) => call({ method: 'POST', url, json: '{}\n', timeoutMs: 2_000, tls: tlsConfig.parse(tls) })
  expect(await post({})).toMatchObject({ kind: 'not-sent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  expect(await post({ ca: selfSigned.cert })).toMatchObject({ kind: 'answer', status: 200 })
  expect(await post({ ca: selfSigned.cert, server_name: 'hooks.test' })).toMatchObject({ kind: 'answer' })
  expect((await post({ ca: selfSigned.cert, server_name: 'other.test' })).kind).toBe('not-sent')
  expect(await post({ ...selfSigned, ca: selfSigned.cert })).toMatchObject({ kind: 'answer' })
  expect(await post({ insecure_skip_verify: true })).toMatchObject({ kind: 'answer' })
  expect(shown).toEqual([false, false, true, false])
})
