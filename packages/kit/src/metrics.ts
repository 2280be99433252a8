import type { RequestHandler } from 'express'
import client from 'prom-client'

export type MetricsRegistry = client.Registry<client.OpenMetricsContentType>

/** An OpenMetrics registry, the kind that can carry exemplars, with the Node.js process metrics in it. */
export function createRegistry(options: { processMetrics?: boolean } = {}): MetricsRegistry {
  const registry = new client.Registry<client.OpenMetricsContentType>()
  registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE)
  if (options.processMetrics ?? true) client.collectDefaultMetrics({ register: registry })
  return registry
}

/** `GET /metrics`. */
export function metricsHandler(registry: MetricsRegistry): RequestHandler {
  return async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  }
}
