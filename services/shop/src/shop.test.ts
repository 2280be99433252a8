import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './testing/postgres.ts'
import { type LogReceiver, type ShopProcess, startLogReceiver, startShop, until } from './testing/process.ts'

const bin = findPostgres()
const MISSING = 'no PostgreSQL (initdb, postgres) on PATH or in /usr/lib/postgresql/*/bin'

test('PostgreSQL is there', (context) => {
  if (bin !== undefined) return
  if (process.env['CI']) throw new Error(MISSING)
  context.skip(MISSING)
})

describe.skipIf(bin === undefined)('the shop on a real PostgreSQL', () => {
  let postgres: TestPostgres
  let receiver: LogReceiver
  let shop: ShopProcess

  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    receiver = await startLogReceiver()
    shop = await startShop({
      TOCSIN_SHOP_DATABASE_URL: postgres.url,
      TOCSIN_SHOP_POOL_MAX: '4',
      TOCSIN_LOGS_URL: receiver.url,
    })
  })
  afterEach(async () => {
    await fault('DELETE', '')
  })
  afterAll(async () => {
    await shop?.stop()
    await receiver?.stop()
    await postgres?.stop()
  })

  interface Answer {
    readonly status: number
    readonly body: unknown
    readonly headers: Headers
    readonly ms: number
  }
  const call = async (url: string, method = 'GET', body?: string, type = 'application/json'): Promise<Answer> => {
    const startedAt = performance.now()
    const response = await fetch(url, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    })
    const parsed: unknown = await response.json()
    return { status: response.status, body: parsed, headers: response.headers, ms: performance.now() - startedAt }
  }
  const get = (path: string): Promise<Answer> => call(shop.url + path)
  const post = (path: string, body: unknown): Promise<Answer> => call(shop.url + path, 'POST', JSON.stringify(body))
  const fault = (method: string, name: string, body?: unknown): Promise<Answer> =>
    call(`${shop.faultsUrl}/faults${name}`, method, body === undefined ? undefined : JSON.stringify(body))
  const metrics = async (): Promise<string[]> => (await (await fetch(`${shop.url}/metrics`)).text()).split('\n')
  const gauge = async (name: string): Promise<number> =>
    Number((await metrics()).find((line) => line.startsWith(`${name}{pool="shop"}`))?.split(' ')[1])
  const order = {
    items: [
      { productId: 1, quantity: 2 },
      { productId: 3, quantity: 1 },
    ],
  }

  test('products, an order, its checkout', async () => {
    const products = await get('/products')
    expect(products.body).toMatchObject({
      products: expect.arrayContaining([{ id: 1, name: 'Jasmine tea', priceCents: 1290 }]),
    })
    expect((await get('/products/3')).body).toEqual({ id: 3, name: 'Tea pot', priceCents: 4900 })
    const placed = await post('/orders', order)
    expect(placed).toMatchObject({
      status: 201,
      body: { id: expect.any(Number), status: 'open', totalCents: 7480, paidAt: null },
    })
    const path = placed.headers.get('location') ?? ''
    expect((await get(path)).body).toMatchObject({
      status: 'open',
      items: [
        { productId: 1, quantity: 2, priceCents: 1290 },
        { productId: 3, quantity: 1, priceCents: 4900 },
      ],
    })
    const orderId = Number(path.split('/').at(-1))
    expect(await post('/checkout', { orderId })).toMatchObject({ status: 200, body: { id: orderId, status: 'paid' } })
    expect(await post('/checkout', { orderId })).toMatchObject({ status: 409, body: { error: 'ORDER_ALREADY_PAID' } })
    expect((await get(path)).body).toMatchObject({ status: 'paid', paidAt: expect.any(String) })
  })

  test.each([
    ['GET', '/products/abc', undefined, 400, 'INVALID_REQUEST', 'a whole number from 1'],
    ['GET', '/products/999', undefined, 404, 'NOT_FOUND', 'GET /products'],
    ['GET', '/orders/2147483647', undefined, 404, 'NOT_FOUND', 'no order'],
    ['GET', '/nowhere', undefined, 404, 'NOT_FOUND', 'POST /checkout'],
    ['DELETE', '/products', undefined, 405, 'METHOD_NOT_ALLOWED', 'allowed: GET'],
    ['POST', '/orders', '{"items":[]}', 400, 'INVALID_REQUEST', '1 to 20 items'],
    ['POST', '/orders', '{"items":[{"productId":1,"quantity":0}]}', 400, 'INVALID_REQUEST', 'from 1 to 100'],
    ['POST', '/orders', '{"items":[{"productId":999,"quantity":1}]}', 400, 'INVALID_REQUEST', 'GET /products'],
    ['POST', '/orders', '{"items":', 400, 'INVALID_REQUEST', 'not valid JSON'],
    ['POST', '/orders', undefined, 400, 'INVALID_REQUEST', 'a JSON object'],
    ['POST', '/orders', JSON.stringify('x'.repeat(110_000)), 413, 'BODY_TOO_LARGE', '100 kB'],
    ['POST', '/checkout', '{"orderId":1,"coupon":2}', 400, 'INVALID_REQUEST', 'allowed: orderId'],
    ['POST', '/checkout', '{"orderId":2147483647}', 404, 'NOT_FOUND', 'no order'],
  ])('%s %s %s → %i %s', async (method, path, body, status, error, said) => {
    const answer = await call(shop.url + path, method, body)
    expect(answer).toMatchObject({ status, body: { error, message: expect.stringContaining(said) } })
  })

  test.each([
    ['PUT', '/fire', '{}', 400, 'allowed: latency, pool, dbTimeout'],
    ['DELETE', '/fire', undefined, 400, 'allowed: latency, pool, dbTimeout'],
    ['PUT', '/latency', '{"ms":900,"share":2}', 400, 'latency.share: a number above 0 and up to 1'],
    ['PUT', '/latency', '{"ms":"900","share":1}', 400, 'latency.ms: a whole number from 1 to 60000'],
    ['PUT', '/latency', '{"ms":900,"share":1,"x":1}', 400, 'unknown field "x"; allowed: ms, share'],
    ['PUT', '/latency', '{"ms":', 400, 'not valid JSON'],
    ['PUT', '/latency', undefined, 400, 'latency.ms: a whole number from 1 to 60000'],
    ['PUT', '/pool', '{"hold":5}', 400, 'pool.hold: a whole number from 1 to 4'],
    ['PUT', '/dbTimeout', '{"share":0}', 400, 'dbTimeout.share: a number above 0 and up to 1'],
    ['GET', '/latency', undefined, 405, 'allowed: PUT, DELETE'],
  ])('faults: %s %s %s → %i, and what is allowed', async (method, name, body, status, said) => {
    const answer = await call(`${shop.faultsUrl}/faults${name}`, method, body)
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(said) } })
    expect((await fault('GET', '')).body).toEqual({ latency: null, pool: null, dbTimeout: null })
  })

  test('/metrics is OpenMetrics with route patterns, exemplars and pool gauges', async () => {
    await get('/products/2')
    const response = await fetch(`${shop.url}/metrics`)
    expect(response.headers.get('content-type')).toContain('application/openmetrics-text')
    const lines = (await response.text()).trimEnd().split('\n')
    expect(lines.at(-1)).toBe('# EOF')
    const of = (route: string): string[] =>
      lines.filter(
        (line) => line.startsWith('http_request_duration_seconds_bucket') && line.includes(`route="${route}"`),
      )
    expect(of('/products/:id').some((line) => / # \{trace_id="[0-9a-f]{32}"\} /.test(line))).toBe(true)
    for (const le of ['0.4', '0.5', '+Inf']) expect(of('/products/:id').join('\n')).toContain(`le="${le}"`)
    expect(await gauge('db_pool_max')).toBe(4)
  })

  test('latency delays, holds no client, and ends at once', async () => {
    await fault('PUT', '/latency', { ms: 600, share: 1 })
    // Five times the pool: if the sleepers held clients, most would time out waiting for one.
    const asleep = Array.from({ length: 20 }, () => get('/products'))
    await until('requests asleep', 500, async () => (await gauge('db_pool_in_use')) === 0)
    for (const { status, ms } of await Promise.all(asleep)) {
      expect(status).toBe(200)
      expect(ms).toBeGreaterThanOrEqual(595)
      expect(ms).toBeLessThan(1500)
    }
    await fault('PUT', '/latency', { ms: 60_000, share: 1 })
    const woken = get('/products')
    await until('the long one asleep', 1000, async () => (await get('/healthz')).status === 200)
    expect((await fault('DELETE', '/latency')).body).toMatchObject({ latency: null })
    expect((await woken).ms).toBeLessThan(5000)
    expect((await get('/products')).ms).toBeLessThan(500)
  })

  test('pool really takes clients, replaces dead ones, and gives them back', async () => {
    await fault('PUT', '/pool', { hold: 3 })
    await until('3 held', 3000, async () => (await gauge('db_pool_in_use')) === 3)
    expect((await fault('GET', '')).body).toMatchObject({ pool: { hold: 3, held: 3 } })
    expect((await get('/products')).status).toBe(200)
    // All of them: nothing is left for a request, which pg says in its own words.
    await fault('PUT', '/pool', { hold: 4 })
    await until('4 held', 3000, async () => (await gauge('db_pool_in_use')) === 4)
    expect(await get('/products')).toMatchObject({ status: 503, body: { error: 'DATABASE_UNAVAILABLE' } })
    await until('log line', 1000, () =>
      shop.lines.find((line) => line.msg === 'request failed: timeout exceeded when trying to connect'),
    )
    const { Client } = await import('pg')
    const admin = new Client({ connectionString: postgres.url })
    await admin.connect()
    const killed = await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shop' AND pid <> pg_backend_pid()",
    )
    expect(killed.rowCount).toBe(4)
    const alive = async (): Promise<number> =>
      Number(
        (await admin.query("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'shop'")).rows[0]?.n,
      )
    await until('4 new ones held', 5000, async () => (await gauge('db_pool_in_use')) === 4 && (await alive()) === 4)
    await admin.end()
    await fault('DELETE', '/pool')
    await until('all given back', 2000, async () => (await gauge('db_pool_in_use')) === 0)
    expect((await get('/products')).status).toBe(200)
  })

  test("dbTimeout answers 503, and pg's own words and stack are in the log line and the OTLP record", async () => {
    await fault('PUT', '/dbTimeout', { share: 1 })
    const words = 'Connection terminated due to connection timeout'
    const answer = await get('/products')
    expect(answer).toMatchObject({ status: 503, body: { error: 'DATABASE_UNAVAILABLE' } })
    expect(answer.ms).toBeGreaterThanOrEqual(990)
    const line = await until('log line', 1000, () => shop.lines.find((entry) => entry.msg.includes(words)))
    expect(line).toMatchObject({
      level: 'error',
      route: '/products',
      status: 503,
      err: { message: expect.stringContaining(words) },
    })
    expect(line['trace_id']).toMatch(/^[0-9a-f]{32}$/)
    expect(line.err?.stack).toContain('pg-pool')
    const record = await until('OTLP record', 2000, () =>
      receiver.records.find((entry) => entry.body.stringValue?.includes('connection timeout')),
    )
    expect(record.body.stringValue).toBe(`request failed: ${words}`)
    expect(record).toMatchObject({ severityText: 'error', traceId: line['trace_id'] })
    expect(JSON.stringify(record.attributes)).toContain('pg-pool')
    await fault('DELETE', '/dbTimeout')
    expect((await get('/products')).status).toBe(200)
  })

  test('a second shop starts on the same schema; SIGTERM lets a request finish and ends within 5 s', async () => {
    const second = await startShop({ TOCSIN_SHOP_DATABASE_URL: postgres.url })
    await call(`${second.faultsUrl}/faults/pool`, 'PUT', '{"hold":9}')
    await call(
      `${second.faultsUrl}/faults/latency`,
      'PUT',
      '{"ms":60000,"share":1}',
      'application/x-www-form-urlencoded',
    )
    const underWay = call(`${second.url}/products`)
    await until('request arrived', 1000, async () => (await call(`${second.url}/healthz`)).status === 200)
    const startedAt = performance.now()
    const code = await second.stop()
    expect((await underWay).status).toBe(200)
    expect(code).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })
})

test('a database that is not there ends the start with what to check, and no password', async () => {
  const { createApp } = await import('./app.ts')
  const { readConfig } = await import('./config.ts')
  const { silentLogger } = await import('@tocsin/kit')
  const config = readConfig({ TOCSIN_SHOP_DATABASE_URL: 'postgres://shop:secret@127.0.0.1:9/shop' })
  const start = createApp({ config, logger: silentLogger(), databaseDeadlineMs: 10 }).start()
  await expect(start).rejects.toThrow(/^the database is not usable \((?!.*secret).*check TOCSIN_SHOP_DATABASE_URL/)
})
