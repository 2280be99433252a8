import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'

/** The objective of the key interfaces is 0.5 s, so 0.4 and 0.5 must be boundaries; around them the steps are narrow. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5]

/** What the gauges need to know of a pool; `pg.Pool` has it. */
export interface PoolCounts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}

export interface ShopMetrics {
  readonly registry: MetricsRegistry
  /** One answered request; `traceId` becomes the exemplar. */
  observe(request: RequestSample): void
}

interface RequestSample {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
  readonly traceId: string | undefined
}

/** Metrics of the shop; the pool's gauges are read at the moment of the scrape. */
export function createShopMetrics(pool: PoolCounts, poolMax: number): ShopMetrics {
  const registry = createRegistry()
  // trace_id is no label of the series; prom-client's types want the labels of exemplars among the others.
  const duration = new client.Histogram<'method' | 'route' | 'status' | 'trace_id'>({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, from arrival to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_SECONDS,
    enableExemplars: true,
    registers: [registry],
  })
  const gauge = (name: string, help: string, read: () => number): void => {
    new client.Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        this.set({ pool: 'shop' }, read())
      },
    })
  }
  gauge('db_pool_in_use', 'Clients of the pool in use.', () => pool.totalCount - pool.idleCount)
  gauge('db_pool_idle', 'Clients of the pool connected and free.', () => pool.idleCount)
  gauge('db_pool_waiting', 'Requests waiting for a client of the pool.', () => pool.waitingCount)
  gauge('db_pool_max', 'Clients that the pool may have.', () => poolMax)
  return {
    registry,
    observe: ({ method, route, status, seconds, traceId }) => {
      duration.observe({
        labels: { method, route, status: String(status) },
        value: seconds,
        ...(traceId ? { exemplarLabels: { trace_id: traceId } } : {}),
      })
    },
  }
}
