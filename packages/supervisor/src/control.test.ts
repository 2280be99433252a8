import { join } from 'node:path'
import { closeServer, listen } from '@tocsin/kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createControlServer } from './control.ts'
import { createSupervisor } from './supervisor.ts'
import { childSpec, freePort, temporaryFolder } from './testing/children.ts'

const table = [childSpec('shop', { port: await freePort() })]
const supervisor = createSupervisor({ table, logsDir: join(temporaryFolder(), 'logs') })
const server = createControlServer(supervisor)
let address = ''

beforeAll(async () => {
  address = await listen(server, { host: '127.0.0.1', port: 0 })
  supervisor.start()
  await supervisor.settled()
})

afterAll(async () => {
  await closeServer(server, 100)
  await supervisor.stop()
})

async function call(method: string, path: string, headers: Record<string, string> = {}): Promise<[number, unknown]> {
  const response = await fetch(`http://${address}${path}`, { method, headers })
  return [response.status, await response.json()]
}

test('tells what runs', async () => {
  const [status, body] = await call('GET', '/processes')
  expect([status, body]).toMatchObject([
    200,
    [{ name: 'shop', state: 'ready', pid: expect.any(Number), restarts: 0, readySince: expect.any(String) }],
  ])
})

test.each([
  ['GET', '/nothing', 404, 'there are GET /processes and POST /processes/NAME/start|stop|restart|signal'],
  ['POST', '/processes', 405, '/processes allows GET'],
  ['GET', '/processes/shop/stop', 405, '/processes/shop/stop allows POST'],
  ['POST', '/processes/cart/stop', 404, 'there is no process "cart"; there are: shop'],
  ['POST', '/processes/shop/fly', 404, '"fly" is nothing a process can do; allowed: start, stop, restart, signal'],
  ['POST', '/processes/%E0%A4%A/stop', 404, 'there is no process'],
  ['POST', '/processes/shop/signal?signal=HUP', 400, '?signal=HUP is no signal; allowed: SIGTERM, SIGINT'],
])('%s %s is refused with what is allowed', async (method, path, status, error) => {
  expect(await call(method, path)).toEqual([status, { error: expect.stringContaining(error) }])
})

test('web pages may not use it', async () => {
  expect((await call('POST', '/processes/shop/stop', { origin: 'https://example.com' }))[0]).toBe(403)
})

test('restarts, stops, refuses a signal to what does not run, starts', async () => {
  expect(await call('POST', '/processes/shop/restart')).toMatchObject([202, { state: 'stopping' }])
  await supervisor.waitFor('shop', (state) => state.kind === 'starting')
  await supervisor.waitFor('shop', (state) => state.kind === 'ready')
  expect((await call('POST', '/processes/shop/signal?signal=SIGCONT'))[0]).toBe(202)
  await call('POST', '/processes/shop/stop')
  await supervisor.waitFor('shop', (state) => state.kind === 'stopped')
  expect((await call('POST', '/processes/shop/signal?signal=SIGHUP'))[0]).toBe(409)
  expect(await call('POST', '/processes/shop/start')).toMatchObject([202, { state: 'starting', restarts: 2 }])
  await supervisor.settled()
})
