/** What mutes, in step with what is on record: silences as they are posted, inhibition as alerts are reported. */
import { setImmediate } from 'node:timers/promises'
import type { InhibitRule, TimedRoute } from '@tocsin/rules'
import type { AlertTimes } from '../model/alert.ts'
import type { Verdict } from '../model/verdict.ts'
import { createInhibition, type Inhibition } from '../muting/inhibition.ts'
import { createMuting } from '../muting/muting.ts'
import { createSilenceIndex, type SilenceIndex, type Target } from '../muting/silences.ts'
import type { RouterStore } from '../store/port.ts'
import type { LiveConfig } from './live-config.ts'

/** Alerts read at once while all are walked. */
const SLICE = 1_000

export interface Mutes {
  readonly silences: SilenceIndex
  /** Of one alert in one route; without a route its times are left out. */
  explain(alert: Target, route: TimedRoute | undefined, now: number, expiriesHeldUntil: number): Verdict
  /** Alerts whose change of state is on disk. */
  observe(alerts: readonly Target[]): void
  /** Alerts that are gone. */
  forget(fingerprints: readonly string[]): void
  /** Walks all alerts for the rules of another configuration; what it gives puts them to use. */
  prepare(rules: readonly InhibitRule[]): Promise<() => void>
}

export interface MutesOptions {
  readonly store: Pick<RouterStore, 'silences' | 'alertsAfter'>
  readonly live: () => LiveConfig
  readonly timesOf: (fingerprint: string) => AlertTimes | undefined
}

export async function openMutes({ store, live, timesOf }: MutesOptions): Promise<Mutes> {
  const silences = createSilenceIndex(await store.silences())
  let rules: readonly InhibitRule[] = []
  let inhibition = createInhibition(rules)
  /** Those that are walked for now: what changes meanwhile concerns them, too. */
  const inPreparation = new Set<Inhibition>()
  const muting = createMuting({
    silences,
    inhibition: { inhibitedBy: (...question) => inhibition.inhibitedBy(...question) },
    timesOf,
  })

  async function prepare(wanted: readonly InhibitRule[]): Promise<() => void> {
    if (JSON.stringify(wanted) === JSON.stringify(rules)) return () => {}
    const next = createInhibition(wanted)
    inPreparation.add(next)
    try {
      if (wanted.length > 0) await walk(store, (alert) => next.observe(alert))
    } catch (error) {
      inPreparation.delete(next)
      throw error
    }
    return () => {
      inPreparation.delete(next)
      inhibition = next
      rules = wanted
    }
  }

  const use = await prepare(live().router.inhibitRules)
  use()
  return {
    silences,
    explain: (alert, route, now, heldUntil) =>
      muting.explain(alert, route, live().router.timeIntervals, now, heldUntil),
    observe(alerts) {
      for (const alert of alerts) for (const each of [inhibition, ...inPreparation]) each.observe(alert)
    },
    forget(fingerprints) {
      for (const fingerprint of fingerprints) {
        silences.forget(fingerprint)
        for (const each of [inhibition, ...inPreparation]) each.forget(fingerprint)
      }
    },
    prepare,
  }
}

/** In slices, so that nothing else waits for the end of it. */
async function walk(store: Pick<RouterStore, 'alertsAfter'>, look: (alert: Target) => void): Promise<void> {
  let last = ''
  for (;;) {
    const slice = await store.alertsAfter(last, SLICE)
    slice.forEach(look)
    last = slice.at(-1)?.fingerprint ?? ''
    if (slice.length < SLICE) return
    await setImmediate()
  }
}
