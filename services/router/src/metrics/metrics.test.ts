import { expect, test } from 'vitest'
import type { ReceiverCounts, StoredCounts } from '../store/port.ts'
import type { Attempted, RouterMetrics, Target } from './contract.ts'
import { createMetrics } from './metrics.ts'

const NOW = 1_700_000_000_000
const TEAM: ReceiverCounts = {
  deliveries: { waiting: 2, sending: 0, retrying: 0, sent: 7, rejected: 0, superseded: 0 },
  heardElsewhere: 0,
  oldestWaitingSince: NOW - 90_000,
}

function world(receivers: ReadonlyMap<string, ReceiverCounts> = new Map()) {
  const stored = {
    alerts: { firing: 3, resolved: 1 },
    firingGroups: 2,
    receivers,
    lastAlertAt: undefined,
    lastReached: new Map([['team', NOW]]),
    overdue: new Map([['sms', 2]]),
  }
  const w = { stored: stored as StoredCounts, readings: 0 }
  const metrics = createMetrics({
    counts: async () => {
      w.readings += 1
      return w.stored
    },
    queuedLogBytes: () => 512,
    budgets: async () => [],
    alertStates: async () => ({ active: 2, suppressed: 1, unprocessed: 0 }),
    silences: async () => [],
    version: '9.9.9',
    now: () => NOW,
  })
  return { w, metrics }
}

const inForce = (...targets: Target[]) => ({
  ...{ targets, fallbacks: [], receivers: 1, tiers: ['sms'], inhibitRules: 2, text: 'v1' },
})

const call = (outcome: Attempted['outcome'], code = 'HTTP 500'): Attempted => ({
  ...{ receiver: 'team', channel: 'sms', outcome, code, tookMs: 700, sinceDecisionMs: [900], objectives: [] },
})

async function series(metrics: RouterMetrics, name: string): Promise<string[]> {
  const lines = (await metrics.registry.metrics()).split('\n')
  return lines.filter((line) => new RegExp(`^${name}[{ ]`).test(line)).toSorted()
}

test('a configured receiver has all its series before anything happens', async () => {
  const { metrics } = world()
  metrics.configured(inForce({ receiver: 'team', channel: 'sms' }))
  expect(await series(metrics, 'tocsin_delivery_attempts_total')).toEqual(
    ['reject', 'retry', 'sent', 'unknown'].map(
      (outcome) => `tocsin_delivery_attempts_total{receiver="team",channel="sms",outcome="${outcome}"} 0`,
    ),
  )
  expect(await series(metrics, 'tocsin_notifications_decided_total')).toHaveLength(8)
  expect(await series(metrics, 'tocsin_delivery_duration_seconds_count')).toEqual([
    'tocsin_delivery_duration_seconds_count{receiver="team",channel="sms"} 0',
  ])
  expect(await series(metrics, 'tocsin_deliveries_waiting_oldest_age_seconds')).toEqual([
    'tocsin_deliveries_waiting_oldest_age_seconds{receiver="team"} 0',
  ])
  expect(await series(metrics, 'tocsin_deliveries')).toHaveLength(6)
  expect(await series(metrics, 'tocsin_receiver_last_reached_timestamp_seconds')).toEqual([
    `tocsin_receiver_last_reached_timestamp_seconds{receiver="team"} ${NOW / 1000}`,
  ])
})

test('configuring again takes nothing back', async () => {
  const { metrics } = world()
  const team = { receiver: 'team', channel: 'sms' }
  metrics.configured(inForce(team))
  metrics.attempted({ ...call('sent'), sinceDecisionMs: [1_200] })
  metrics.decided('team', 'first notification')
  metrics.configured(inForce(team))
  const text = await metrics.registry.metrics()
  expect(text).toContain('tocsin_delivery_attempts_total{receiver="team",channel="sms",outcome="sent"} 1\n')
  expect(text).toContain('tocsin_notifications_decided_total{receiver="team",reason="first notification"} 1\n')
  expect(text).toContain('tocsin_delivery_duration_seconds_sum{receiver="team",channel="sms"} 1.2\n')
})

