/** What is on record, read at the moment of the scrape. */
import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { ReceiverCounts, StoredCounts } from '../store/port.ts'
import type { Readings } from './contract.ts'

const NOTHING: ReceiverCounts = {
  deliveries: { waiting: 0, sending: 0, retrying: 0, sent: 0, rejected: 0, superseded: 0 },
  heardElsewhere: 0,
  oldestWaitingSince: undefined,
}

export function addStoredGauges(
  registry: MetricsRegistry,
  { counts, queuedLogBytes, now }: Readings,
  configured: () => Iterable<string>,
  tiers: () => Iterable<string>,
): void {
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    set: (gauge: client.Gauge<L>, stored: StoredCounts) => void,
  ): void => {
    new client.Gauge<L>({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        const stored = await counts()
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
    'tocsin_dead_letters',
    'Deliveries that were refused for good or given up, and not replayed since: heard by a fallback, or by nobody.',
    ['receiver', 'heard'],
    (it, stored) => {
      for (const [receiver, { deliveries, heardElsewhere }] of byReceiver(stored)) {
        it.set({ receiver, heard: 'fallback' }, heardElsewhere)
        it.set({ receiver, heard: 'nobody' }, deliveries.rejected - heardElsewhere)
      }
    },
  )
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
  gauge(
    'tocsin_objective_overdue',
    'First notifications that have not arrived, though the objective of their tier has passed.',
    ['objective'],
    (it, { overdue }) => {
      for (const [tier, n] of [...[...tiers()].map((tier) => [tier, 0] as const), ...overdue])
        it.set({ objective: tier }, n)
    },
  )
  gauge(
    'tocsin_receiver_last_reached_timestamp_seconds',
    'When a message, or a test, last reached the receiver; when it was first configured, where none did.',
    ['receiver'],
    (it, { lastReached }) => {
      for (const receiver of configured()) {
        const at = lastReached.get(receiver)
        if (at !== undefined) it.set({ receiver }, at / 1000)
      }
    },
  )
  gauge('tocsin_log_engine_queued_bytes', 'Bodies of log requests that wait for evaluation.', [], (it) =>
    it.set(queuedLogBytes()),
  )
}
