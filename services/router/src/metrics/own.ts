/** Counters under our own names. */
import type { Reason } from '@tocsin/channels'
import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import { CALLBACK_RESULTS } from '../callback/results.ts'
import { SENDERS } from '../intake/webhooks/payload.ts'
import { REFUSALS } from '../web/guard.ts'
import { addAftermath } from './aftermath.ts'
import type { RouterMetrics } from './contract.ts'
import { addDeliveryCounters } from './deliveries.ts'

const REASONS: Readonly<Record<Reason, true>> = {
  'first notification': true,
  'new alerts added': true,
  'some alerts resolved': true,
  'all alerts resolved': true,
  'evidence changed': true,
  acknowledged: true,
  'nobody acknowledged': true,
  'repeat interval elapsed': true,
}

export function addOwnCounters(registry: MetricsRegistry, now: () => number): Omit<RouterMetrics, 'registry'> {
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
  const deliveries = addDeliveryCounters(registry)
  const aftermath = addAftermath(registers)
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
  const truncated = new client.Counter({
    name: 'tocsin_webhook_alerts_truncated_total',
    help: 'Alerts that the sender of a webhook knew of and left out.',
    labelNames: ['sender'],
    registers,
  })
  const callbacks = new client.Counter({
    name: 'tocsin_callback_total',
    help: 'Callbacks of WeCom applications, by what came of them.',
    labelNames: ['result'],
    registers,
  })
  for (const result of CALLBACK_RESULTS) callbacks.inc({ result }, 0)
  for (const sender of SENDERS) truncated.inc({ sender }, 0)
  for (const reason of REFUSALS) turnedAway.inc({ reason }, 0)
  for (const status of ['firing', 'resolved', 'invalid'] as const) received.inc({ status }, 0)
  for (const status of [400, 413, 415, 500, 503]) refused.inc({ status: String(status) }, 0)
  return {
    ...deliveries,
    aftermath: aftermath.observe,
    configured: (config) => {
      deliveries.configured(config)
      aftermath.configured(config.fallbacks)
      for (const { receiver } of config.targets) {
        for (const reason of Object.keys(REASONS)) decided.inc({ receiver, reason }, 0)
      }
    },
    received: (status, n) => {
      if (n > 0) received.inc({ status }, n)
    },
    decided: (receiver, reason) => decided.inc({ receiver, reason }),
    logRecords: (accepted, refusedRecords) => {
      records.inc(accepted)
      rejected.inc(refusedRecords)
    },
    logRequestRefused: (status) => refused.inc({ status: String(status) }),
    callback: (result) => callbacks.inc({ result }),
    refused: (reason) => turnedAway.inc({ reason }),
    truncated: (sender, n) => truncated.inc({ sender }, n),
    reloaded: (success) => {
      reload.set(success ? 1 : 0)
      if (success) reloadedAt.set(now() / 1000)
    },
  }
}
