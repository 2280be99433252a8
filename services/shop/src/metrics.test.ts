import { expect, test } from 'vitest'
import { createShopMetrics } from './metrics.ts'

test('pool gauges are read at scrape, the histogram carries the exemplar', async () => {
  const pool = { totalCount: 4, idleCount: 3, waitingCount: 0 }
  const metrics = createShopMetrics(pool, 10)
  Object.assign(pool, { totalCount: 10, idleCount: 1, waitingCount: 2 })
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  metrics.observe({ method: 'POST', route: '/checkout', status: 200, seconds: 0.45, traceId })
  metrics.observe({ method: 'GET', route: '/products', status: 200, seconds: 0.001, traceId: undefined })
  const lines = (await metrics.registry.metrics()).split('\n')
  expect(lines).toContain('db_pool_in_use{pool="shop"} 9')
  expect(lines).toContain('db_pool_idle{pool="shop"} 1')
  expect(lines).toContain('db_pool_waiting{pool="shop"} 2')
  expect(lines).toContain('db_pool_max{pool="shop"} 10')
  const bucket = (route: string, le: string): string | undefined =>
    lines.find(
      (line) =>
        line.startsWith('http_request_duration_seconds_bucket') &&
        line.includes(`le="${le}"`) &&
        line.includes(`route="${route}"`),
    )
  expect(bucket('/checkout', '0.4')).toMatch(/ 0$/)
  expect(bucket('/checkout', '0.5')).toContain(` 1 # {trace_id="${traceId}"} 0.45 `)
  expect(bucket('/products', '0.005')).toMatch(/ 1$/)
  expect(lines.filter((line) => line !== '').at(-1)).toBe('# EOF')
})
