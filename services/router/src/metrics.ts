/** What the router says about itself, for Prometheus. */
import type { Outcome, Reason } from '@tocsin/channels'
import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { ReceiverCounts, StoredCounts } from './store/port.ts'
import { REFUSALS, type Refusal } from './web/guard.ts'

/** An integration as the series name it. */
export interface Target {
  readonly receiver: string
  /** The channel's type, `wecom_robot`. */
  readonly channel: string
}

export interface RouterMetrics {
  readonly registry: MetricsRegistry
  /** Their series exist from now on, at 0: `rate()` sees the first increase only of a counter that was there before. */
  configured(targets: readonly Target[]): void
  received(status: 'firing' | 'resolved' | 'invalid', n: number): void
  decided(receiver: string, reason: Reason): void
  attempted(attempt: Target & { readonly outcome: Outcome['kind']; readonly sinceDecisionMs: number }): void
  logRecords(accepted: number, rejected: number): void
  /** A whole request, of which nobody knows how many records it held. */
  logRequestRefused(status: number): void
  reloaded(success: boolean): void
  /** A request that the guard turned away. */
  refused(refusal: Refusal): void
}

export interface MetricsOptions {
  readonly counts: () => Promise<StoredCounts>
  readonly queuedLogBytes: () => number
  readonly now: () => number
}

const OUTCOMES: Readonly<Record<Outcome['kind'], true>> = { sent: true, retry: true, reject: true, unknown: true }
const REASONS: Readonly<Record<Reason, true>> = {
  'first notification': true,
  'new alerts added': true,
  'some alerts resolved': true,
  'all alerts resolved': true,
  'evidence changed': true,
  'repeat interval elapsed': true,
}

