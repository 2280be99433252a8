import { expect, test } from 'vitest'
import type { Alert } from '../model/alert.ts'
import { AUDIBLE } from '../model/verdict.ts'
import { createAlertStates } from './alert-states.ts'

const NOW = 1_700_000_000_000

/** Every third one is over, every second one is silenced. */
const ALERTS: Alert[] = Array.from({ length: 1_200 }, (_, n) => ({
  ...{ fingerprint: n.toString(16).padStart(16, '0'), labels: { n: String(n) }, annotations: {}, generatorUrl: '' },
  ...{ startsAt: 0, updatedAt: 0, ending: { kind: 'stated', at: n % 3 === 0 ? NOW : NOW + 1 } },
}))

function world() {
  const w = { reads: 0 }
  const states = createAlertStates({
    alertsAfter: async (fingerprint, limit) => {
      w.reads += 1
      return ALERTS.filter((alert) => alert.fingerprint > fingerprint).slice(0, limit)
    },
    explain: ({ labels }) => (Number(labels['n']) % 2 === 0 ? { ...AUDIBLE, silencedBy: ['s'] } : AUDIBLE),
    now: () => NOW,
    heldUntil: () => 0,
  })
  return { w, states }
}

test('all alerts are looked at, in parts; those that are over do not count', async () => {
  const { w, states } = world()
  expect(await states()).toEqual({ active: 400, suppressed: 400, unprocessed: 0 })
  expect(w.reads).toBe(3)
})

test('two scrapes at once share one walk; the next one walks anew', async () => {
  const { w, states } = world()
  await Promise.all([states(), states()])
  expect(w.reads).toBe(3)
  await states()
  expect(w.reads).toBe(6)
})