test('only what arrived has a duration', async () => {
  const { metrics } = world()
  metrics.attempted(call('retry'))
  expect(await series(metrics, 'tocsin_delivery_duration_seconds_count')).toEqual([])
})

test('the store is read once for all gauges of a scrape, and what is gone from it is gone from them', async () => {
  const { w, metrics } = world(new Map([['team', TEAM]]))
  const text = await metrics.registry.metrics()
  expect(w.readings).toBe(1)
  for (const line of [
    'tocsin_alerts{state="firing"} 3',
    'tocsin_groups 2',
    'tocsin_deliveries{receiver="team",state="waiting"} 2',
    'tocsin_deliveries_waiting_oldest_age_seconds{receiver="team"} 90',
    'tocsin_log_engine_queued_bytes 512',
  ]) {
    expect(text).toContain(`${line}\n`)
  }
  w.stored = { ...w.stored, receivers: new Map() }
  expect(await series(metrics, 'tocsin_deliveries')).toEqual([])
  expect(w.readings).toBe(2)
})

test('a failed reading fails its scrape only', async () => {
  const { w, metrics } = world()
  const { stored } = w
  w.stored = Promise.reject(new Error('closed')) as never
  await expect(metrics.registry.metrics()).rejects.toThrow('closed')
  w.stored = stored
  expect(await series(metrics, 'tocsin_groups')).toEqual(['tocsin_groups 2'])
})

test('log records and refused requests are counted apart; a refused reload keeps the time of the last good one', async () => {
  const { metrics } = world()
  metrics.logRecords(10, 2)
  metrics.logRequestRefused(415)
  metrics.reloaded(true)
  metrics.reloaded(false)
  const text = await metrics.registry.metrics()
  for (const line of [
    'tocsin_log_records_total 10',
    'tocsin_log_records_rejected_total 2',
    'tocsin_log_requests_refused_total{status="415"} 1',
    'tocsin_log_requests_refused_total{status="503"} 0',
    'tocsin_config_last_reload_successful 0',
    `tocsin_config_last_reload_success_timestamp_seconds ${NOW / 1000}`,
  ]) {
    expect(text).toContain(`${line}\n`)
  }
})

test('objectives are counted by tier and result; what never arrived has no duration', async () => {
  const { metrics } = world()
  metrics.configured(inForce())
  const of = (result: 'met' | 'missed', tookMs: number | undefined): void =>
    metrics.attempted({ ...call('sent'), objectives: [{ tier: 'sms', result, tookMs }] })
  of('met', 120_000)
  of('missed', 120_001)
  of('missed', undefined)
  expect(await series(metrics, 'tocsin_objective_total')).toEqual([
    'tocsin_objective_total{objective="sms",result="met"} 1',
    'tocsin_objective_total{objective="sms",result="missed"} 2',
  ])
  expect(await series(metrics, 'tocsin_objective_duration_seconds_count')).toEqual([
    'tocsin_objective_duration_seconds_count{objective="sms"} 2',
  ])
  expect(await series(metrics, 'tocsin_objective_overdue')).toEqual(['tocsin_objective_overdue{objective="sms"} 2'])
})

test('a message about many groups is one call, and counts its groups', async () => {
  const { metrics } = world()
  metrics.configured(inForce({ receiver: 'team', channel: 'sms' }))
  metrics.attempted({ ...call('sent'), sinceDecisionMs: [100, 200, 300] })
  const text = await metrics.registry.metrics()
  expect(text).toContain('tocsin_delivery_attempts_total{receiver="team",channel="sms",outcome="sent"} 1\n')
  expect(text).toContain('tocsin_delivery_duration_seconds_count{receiver="team",channel="sms"} 3\n')
  expect(text).toContain('tocsin_digest_messages_total{receiver="team"} 1\n')
  expect(text).toContain('tocsin_digest_groups_total{receiver="team"} 3\n')
})
