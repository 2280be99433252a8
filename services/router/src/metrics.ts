/** What the router says about itself, for Prometheus. */
import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { StoredCounts } from './store/port.ts'

export interface RouterMetrics {
  readonly registry: MetricsRegistry
  received(status: 'firing' | 'resolved' | 'invalid', n: number): void
  attempted(attempt: { channel: string; outcome: string; sinceDecisionMs: number }): void
  logRecords(n: number): void
  reloaded(success: boolean): void
}

export function createMetrics(options: { counts: () => Promise<StoredCounts>; now: () => number }): RouterMetrics {
  const registry = createRegistry()
  const registers = [registry]
  const received = new client.Counter({
    name: 'tocsin_alerts_received_total',
    help: 'Alerts received, by what they reported.',
    labelNames: ['status'],
    registers,
  })
  const attempts = new client.Counter({
    name: 'tocsin_delivery_attempts_total',
    help: 'Calls to channels, by how they ended.',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const latency = new client.Histogram({
    name: 'tocsin_delivery_duration_seconds',
    help: 'From the decision to the acceptance by the provider.',
    labelNames: ['channel'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
    registers,
  })
  const records = new client.Counter({ name: 'tocsin_log_records_total', help: 'Log records evaluated.', registers })
  const reload = new client.Gauge({
    name: 'tocsin_config_last_reload_successful',
    help: 'Whether the last configuration load succeeded.',
    registers,
  })
  const oldest = new client.Gauge({
    name: 'tocsin_deliveries_waiting_oldest_age_seconds',
    help: 'Age of the oldest delivery that has not arrived yet; 0 when there is none.',
    registers,
  })
  const deliveries = new client.Gauge({
    name: 'tocsin_deliveries',
    help: 'Deliveries on record, by state.',
    labelNames: ['state'],
    registers,
  })
  new client.Gauge({
    name: 'tocsin_alerts',
    help: 'Alerts on record, by state.',
    labelNames: ['state'],
    registers,
    // One reading of the store serves all three gauges.
    async collect() {
      const counts = await options.counts()
      this.set({ state: 'firing' }, counts.alerts.firing)
      this.set({ state: 'resolved' }, counts.alerts.resolved)
      for (const [state, n] of Object.entries(counts.deliveries)) deliveries.set({ state }, n)
      const since = counts.oldestWaitingSince
      oldest.set(since === undefined ? 0 : (options.now() - since) / 1000)
    },
  })
  return {
    registry,
    received: (status, n) => {
      if (n > 0) received.inc({ status }, n)
    },
    attempted: ({ channel, outcome, sinceDecisionMs }) => {
      attempts.inc({ channel, outcome })
      if (outcome === 'sent') latency.observe({ channel }, sinceDecisionMs / 1000)
    },
    logRecords: (n) => records.inc(n),
    reloaded: (success) => reload.set(success ? 1 : 0),
  }
}
