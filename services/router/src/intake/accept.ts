/** The one door for alerts, whoever reports them: the HTTP API and the log engine both come through here. */
import type { Evidence, Labels } from '@tocsin/channels'
import { type Alert, type AlertTimes, type Ending, fingerprintOf } from '../model/alert.ts'
import { mergeReport } from '../model/merge.ts'
import type { Refresh, RouterStore } from '../store/port.ts'

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
  /** Of any alert on record. */
  timesOf(fingerprint: string): AlertTimes | undefined
  /** Forgets alerts that the store has deleted. */
  forget(fingerprints: readonly string[]): void
  /** Writes the refreshes that wait. */
  flushRefreshes(): Promise<void>
}

export interface IntakeOptions {
  readonly store: RouterStore
  readonly known: ReadonlyMap<string, AlertTimes>
  readonly now: () => number
  /** Called with what is on disk from now on, before `wake`. */
  readonly onTransitions: (alerts: readonly Alert[]) => void
  /** Called when there is something for the loop to do. */
  readonly wake: () => void
}

/** Reports that are judged, and refreshes that are written, in one go: between two of them the process does other things. */
const SLICE = 500
/** Refreshes that may wait; with more, who sends waits until they are written. */
const MAX_WAITING = 20_000

export function createIntake({ store, known, now, onTransitions, wake }: IntakeOptions): Intake {
  const times = new Map(known)
  const refreshes = new Map<string, Refresh>()

  async function acceptSlice(reports: readonly ReportedAlert[]): Promise<void> {
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
        refreshes.set(fingerprint, refreshOf(alert))
        times.set(fingerprint, { startsAt: alert.startsAt, ending: alert.ending })
      }
    }
    if (transitions.length === 0) return
    await store.acceptTransitions(transitions, at)
    // Only now: a second report of the same change must not be answered as a mere refresh before the first is on disk.
    for (const { fingerprint, startsAt, ending } of transitions) {
      times.set(fingerprint, { startsAt, ending })
      // One that could not be written at first waits again, and has been overtaken.
      if ((refreshes.get(fingerprint)?.updatedAt ?? at) < at) refreshes.delete(fingerprint)
    }
    onTransitions(transitions)
    wake()
  }

  async function flushRefreshes(): Promise<void> {
    // Those that come in meanwhile wait for the next time.
    let left = refreshes.size
    while (left > 0 && refreshes.size > 0) {
      // Taken out only when written: a transition that comes before takes its alert out of the waiting ones.
      const slice = [...refreshes.values().take(Math.min(SLICE, left))]
      for (const { fingerprint } of slice) refreshes.delete(fingerprint)
      left -= slice.length
      try {
        await store.saveRefreshes(slice)
      } catch (error) {
        // Else an alert that goes on would end with the expiry of its last report on disk.
        for (const alert of slice) if (!refreshes.has(alert.fingerprint)) refreshes.set(alert.fingerprint, alert)
        throw error
      }
    }
  }

  return {
    async accept(reports) {
      for (let first = 0; first < reports.length; first += SLICE) {
        await acceptSlice(reports.length <= SLICE ? reports : reports.slice(first, first + SLICE))
      }
      if (refreshes.size > MAX_WAITING) await flushRefreshes()
    },
    remember(alerts) {
      for (const { fingerprint, startsAt, ending } of alerts) times.set(fingerprint, { startsAt, ending })
      wake()
    },
    timesOf: (fingerprint) => times.get(fingerprint),
    forget(fingerprints) {
      for (const fingerprint of fingerprints) times.delete(fingerprint)
    },
    flushRefreshes,
  }
}

function refreshOf({ fingerprint, annotations, generatorUrl, evidence, ending, updatedAt }: Alert): Refresh {
  return { fingerprint, annotations, generatorUrl, ending, updatedAt, ...(evidence ? { evidence } : {}) }
}
