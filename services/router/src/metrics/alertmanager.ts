/**
 * The names that dashboards and alerts for Alertmanager look for, with its labels and, as far as the two can be compared, its meaning.
 * Source: Alertmanager 0.34, `notify/metrics.go`, `dispatch/metric.go`, `silence/silence.go`, `config/coordinator.go`, and
 * `doc/alertmanager-mixin`.
 */
import { createHash } from 'node:crypto'
import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import { silenceState } from '../model/silence.ts'
import { STANDS_FOR } from '../model/stands-for.ts'
import type { AlertStates, Attempted, Configured, Readings, RouterMetrics } from './contract.ts'

const FAILURES = [
  ...(['other', 'clientError', 'serverError', 'contextCanceled', 'contextDeadlineExceeded', 'authError'] as const),
  'rateLimited',
] as const

/**
 * When a delivery that is still being tried counts as failed: Alertmanager tries for a group interval, 5 minutes unless said otherwise,
 * counts a failure, and starts anew. Ours goes on trying, and counts again with each call that fails.
 */
const FAILED_AFTER_MS = 5 * 60_000

export function failureOf(code: string): (typeof FAILURES)[number] {
  const status = Number(/^HTTP (\d{3})$/.exec(code)?.[1] ?? 0)
  if (status === 401 || status === 403) return 'authError'
  if (status === 429) return 'rateLimited'
  if (status >= 400) return status < 500 ? 'clientError' : 'serverError'
  return code === 'ETIMEDOUT' ? 'contextDeadlineExceeded' : 'other'
}

type Counted = Pick<RouterMetrics, 'configured' | 'received' | 'attempted' | 'reloaded'>

export function addAlertmanagerMetrics(registry: MetricsRegistry, readings: Readings): Counted {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): client.Counter<L> =>
    new client.Counter({ name: `alertmanager_${name}`, help, labelNames, registers })
  const gauge = <L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ): client.Gauge<L> => new client.Gauge({ name: `alertmanager_${name}`, help, labelNames, registers })

  const received = counter('alerts_received_total', 'Alerts received, by what they reported.', ['status', 'version'])
  const invalid = counter('alerts_invalid_total', 'Alerts received that could not be taken.', ['version'])
  const told = counter('notifications_total', 'Notifications that arrived or failed.', ['integration'])
  const failed = counter(
    'notifications_failed_total',
    'Notifications refused for good, and calls that failed of those tried for five minutes and more.',
    ['integration', 'reason'],
  )
  const calls = counter('notification_requests_total', 'Calls to channels.', ['integration'])
  const failedCalls = counter('notification_requests_failed_total', 'Calls to channels that failed.', ['integration'])
  const latency = new client.Histogram({
    name: 'alertmanager_notification_latency_seconds',
    help: 'How long calls to channels took.',
    labelNames: ['integration'],
    buckets: [0.1, 0.5, 1, 5, 10, 15, 20],
    registers,
  })
  const reload = gauge('config_last_reload_successful', 'Whether the last configuration load succeeded.')
  const reloadedAt = gauge(
    'config_last_reload_success_timestamp_seconds',
    'When a configuration was last loaded with success.',
  )
  const hash = gauge('config_hash', 'Differs where the configuration in force does.')
  const receivers = gauge('receivers', 'Receivers in force.')
  const integrations = gauge('integrations', 'Integrations in force.')
  const inhibitRules = gauge('inhibition_rules', 'Inhibition rules in force.')

  for (const status of ['firing', 'resolved']) received.inc({ status, version: 'v2' }, 0)
  invalid.inc({ version: 'v2' }, 0)
  addConstants(gauge, readings.version)
  addReadings(registry, readings)
  const timed = new Set<string>()
  const appear = (integration: string): void => {
    if (timed.has(integration)) return
    timed.add(integration)
    latency.zero({ integration })
    for (const each of [told, calls, failedCalls]) each.inc({ integration }, 0)
    for (const reason of FAILURES) failed.inc({ integration, reason }, 0)
  }
  return {
    configured({ targets, text, ...n }: Configured) {
      for (const { channel } of targets) appear(channel)
      receivers.set(n.receivers)
      integrations.set(targets.length)
      inhibitRules.set(n.inhibitRules)
      hash.set(hashOf(text))
    },
    received(status, n) {
      if (n === 0) return
      if (status === 'invalid') invalid.inc({ version: 'v2' }, n)
      else received.inc({ status, version: 'v2' }, n)
    },
    attempted({ channel: integration, outcome, code, tookMs, sinceDecisionMs }: Attempted) {
      appear(integration)
      calls.inc({ integration })
      latency.observe({ integration }, tookMs / 1000)
      if (outcome !== 'sent') failedCalls.inc({ integration })
      const over = outcome === 'sent' || outcome === 'reject' || Math.max(...sinceDecisionMs) >= FAILED_AFTER_MS
      if (over) told.inc({ integration })
      if (over && outcome !== 'sent') failed.inc({ integration, reason: failureOf(code) })
    },
    reloaded(success) {
      reload.set(success ? 1 : 0)
      if (success) reloadedAt.set(readings.now() / 1000)
    },
  }
}

type MakeGauge = <L extends string = never>(name: string, help: string, labelNames?: readonly L[]) => client.Gauge<L>

/** One router is a cluster of one that nobody is missing from. */
function addConstants(gauge: MakeGauge, version: string): void {
  gauge('build_info', 'The version of Alertmanager that this router stands in for; "revision" is its own.', [
    ...(['version', 'revision', 'branch', 'goversion', 'goos', 'goarch', 'tags'] as const),
  ]).set(
    {
      ...{ version: STANDS_FOR, revision: `tocsin-${version}`, branch: 'tocsin', tags: '' },
      ...{ goversion: `node-${process.version}`, goos: process.platform, goarch: process.arch },
    },
    1,
  )
  gauge('cluster_enabled', 'Whether there is a cluster.').set(0)
  gauge('cluster_members', 'Members of the cluster, this one included.').set(1)
  gauge('cluster_failed_peers', 'Members that are gone.').set(0)
  gauge('cluster_health_score', 'Trouble with the cluster; 0 is none.').set(0)
  gauge('peer_position', 'Place among the members, from 0.').set(0)
}

function addReadings(registry: MetricsRegistry, { counts, alertStates, silences, now }: Readings): void {
  const registers = [registry]
  new client.Gauge({
    ...{ name: 'alertmanager_alerts', help: 'Alerts by state.', labelNames: ['state'], registers },
    async collect() {
      const states: AlertStates = await alertStates()
      for (const [state, n] of Object.entries(states)) this.set({ state }, n)
    },
  })
  new client.Gauge({
    ...{ name: 'alertmanager_silences', help: 'Silences by state.', labelNames: ['state'], registers },
    async collect() {
      const at = now()
      const states = { pending: 0, active: 0, expired: 0 }
      for (const silence of await silences()) states[silenceState(silence, at)] += 1
      for (const [state, n] of Object.entries(states)) this.set({ state }, n)
    },
  })
  new client.Gauge({
    ...{ name: 'alertmanager_dispatcher_aggregation_groups', help: 'Groups with firing alerts.', registers },
    async collect() {
      this.set((await counts()).firingGroups)
    },
  })
}

/** 48 bits, which a number can hold exactly. */
function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUIntLE(0, 6)
}
