/** The real shop process on a real PostgreSQL, with a real cache server that comes and goes. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type CachedShop, startCachedShop } from '../testing/cached-shop.ts'
import { freePort } from '../testing/ports.ts'
import { findPostgres, startPostgres, type TestPostgres } from '../testing/postgres.ts'
import { until } from '../testing/process.ts'
import { findRedis, startRedis, type TestRedis } from '../testing/redis.ts'

const bin = findPostgres()
const program = findRedis()
const MISSING = 'no cache server (valkey-server, redis-server) or no PostgreSQL on this machine'

test('a cache server is there', (context) => {
  if (bin !== undefined && program !== undefined) return
  if (process.env['CI']) throw new Error(MISSING)
  context.skip(MISSING)
})

const PASSWORD = 'correct-horse'
const LOST = 'warn: the product cache is lost; the database answers meanwhile'
/** Of a local request that waits for a cache that says nothing. */
const SLOW_MS = 400

describe.skipIf(bin === undefined || program === undefined)('the shop with a cache', () => {
  let postgres: TestPostgres
  let redis: TestRedis
  let shop: CachedShop | undefined

  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    redis = await startRedis(program ?? '', { password: PASSWORD })
  })
  afterEach(async () => {
    await shop?.process.stop()
    shop = undefined
    await redis.admin.flushall()
  })
  afterAll(async () => {
    await redis?.stop()
    await postgres?.stop()
  })

  const open = async (env: Readonly<Record<string, string>> = {}): Promise<CachedShop> => {
    shop = await startCachedShop({
      TOCSIN_SHOP_DATABASE_URL: postgres.url,
      TOCSIN_SHOP_CACHE_URL: `redis://:${PASSWORD}@127.0.0.1:${redis.port}`,
      ...env,
    })
    return shop
  }
  const connected = (of: CachedShop, wanted: 0 | 1): Promise<boolean> =>
    until(
      `cache_connected ${wanted}`,
      5000,
      async () => (await of.metric('cache_connected{cache="products"}')) === wanted,
    )

  test('miss, then hit; what is stored ends by itself; what is not there is not stored', async () => {
    const of = await open()
    await connected(of, 1)
    expect((await of.get('/products/3')).body).toEqual({ id: 3, name: 'Tea pot', priceCents: 4900 })
    await until('stored', 1000, () => redis.admin.exists('shop:v1:products:3'))
    const ttlMs = await redis.admin.pttl('shop:v1:products:3')
    expect(ttlMs).toBeGreaterThan(5000)
    expect(ttlMs).toBeLessThanOrEqual(10_000)
    expect((await of.get('/products/3')).body).toEqual({ id: 3, name: 'Tea pot', priceCents: 4900 })
    expect(await of.results()).toEqual({ hit: 1, miss: 1, error: 0 })

    const list = (await of.get('/products')).body
    await until('stored', 1000, () => redis.admin.exists('shop:v1:products:all'))
    expect((await of.get('/products')).body).toEqual(list)
    expect(await of.results()).toEqual({ hit: 2, miss: 2, error: 0 })
    expect((await of.get('/products/999')).status).toBe(404)
    expect(await redis.admin.exists('shop:v1:products:999')).toBe(0)
    expect(await of.metric('cache_request_duration_seconds_count{cache="products"}')).toBe(5)
    expect(of.said()).toEqual([])
  })

  test('the answer is what the cache holds, and a value of another shape is replaced', async () => {
    const of = await open()
    await connected(of, 1)
    await redis.admin.set('shop:v1:products:1', '{"id":1,"name":"From the cache","priceCents":5}', 'PX', 60_000)
    expect((await of.get('/products/1')).body).toMatchObject({ name: 'From the cache' })
    await redis.admin.set('shop:v1:products:1', '{"id":1,"name":null}', 'PX', 60_000)
    expect((await of.get('/products/1')).body).toMatchObject({ name: 'Jasmine tea' })
    await until('replaced', 1000, async () => (await redis.admin.get('shop:v1:products:1'))?.includes('Jasmine'))
    expect(await of.results()).toEqual({ hit: 1, miss: 0, error: 1 })
  })

  test('killed in the middle: every request is answered, in time; started again: hits again; two log lines', async () => {
    const of = await open()
    await connected(of, 1)
    const seen: { status: number; ms: number }[] = []
    const customers = new AbortController()
    const customer = async (): Promise<void> => {
      while (!customers.signal.aborted) seen.push(await of.get('/products/2'))
    }
    const walking = [customer(), customer()]
    await until('hits', 3000, async () => (await of.results()).hit > 10)
    await redis.kill('SIGKILL')
    await connected(of, 0)
    await until('errors', 3000, async () => (await of.results()).error > 50)
    await redis.startAgain()
    await connected(of, 1)
    const { hit } = await of.results()
    await until('hits again', 3000, async () => (await of.results()).hit > hit + 10)
    await until('told', 5000, () => of.said().length === 2)
    customers.abort()
    await Promise.all(walking)
    expect(seen.filter(({ status }) => status !== 200)).toEqual([])
    expect(Math.max(...seen.map(({ ms }) => ms))).toBeLessThan(SLOW_MS)
    expect(of.said()).toEqual([expect.stringContaining(LOST), 'info: the product cache is back'])
  })

  test('a server that takes commands and answers none costs a moment, then nothing', async () => {
    const of = await open()
    await connected(of, 1)
    await redis.kill('SIGSTOP')
    try {
      const first = await of.get('/products/2')
      expect(first.status).toBe(200)
      expect(first.ms).toBeGreaterThanOrEqual(95)
      expect(first.ms).toBeLessThan(SLOW_MS)
      await connected(of, 0)
      // The connection is given up: what is asked now does not wait for it.
      const later = await Promise.all(Array.from({ length: 10 }, () => of.get('/products/2')))
      expect(later.every(({ status }) => status === 200)).toBe(true)
      expect(Math.min(...later.map(({ ms }) => ms))).toBeLessThan(90)
      expect((await of.results()).error).toBe(11)
    } finally {
      await redis.kill('SIGCONT')
    }
    await connected(of, 1)
    await of.get('/products/2')
    await until(
      'hits again',
      3000,
      async () => (await of.get('/products/2')).status === 200 && (await of.results()).hit > 0,
    )
  })

  test('a wrong password is one line without it, and the shop sells', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shop-cache-')), 'password')
    writeFileSync(file, 'wrong-battery\n')
    const of = await open({
      TOCSIN_SHOP_CACHE_URL: `redis://127.0.0.1:${redis.port}`,
      TOCSIN_SHOP_CACHE_PASSWORD_FILE: file,
    })
    await until('refused', 5000, () => of.said().length > 0)
    for (let i = 0; i < 10; i++) expect((await of.get('/products')).status).toBe(200)
    expect((await of.results()).error).toBe(10)
    await until('several attempts', 5000, async () => {
      const [, count] = /errorstat_WRONGPASS:count=(\d+)/.exec(await redis.admin.info('errorstats')) ?? []
      return Number(count ?? 0) >= 3
    })
    expect(of.said()).toEqual([`${LOST} (WRONGPASS)`])
    await of.process.stop()
    expect(JSON.stringify(of.process.lines)).not.toContain('wrong-battery')
    expect(of.process.stderr()).not.toContain('wrong-battery')
  })

  test('the right password from a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'shop-cache-')), 'password')
    writeFileSync(file, `${PASSWORD}\n`)
    const of = await open({
      TOCSIN_SHOP_CACHE_URL: `redis://127.0.0.1:${redis.port}`,
      TOCSIN_SHOP_CACHE_PASSWORD_FILE: file,
    })
    await connected(of, 1)
  })

  test('nothing there at the start: the shop opens, sells, says so once, and stops at once', async () => {
    const of = await open({ TOCSIN_SHOP_CACHE_URL: `redis://127.0.0.1:${await freePort()}` })
    expect((await of.get('/products')).status).toBe(200)
    await until('told', 3000, () => of.said().length > 0)
    expect((await of.get('/products/1')).status).toBe(200)
    expect(of.said()).toEqual([`${LOST} (ECONNREFUSED)`])
    expect(await of.metric('cache_connected{cache="products"}')).toBe(0)
    const startedAt = performance.now()
    expect(await of.process.stop()).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  test('without an address there is no cache, and no metric of one', async () => {
    const of = await open({ TOCSIN_SHOP_CACHE_URL: '' })
    expect((await of.get('/products')).status).toBe(200)
    expect(await (await fetch(`${of.process.url}/metrics`)).text()).not.toContain('cache_')
    expect(await redis.admin.dbsize()).toBe(0)
  })
})
