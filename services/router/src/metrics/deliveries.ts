/** What became of messages, under our own names. */
import type { Outcome } from '@tocsin/channels'
import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { RouterMetrics } from './contract.ts'

const OUTCOMES: Readonly<Record<Outcome['kind'], true>> = { sent: true, retry: true, reject: true, unknown: true }

export function addDeliveryCounters(
  registry: MetricsRegistry,
): Pick<RouterMetrics, 'configured' | 'attempted' | 'breaker'> {
  const registers = [registry]
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
  const digests = new client.Counter({
    name: 'tocsin_digest_messages_total',
    help: 'Messages that named many groups, because one for each would have passed the rate of the receiver.',
    labelNames: ['receiver'],
    registers,
  })
  const digested = new client.Counter({
    name: 'tocsin_digest_groups_total',
    help: 'Groups that were named in such messages.',
    labelNames: ['receiver'],
    registers,
  })
  const breaker = new client.Gauge({
    name: 'tocsin_breaker_open',
    help: 'Whether a target failed so often that it is left alone for a while.',
    labelNames: ['target'],
    registers,
  })
  // Not `tier`: an alert about it has a tier of its own.
  const objectives = new client.Counter({
    name: 'tocsin_objective_total',
    help: 'First notifications of a tier: accepted by the provider within its objective, or not.',
    labelNames: ['objective', 'result'],
    registers,
  })
  const promised = new client.Histogram({
    name: 'tocsin_objective_duration_seconds',
    help: "From the router's acceptance of an alert to the provider's acceptance of its first notification.",
    labelNames: ['objective'],
    buckets: [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800],
    registers,
  })
  const timed = new Set<string>()
  return {
    configured: ({ targets, tiers }) => {
      for (const tier of tiers) for (const result of ['met', 'missed']) objectives.inc({ objective: tier, result }, 0)
      for (const { receiver, channel } of targets) {
        for (const outcome of Object.keys(OUTCOMES)) attempts.inc({ receiver, channel, outcome }, 0)
        digests.inc({ receiver }, 0)
        digested.inc({ receiver }, 0)
        // `zero` would take back what was observed.
        if (!timed.has(`${receiver} ${channel}`)) latency.zero({ receiver, channel })
        timed.add(`${receiver} ${channel}`)
      }
    },
    attempted: ({ receiver, channel, outcome, sinceDecisionMs, objectives: promises }) => {
      attempts.inc({ receiver, channel, outcome })
      for (const { tier, result, tookMs } of promises) {
        objectives.inc({ objective: tier, result })
        if (tookMs !== undefined) promised.observe({ objective: tier }, tookMs / 1000)
      }
      if (outcome !== 'sent') return
      timed.add(`${receiver} ${channel}`)
      for (const ms of sinceDecisionMs) latency.observe({ receiver, channel }, ms / 1000)
      if (sinceDecisionMs.length < 2) return
      digests.inc({ receiver })
      digested.inc({ receiver }, sinceDecisionMs.length)
    },
    breaker: (target, open) => breaker.set({ target }, open ? 1 : 0),
  }
}
