/** The shop on a real cluster of three, which loses a shard and gets it back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CachedShop, startCachedShop } from '../testing/cached-shop.ts'
import { findPostgres, startPostgres, type TestPostgres } from '../testing/postgres.ts'
import { until } from '../testing/process.ts'
import { clusterIs, findRedis, startRedisCluster, type TestRedis } from '../testing/redis.ts'

const bin = findPostgres()
const program = findRedis()
const IDS = [1, 2, 3, 4, 5, 6]

describe.skipIf(bin === undefined || program === undefined)('the shop with a cluster as its cache', () => {
  let postgres: TestPostgres
  let nodes: readonly TestRedis[]
  let shop: CachedShop

  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    nodes = await startRedisCluster(program ?? '')
    shop = await startCachedShop({
      TOCSIN_SHOP_DATABASE_URL: postgres.url,
      // Two seeds: the third node is learnt from them.
      TOCSIN_SHOP_CACHE_URL: `redis://${nodes.slice(0, 2).map(({ port }) => `127.0.0.1:${port}`)}`,
    })
  })
  afterAll(async () => {
    await shop?.process.stop()
    for (const node of nodes ?? []) await node.stop()
    await postgres?.stop()
  })

  const askAll = async (): Promise<readonly { status: number; ms: number }[]> => {
    const answers = []
    for (const id of IDS) answers.push(await shop.get(`/products/${id}`))
    return answers
  }
  const hitsAll = async (): Promise<boolean> => {
    const before = await shop.results()
    await askAll()
    return (await shop.results()).hit === before.hit + IDS.length
  }

  test('values lie on every node, and are found there', async () => {
    await until('connected', 5000, async () => (await shop.metric('cache_connected{cache="products"}')) === 1)
    await askAll()
    await until('hits', 5000, hitsAll)
    const sizes = await Promise.all(nodes.map(({ admin }) => admin.dbsize()))
    expect(sizes.every((size) => size > 0)).toBe(true)
    expect((await shop.results()).error).toBe(0)
  })

  test('a lost shard is an error result, never a failed request; back, it is used again; two log lines', async () => {
    const [first, second, third] = nodes
    if (!first || !second || !third) throw new Error('three nodes')
    await third.kill('SIGKILL')
    const during = await askAll()
    await clusterIs([first, second], 'fail')
    // The whole cluster refuses now, the two shards that live included.
    const { error } = await shop.results()
    const after = [...(await askAll()), ...(await askAll())]
    expect((await shop.results()).error).toBe(error + 2 * IDS.length)
    for (const { status, ms } of [...during, ...after]) {
      expect(status).toBe(200)
      expect(ms).toBeLessThan(400)
    }
    expect(shop.said()).toEqual([expect.stringMatching(/^warn: the product cache is lost/)])

    await third.startAgain()
    await clusterIs(nodes, 'ok')
    await until('hits from all nodes again', 10_000, hitsAll)
    await until('told', 5000, async () => {
      await askAll()
      return shop.said().length === 2
    })
    expect(shop.said()[1]).toBe('info: the product cache is back')
  })
})
