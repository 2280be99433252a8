/** What the router says about itself, for Prometheus: under our own names, and under Alertmanager's. */
import { createRegistry } from '@tocsin/kit'
import type { StoredCounts } from '../store/port.ts'
import { addBudgetGauge } from './aftermath.ts'
import { addAlertmanagerMetrics } from './alertmanager.ts'
import type { Readings, RouterMetrics } from './contract.ts'
import { addOwnCounters } from './own.ts'
import { addStoredGauges } from './stored.ts'

export function createMetrics(options: Readings): RouterMetrics {
  const registry = createRegistry()
  // All gauges of a scrape are collected together, so one reading of the store serves them all.
  let reading: Promise<StoredCounts> | undefined
  const readings: Readings = {
    ...options,
    counts: () => {
      reading ??= options.counts().finally(() => {
        reading = undefined
      })
      return reading
    },
  }
  let receivers: ReadonlySet<string> = new Set()
  let tiers: readonly string[] = []
  addStoredGauges(
    registry,
    readings,
    () => receivers,
    () => tiers,
  )
  addBudgetGauge(registry, readings)
  const own = addOwnCounters(registry, options.now)
  const theirs = addAlertmanagerMetrics(registry, readings)
  return {
    ...own,
    registry,
    configured: (config) => {
      receivers = new Set(config.targets.map(({ receiver }) => receiver))
      tiers = config.tiers
      own.configured(config)
      theirs.configured(config)
    },
    received: (status, n) => {
      own.received(status, n)
      theirs.received(status, n)
    },
    attempted: (attempt) => {
      own.attempted(attempt)
      theirs.attempted(attempt)
    },
    reloaded: (success) => {
      own.reloaded(success)
      theirs.reloaded(success)
    },
  }
}
