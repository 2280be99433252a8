/** Clients that take their time, on real sockets. */
import type { RequestListener } from 'node:http'
import { connect } from 'node:net'
import { silentLogger } from '@tocsin/kit'
import { afterEach, expect, test } from 'vitest'
import { createLiveWeb } from './live-web.ts'
import { createServers, type WebServers } from './servers.ts'

const HASTE = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20, silence: 300 }

let servers: WebServers | undefined
afterEach(() => servers?.close(0))

async function open(handler: RequestListener) {
  const web = createLiveWeb({ file: undefined, log: silentLogger() })
  servers = createServers([{ host: '127.0.0.1', port: 0 }], web, handler, HASTE)
  const [address = ''] = await servers.start()
  return Number(address.split(':').at(-1))
}

/** Sends the text, then nothing, and gives what it heard until the connection ended. */
function sendAndWait(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

const read: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('read'))
}

test('a head that is not finished in time ends the connection', async () => {
  expect(await sendAndWait(await open(read), 'GET / HTTP/1.1\r\nHost: x\r\nX-A: ')).toMatch(/^HTTP\/1\.1 408 /)
})

test('so does a body', async () => {
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n'
  expect(await sendAndWait(await open(read), `${head}[{`)).toMatch(/^HTTP\/1\.1 408 /)
})

test('and a reader that takes nothing', async () => {
  const closed = new Promise<void>((resolve) => {
    void open((_request, response) => {
      response.on('close', resolve)
      // More than the buffers of both sides hold.
      response.write(Buffer.alloc(64 * 1024 * 1024))
    }).then((port) => {
      const socket = connect(port, '127.0.0.1', () => socket.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
      socket.on('error', () => {})
    })
  })
  await closed
})
