import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@tocsin/kit'
import { afterEach, expect, test, vi } from 'vitest'
import { createApp } from './app.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function serve(listener: RequestListener, port = 0): Promise<{ origin: string; port: number; server: Server }> {
  const server = createServer(listener).listen(port, '127.0.0.1')
  await once(server, 'listening')
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const bound = (server.address() as AddressInfo).port
  return { origin: `http://127.0.0.1:${bound}`, port: bound, server }
}

async function startLoad(target: string, options: { rate: number; inFlightMax?: number; timeoutMs?: number }) {
  const warn = vi.fn()
  const { rate, ...rest } = options
  const app = createApp({
    config: { listen: { host: '127.0.0.1', port: 0 }, target, rate },
    logger: { ...silentLogger(), info: () => undefined, warn },
    ...rest,
  })
  await app.start()
  stops.push(() => app.stop())
  const metric = async (line: string): Promise<number> => {
    const text = await (await fetch(`http://${app.address}/metrics`)).text()
    return text
      .split('\n')
      .filter((entry) => entry.startsWith(line))
      .reduce((sum, entry) => sum + Number(entry.split(' ').at(-1)), 0)
  }
  return { app, warn, metric }
}

const until = (budgetMs: number, check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: budgetMs, interval: 20 })

test('uses every route, learns products and orders, and pays each order once', async () => {
  let orders = 0
  const paid: number[] = []
  const wrong: string[] = []
  const { origin } = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      }
      const call = `${request.method} ${request.url}`
      if (call === 'GET /healthz') answer(200, {})
      else if (call === 'GET /products') answer(200, { products: [{ id: 5 }] })
      else if (call === 'GET /products/5') answer(200, { id: 5 })
      else if (call === 'POST /orders' && /^\{"items":\[\{"productId":5,"quantity":[1-3]\}\]\}$/.test(text)) {
        answer(201, { id: ++orders })
      } else if (call === 'POST /checkout') {
        paid.push(Number(/^\{"orderId":(\d+)\}$/.exec(text)?.[1]))
        answer(200, {})
      } else {
        wrong.push(`${call} ${text}`)
        answer(400, {})
      }
    })
  })
  const { metric } = await startLoad(origin, { rate: 500 })
  await until(5000, async () =>
    expect(await metric('load_requests_total{route="/checkout",status="200"}')).toBeGreaterThan(20),
  )
  expect(await metric('load_requests_total{route="/products/:id",status="200"}')).toBeGreaterThan(5)
  expect(await metric('load_requests_total{route="/orders",status="201"}')).toBeGreaterThan(5)
  expect(wrong).toEqual([])
  expect(new Set(paid).size).toBe(paid.length)
})

test('a target that never answers does not slow the arrivals; above the cap they are dropped and counted', async () => {
  let arrived = 0
  const { origin } = await serve((request, response) => {
    if (request.url === '/healthz') response.end()
    else arrived++
  })
  const { metric } = await startLoad(origin, { rate: 200, inFlightMax: 50, timeoutMs: 3000 })
  await until(2000, () => expect(arrived).toBe(50))
  await until(2000, async () => expect(await metric('load_dropped_total{reason="in_flight_cap"}')).toBeGreaterThan(20))
  expect(await metric('load_in_flight')).toBe(50)
  await until(6000, async () =>
    expect(await metric('load_requests_total{route="/products",status="timeout"}')).toBe(50),
  )
})

test('waits for the target with one line, then starts', async () => {
  const { port, server, origin } = await serve(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  const { metric, warn } = await startLoad(origin, { rate: 50 })
  await until(2000, () => expect(warn).toHaveBeenCalledTimes(1))
  expect(warn).toHaveBeenCalledWith({ reason: 'ECONNREFUSED', more: 0 }, 'the target does not answer')
  await serve((_request, response) => response.end('{}'), port)
  await until(3000, async () => expect(await metric('load_requests_total{')).toBeGreaterThan(5))
  expect(warn).toHaveBeenCalledTimes(1)
})

test('stops at once while requests hang', async () => {
  const { origin } = await serve((request, response) => {
    if (request.url === '/healthz') response.end()
  })
  const { app, metric } = await startLoad(origin, { rate: 100 })
  await until(2000, async () => expect(await metric('load_in_flight')).toBeGreaterThan(5))
  const startedAt = performance.now()
  await app.stop()
  expect(performance.now() - startedAt).toBeLessThan(1500)
})
