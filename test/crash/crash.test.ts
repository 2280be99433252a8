/** Kill -9 under load, again and again: nothing accepted is lost, nothing delivered is sent again, order is kept. */
import { expect, test } from 'vitest'
import { STATES } from './kills.ts'
import { runCrashTest } from './run.ts'

const FULL = process.env['TOCSIN_FULL'] !== undefined
const KILLS = FULL ? 200 : 20

test(`${KILLS} kills under load, at every state of an alert's way`, { timeout: KILLS * 10_000 + 180_000 }, async () => {
  const report = await runCrashTest({ kills: KILLS })
  const { transitions, messages, repeats } = report
  console.log(`  ${KILLS} kills; ${transitions} changes, ${messages} messages taken, ${repeats} of them repeats`)
  for (const state of STATES) console.log(`  ${String(report.perState[state]).padStart(4)} hit  ${state}`)
  expect(report.breaches).toEqual([])
  for (const state of STATES) expect(report.perState[state], state).toBeGreaterThan(0)
  // The load was one.
  expect(transitions).toBeGreaterThan(KILLS * 20)
})
