/** How many alerts are in which state, as Alertmanager counts them: each once, however many groups it is in. */
import { setImmediate } from 'node:timers/promises'
import { type Alert, isResolved } from '../model/alert.ts'
import { isMuted, type Verdict } from '../model/verdict.ts'
import type { RouterStore } from '../store/port.ts'
import type { AlertStates } from './contract.ts'

/** Judged in one go: between two of them the process does other things. */
const SLICE = 500

export interface AlertStatesOptions {
  readonly alertsAfter: RouterStore['alertsAfter']
  /** Silences and inhibition; times are the groups', and Alertmanager does not count them here either. */
  readonly explain: (alert: Alert) => Verdict
  readonly now: () => number
  readonly heldUntil: () => number
}

/** Scrapes that come in during a walk over the alerts share its result. */
export function createAlertStates(options: AlertStatesOptions): () => Promise<AlertStates> {
  let walk: Promise<AlertStates> | undefined
  return () => {
    walk ??= countStates(options).finally(() => {
      walk = undefined
    })
    return walk
  }
}

async function countStates({ alertsAfter, explain, now, heldUntil }: AlertStatesOptions): Promise<AlertStates> {
  // An alert counts from the moment it is on disk; it is routed within milliseconds.
  const states = { active: 0, suppressed: 0, unprocessed: 0 }
  let last = ''
  for (;;) {
    const alerts = await alertsAfter(last, SLICE)
    for (const alert of alerts) {
      if (isResolved(alert, now(), heldUntil())) continue
      states[isMuted(explain(alert)) ? 'suppressed' : 'active'] += 1
    }
    const end = alerts.at(-1)
    if (!end || alerts.length < SLICE) return states
    last = end.fingerprint
    await setImmediate()
  }
}