export function createMetrics(options: MetricsOptions): RouterMetrics {
  const registry = createRegistry()
  const registers = [registry]
  const received = new client.Counter({
    name: 'tocsin_alerts_received_total',
    help: 'Alerts received, by what they reported.',
    labelNames: ['status'],
    registers,
  })
  const decided = new client.Counter({
    name: 'tocsin_notifications_decided_total',
    help: 'Notifications that grouping decided to send, by the reason to tell.',
    labelNames: ['receiver', 'reason'],
    registers,
  })
  const attempts = new client.Counter({
    name: 'tocsin_delivery_attempts_total',
    help: 'Calls to channels, by how they ended.',
    labelNames: ['receiver', 'channel', 'outcome'],
    registers,
  })
  const latency = new client.Histogram({
    name: 'tocsin_delivery_duration_seconds',
    help: 'From the decision to the acceptance by the provider.',
    labelNames: ['receiver', 'channel'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
    registers,
  })
  const records = new client.Counter({ name: 'tocsin_log_records_total', help: 'Log records evaluated.', registers })
  const rejected = new client.Counter({
    name: 'tocsin_log_records_rejected_total',
    help: 'Log records that could not be evaluated, of requests that were accepted otherwise.',
    registers,
  })
  const refused = new client.Counter({
    name: 'tocsin_log_requests_refused_total',
    help: 'Log requests refused as a whole, by HTTP status.',
    labelNames: ['status'],
    registers,
  })
  const reload = new client.Gauge({
    name: 'tocsin_config_last_reload_successful',
    help: 'Whether the last configuration load succeeded.',
    registers,
  })
  const reloadedAt = new client.Gauge({
    name: 'tocsin_config_last_reload_success_timestamp_seconds',
    help: 'When a configuration was last loaded with success.',
    registers,
  })
  const turnedAway = new client.Counter({
    name: 'tocsin_http_requests_refused_total',
    help: 'Requests turned away because of who asks, by the reason.',
    labelNames: ['reason'],
    registers,
  })
  for (const reason of REFUSALS) turnedAway.inc({ reason }, 0)
  for (const status of ['firing', 'resolved', 'invalid'] as const) received.inc({ status }, 0)
  for (const status of [400, 413, 415, 500, 503]) refused.inc({ status: String(status) }, 0)
  const timed = new Set<string>()
  let receivers: ReadonlySet<string> = new Set()
  addStoredGauges(registry, options, () => receivers)
  return {
    registry,
    configured: (targets) => {
      receivers = new Set(targets.map(({ receiver }) => receiver))
      for (const { receiver, channel } of targets) {
        for (const outcome of Object.keys(OUTCOMES)) attempts.inc({ receiver, channel, outcome }, 0)
        for (const reason of Object.keys(REASONS)) decided.inc({ receiver, reason }, 0)
        // `zero` would take back what was observed.
        if (!timed.has(`${receiver} ${channel}`)) latency.zero({ receiver, channel })
        timed.add(`${receiver} ${channel}`)
      }
    },
    received: (status, n) => {
      if (n > 0) received.inc({ status }, n)
    },
    decided: (receiver, reason) => decided.inc({ receiver, reason }),
    attempted: ({ receiver, channel, outcome, sinceDecisionMs }) => {
      attempts.inc({ receiver, channel, outcome })
      if (outcome !== 'sent') return
      timed.add(`${receiver} ${channel}`)
      latency.observe({ receiver, channel }, sinceDecisionMs / 1000)
    },
    logRecords: (accepted, refusedRecords) => {
      records.inc(accepted)
      rejected.inc(refusedRecords)
    },
    logRequestRefused: (status) => refused.inc({ status: String(status) }),
    refused: (reason) => turnedAway.inc({ reason }),
    reloaded: (success) => {
      reload.set(success ? 1 : 0)
      if (success) reloadedAt.set(options.now() / 1000)
    },
  }
}

const NOTHING: ReceiverCounts = {
  deliveries: { waiting: 0, sending: 0, retrying: 0, sent: 0, rejected: 0, superseded: 0 },
  oldestWaitingSince: undefined,
}

/** Read at the moment of the scrape. */
function addStoredGauges(
  registry: MetricsRegistry,
  { counts, queuedLogBytes, now }: MetricsOptions,
  configured: () => Iterable<string>,
): void {
  // All gauges of a scrape are collected together, so one reading of the store serves them all.
  let reading: Promise<StoredCounts> | undefined
  const read = (): Promise<StoredCounts> => {
    reading ??= counts().finally(() => {
      reading = undefined
    })
    return reading
  }
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    set: (gauge: client.Gauge<L>, stored: StoredCounts) => void,
  ): void => {
    new client.Gauge<L>({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const stored = await read()
        // What is gone must not stay at its last value.
        this.reset()
        set(this, stored)
      },
    })
  }
  const byReceiver = (stored: StoredCounts): ReadonlyMap<string, ReceiverCounts> =>
    new Map([...[...configured()].map((receiver) => [receiver, NOTHING] as const), ...stored.receivers])
  gauge('tocsin_alerts', 'Alerts on record, by state.', ['state'], (it, { alerts }) => {
    it.set({ state: 'firing' }, alerts.firing)
    it.set({ state: 'resolved' }, alerts.resolved)
  })
  gauge('tocsin_groups', 'Groups with firing alerts.', [], (it, stored) => it.set(stored.firingGroups))
  gauge('tocsin_deliveries', 'Deliveries on record, by state.', ['receiver', 'state'], (it, stored) => {
    for (const [receiver, { deliveries }] of byReceiver(stored)) {
      for (const [state, n] of Object.entries(deliveries)) it.set({ receiver, state }, n)
    }
  })
  gauge(
    'tocsin_deliveries_waiting_oldest_age_seconds',
    'Age of the oldest delivery that has not arrived yet; 0 when there is none.',
    ['receiver'],
    (it, stored) => {
      for (const [receiver, { oldestWaitingSince: since }] of byReceiver(stored)) {
        it.set({ receiver }, since === undefined ? 0 : (now() - since) / 1000)
      }
    },
  )
  gauge('tocsin_log_engine_queued_bytes', 'Bodies of log requests that wait for evaluation.', [], (it) =>
    it.set(queuedLogBytes()),
  )
}
