/** Messages that did not arrive, and who hears them instead. */
import type { MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { Aftermath } from '../store/port.ts'
import type { Configured, Readings } from './contract.ts'

export function addAftermath(registers: MetricsRegistry[]) {
  const dead = new client.Counter({
    name: 'tocsin_dead_letters_total',
    help: 'Deliveries that were refused for good or given up, by the last answer.',
    labelNames: ['receiver', 'code'],
    registers,
  })
  const fallbacks = new client.Counter({
    name: 'tocsin_fallbacks_total',
    help: 'Deliveries that stand in for one that did not arrive, or not in time.',
    labelNames: ['receiver', 'to'],
    registers,
  })
  return {
    configured: (pairs: Configured['fallbacks']): void => {
      for (const { receiver, to } of pairs) fallbacks.inc({ receiver, to }, 0)
    },
    observe: (aftermath: Aftermath): void => {
      for (const { receiver, code } of aftermath.dead) dead.inc({ receiver, code })
      for (const { receiver, to } of aftermath.fellBack) fallbacks.inc({ receiver, to })
    },
  }
}

export function addBudgetGauge(registry: MetricsRegistry, { budgets }: Readings): void {
  new client.Gauge({
    name: 'tocsin_budget_used_ratio',
    help: 'How much of what a receiver may send is used: to the recipient that has most, and in all. 1 is spent.',
    labelNames: ['receiver', 'scope'],
    registers: [registry],
    async collect() {
      const readings = await budgets()
      // What is gone must not stay at its last value.
      this.reset()
      for (const { receiver, scope, ratio } of readings) this.set({ receiver, scope }, ratio)
    },
  })
}
