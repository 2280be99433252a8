import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'

/** `error`: the cache could not be asked, did not answer in time, held something else, or did not take a value. */
export type CacheResult = 'hit' | 'miss' | 'error'

export interface CacheMetrics {
  counted(result: CacheResult): void
  /** How long the cache took to answer, or to fail. */
  asked(seconds: number): void
}

/** From a local answer, far below a millisecond, to the time-out. */
const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25]

/** Metrics of one cache; `isConnected` is asked at the moment of the scrape. */
export function createCacheMetrics(registry: MetricsRegistry, cache: string, isConnected: () => boolean): CacheMetrics {
  const registers = [registry]
  const requests = new client.Counter({
    name: 'cache_requests_total',
    help: 'Requests to the cache, by result.',
    labelNames: ['cache', 'result'],
    registers,
  })
  // From the start, so that the first error is an increase.
  for (const result of ['hit', 'miss', 'error'] satisfies CacheResult[]) requests.inc({ cache, result }, 0)
  const duration = new client.Histogram({
    name: 'cache_request_duration_seconds',
    help: 'How long the cache took to answer, or to fail.',
    labelNames: ['cache'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  new client.Gauge({
    name: 'cache_connected',
    help: '1 when the cache is connected.',
    labelNames: ['cache'],
    registers,
    collect() {
      this.set({ cache }, isConnected() ? 1 : 0)
    },
  })
  return {
    counted: (result) => requests.inc({ cache, result }),
    asked: (seconds) => duration.observe({ cache }, seconds),
  }
}
