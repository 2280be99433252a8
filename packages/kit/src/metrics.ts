import { getHeapStatistics } from 'node:v8'
import type { RequestHandler } from 'express'
import client from 'prom-client'

export type MetricsRegistry = client.Registry<client.OpenMetricsContentType>

/** An OpenMetrics registry, the kind that can carry exemplars, with the Node.js process metrics in it. */
export function createRegistry(options: { processMetrics?: boolean } = {}): MetricsRegistry {
  const registry = new client.Registry<client.OpenMetricsContentType>()
  registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE)
  if (options.processMetrics ?? true) {
    client.collectDefaultMetrics({ register: registry })
    // The default metrics have what the heap is, not what it may become.
    new client.Gauge({
      name: 'nodejs_heap_size_limit_bytes',
      help: 'Heap size at which V8 ends the process, in bytes.',
      registers: [registry],
      collect() {
        this.set(getHeapStatistics().heap_size_limit)
      },
    })
  }
  return registry
}

/** `GET /metrics`. */
export function metricsHandler(registry: MetricsRegistry): RequestHandler {
  return async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  }
}
