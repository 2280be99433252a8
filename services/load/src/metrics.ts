import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'

type DropReason = 'in_flight_cap' | 'timer_late'

export interface LoadMetrics {
  readonly registry: MetricsRegistry
  /** `status` is the HTTP status, `timeout` or `error`. */
  answered(route: string, status: string, seconds: number): void
  dropped(reason: DropReason, count: number): void
}

export function createLoadMetrics(inFlight: () => number, rate: number): LoadMetrics {
  const registry = createRegistry()
  const registers = [registry]
  const requests = new client.Counter({
    name: 'load_requests_total',
    help: 'Requests that ended, by answer: an HTTP status, timeout or error.',
    labelNames: ['route', 'status'],
    registers,
  })
  const duration = new client.Histogram({
    name: 'load_request_duration_seconds',
    help: 'How long requests took, as the client saw it.',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2, 5, 10],
    registers,
  })
  const drops = new client.Counter({
    name: 'load_dropped_total',
    help: 'Arrivals that were due and not sent.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of ['in_flight_cap', 'timer_late'] satisfies DropReason[]) drops.inc({ reason }, 0)
  new client.Gauge({
    name: 'load_in_flight',
    help: 'Requests sent and not yet ended.',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  new client.Gauge({ name: 'load_target_rate', help: 'Arrivals per second, as configured.', registers }).set(rate)
  return {
    registry,
    answered(route, status, seconds) {
      requests.inc({ route, status })
      duration.observe({ route }, seconds)
    },
    dropped(reason, count) {
      drops.inc({ reason }, count)
    },
  }
}
