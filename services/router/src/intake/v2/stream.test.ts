import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { streamArray } from './stream.ts'

/** Elements of 64 KiB, which are made when they are asked for. */
function* made(count: number, onMade: () => void): Iterable<string[]> {
  for (let nth = 0; nth < count; nth++) {
    onMade()
    yield [JSON.stringify('x'.repeat(65_536))]
  }
}

async function serve(count: number, onMade: () => void) {
  let ended = (): void => {}
  const over = new Promise<void>((resolve) => {
    ended = resolve
  })
  const server = createServer((_request, response) => {
    void streamArray(response, made(count, onMade)).then(ended)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, over, port: (server.address() as AddressInfo).port }
}

test('an array is written in slices, and the loop turns between them', async () => {
  let elements = 0
  const { server, port } = await serve(200, () => elements++)
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(((await response.json()) as unknown[]).length).toBe(200)
  clearInterval(counting)
  expect(elements).toBe(200)
  expect(turns).toBeGreaterThan(2)
  server.close()
})

test('a reader that takes nothing stops the making, and one that goes away ends it', async () => {
  let elements = 0
  let lastMade = performance.now()
  const { server, over, port } = await serve(10_000, () => {
    elements++
    lastMade = performance.now()
  })
  const socket = connect(port, '127.0.0.1', () => socket.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))
  // Made are what the buffers of both sides take, and no more.
  while (elements === 0 || performance.now() - lastMade < 200) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(elements).toBeLessThan(1_000)
  socket.destroy()
  await over
  expect(elements).toBeLessThan(1_000)
  server.close()
})
