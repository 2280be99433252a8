import { expect, test } from 'vitest'
import { failureOf } from './alertmanager.ts'
import type { Attempted } from './contract.ts'
import { createMetrics } from './metrics.ts'

const NOW = 1_700_000_000_000

function world() {
  const metrics = createMetrics({
    counts: async () => ({
      ...{
        alerts: { firing: 5, resolved: 1 },
        firingGroups: 2,
        receivers: new Map(),
        lastAlertAt: undefined,
        overdue: new Map(),
        lastReached: new Map(),
      },
    }),
    alertStates: async () => ({ active: 3, suppressed: 2, unprocessed: 0 }),
    silences: async () => [
      { startsAt: NOW + 1, endsAt: NOW + 2 },
      { startsAt: NOW, endsAt: NOW + 1 },
      { startsAt: 0, endsAt: NOW - 1 },
    ],
    queuedLogBytes: () => 0,
    budgets: async () => [],
    version: '9.9.9',
    now: () => NOW,
  })
  const configure = (text: string): void =>
    metrics.configured({
      targets: [{ receiver: 'team', channel: 'webhook' }],
      fallbacks: [],
      receivers: 3,
      tiers: [],
      inhibitRules: 1,
      text,
    })
  configure('a')
  metrics.reloaded(true)
  return { metrics, configure, lines: async () => (await metrics.registry.metrics()).split('\n') }
}

const call = (attempt: Partial<Attempted>): Attempted => ({
  ...{
    receiver: 'team',
    channel: 'webhook',
    outcome: 'sent',
    code: 'HTTP 200',
    tookMs: 700,
    sinceDecisionMs: [900],
    objectives: [],
  },
  ...attempt,
})

/** What the alerts and the dashboard of the alertmanager-mixin ask for. */
test('every series is there from the start', async () => {
  const { lines } = world()
  const text = await lines()
  for (const line of [
    'alertmanager_alerts{state="active"} 3',
    'alertmanager_alerts{state="suppressed"} 2',
    'alertmanager_alerts{state="unprocessed"} 0',
    'alertmanager_alerts_received_total{status="firing",version="v2"} 0',
    'alertmanager_alerts_received_total{status="resolved",version="v2"} 0',
    'alertmanager_alerts_invalid_total{version="v2"} 0',
    'alertmanager_notifications_total{integration="webhook"} 0',
    'alertmanager_notifications_failed_total{integration="webhook",reason="clientError"} 0',
    'alertmanager_notifications_failed_total{integration="webhook",reason="contextDeadlineExceeded"} 0',
    'alertmanager_notification_requests_total{integration="webhook"} 0',
    'alertmanager_notification_requests_failed_total{integration="webhook"} 0',
    'alertmanager_notification_latency_seconds_count{integration="webhook"} 0',
    'alertmanager_silences{state="pending"} 1',
    'alertmanager_silences{state="active"} 1',
    'alertmanager_silences{state="expired"} 1',
    'alertmanager_config_last_reload_successful 1',
    `alertmanager_config_last_reload_success_timestamp_seconds ${NOW / 1000}`,
    'alertmanager_receivers 3',
    'alertmanager_integrations 1',
    'alertmanager_inhibition_rules 1',
    'alertmanager_dispatcher_aggregation_groups 2',
    'alertmanager_cluster_members 1',
    'alertmanager_cluster_failed_peers 0',
  ]) {
    expect(text).toContain(line)
  }
  expect(
    text.find((line) => line.startsWith('alertmanager_build_info{version="0.34.0",revision="tocsin-9.9.9"')),
  ).toBeDefined()
})

test('the hash follows the configuration', async () => {
  const { configure, lines } = world()
  const hash = async () => (await lines()).find((line) => line.startsWith('alertmanager_config_hash '))
  const first = await hash()
  configure('b')
  expect(await hash()).not.toBe(first)
  configure('a')
  expect(await hash()).toBe(first)
})

const MINUTES = 60_000
test.each<[string, Partial<Attempted>, { told: number; failed: string[] }]>([
  ['sent', {}, { told: 1, failed: [] }],
  ['refused for good', { outcome: 'reject', code: 'HTTP 400' }, { told: 1, failed: ['clientError'] }],
  [
    'a failure that may mend itself',
    { outcome: 'retry', code: 'HTTP 503', sinceDecisionMs: [4 * MINUTES] },
    { told: 0, failed: [] },
  ],
  [
    'one that lasts',
    { outcome: 'retry', code: 'HTTP 503', sinceDecisionMs: [5 * MINUTES] },
    { told: 1, failed: ['serverError'] },
  ],
  [
    'no answer, for long',
    { outcome: 'unknown', code: 'ETIMEDOUT', sinceDecisionMs: [6 * MINUTES] },
    { told: 1, failed: ['contextDeadlineExceeded'] },
  ],
])('%s', async (_name, attempt, { told, failed }) => {
  const { metrics, lines } = world()
  metrics.attempted(call(attempt))
  const text = await lines()
  expect(text).toContain(`alertmanager_notifications_total{integration="webhook"} ${told}`)
  const counted = text.filter((line) => /^alertmanager_notifications_failed_total.* 1$/.test(line))
  expect(counted.map((line) => /reason="(\w+)"/.exec(line)?.[1])).toEqual(failed)
  expect(text).toContain('alertmanager_notification_requests_total{integration="webhook"} 1')
  expect(text).toContain(
    `alertmanager_notification_requests_failed_total{integration="webhook"} ${attempt.outcome === undefined ? 0 : 1}`,
  )
  expect(text).toContain('alertmanager_notification_latency_seconds_sum{integration="webhook"} 0.7')
})

test.each([
  ['HTTP 401', 'authError'],
  ['HTTP 403', 'authError'],
  ['HTTP 429', 'rateLimited'],
  ['HTTP 404', 'clientError'],
  ['HTTP 500', 'serverError'],
  ['ETIMEDOUT', 'contextDeadlineExceeded'],
  ['ECONNREFUSED', 'other'],
  ['45009', 'other'],
])('%s is %s', (code, reason) => {
  expect(failureOf(code)).toBe(reason)
})

test('what comes in', async () => {
  const { metrics, lines } = world()
  metrics.received('firing', 2)
  metrics.received('invalid', 3)
  const text = await lines()
  expect(text).toContain('alertmanager_alerts_received_total{status="firing",version="v2"} 2')
  expect(text).toContain('alertmanager_alerts_invalid_total{version="v2"} 3')
})
