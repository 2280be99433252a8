/** The one door for alerts, whoever reports them: the HTTP API and the log engine both come through here. */
import type { Evidence, Labels } from '@tocsin/channels'
import { type Alert, type AlertTimes, type Ending, fingerprintOf } from '../model/alert.ts'
import { mergeReport } from '../model/merge.ts'
import type { RouterStore } from '../store/port.ts'

/** A report of an alert, valid but not yet compared with what is known. */
export interface ReportedAlert {
  readonly labels: Labels
  readonly annotations: Labels
  readonly generatorUrl: string
  readonly startsAt: number
  readonly ending: Ending
  readonly evidence?: Evidence
}

export interface Intake {
  /** Resolves once every transition among the reports is on disk; a refresh may follow within a second. */
  accept(reports: readonly ReportedAlert[]): Promise<void>
  /** Takes note of alerts that came on record another way. */
  remember(alerts: readonly (AlertTimes & Pick<Alert, 'fingerprint'>)[]): void
  /** Forgets alerts that the store has deleted. */
  forget(fingerprints: readonly string[]): void
  /** Writes the refreshes that wait. */
  flushRefreshes(): Promise<void>
}

export interface IntakeOptions {
  readonly store: RouterStore
  readonly known: ReadonlyMap<string, AlertTimes>
  readonly now: () => number
  /** Called when there is something for the loop to do. */
  readonly wake: () => void
}

export function createIntake({ store, known, now, wake }: IntakeOptions): Intake {
  const times = new Map(known)
  let refreshes = new Map<string, Alert>()

  return {
    async accept(reports) {
      const at = now()
      const transitions: Alert[] = []
      for (const report of reports) {
        const fingerprint = fingerprintOf(report.labels)
        const merged = mergeReport(times.get(fingerprint), { ...report, fingerprint, updatedAt: at }, at)
        if (merged.kind === 'stale') continue
        const { kind, alert } = merged
        if (kind === 'transition') {
          transitions.push(alert)
          // The transition carries everything that a waiting refresh of the same alert could say.
          refreshes.delete(fingerprint)
        } else {
          refreshes.set(fingerprint, alert)
          times.set(fingerprint, { startsAt: alert.startsAt, ending: alert.ending })
        }
      }
      if (transitions.length === 0) return
      await store.acceptTransitions(transitions, at)
      // Only now: a second report of the same change must not be answered as a mere refresh before the first is on disk.
      for (const { fingerprint, startsAt, ending } of transitions) times.set(fingerprint, { startsAt, ending })
      wake()
    },
    remember(alerts) {
      for (const { fingerprint, startsAt, ending } of alerts) times.set(fingerprint, { startsAt, ending })
      wake()
    },
    forget(fingerprints) {
      for (const fingerprint of fingerprints) times.delete(fingerprint)
    },
    async flushRefreshes() {
      if (refreshes.size === 0) return
      const batch = [...refreshes.values()]
      refreshes = new Map()
      try {
        await store.saveRefreshes(batch)
      } catch (error) {
        // Else an alert that goes on would end with the expiry of its last report on disk.
        for (const alert of batch) if (!refreshes.has(alert.fingerprint)) refreshes.set(alert.fingerprint, alert)
        throw error
      }
    },
  }
}
