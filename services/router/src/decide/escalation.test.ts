import type { EscalationPolicy } from '@tocsin/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beginClimb, type Climb, climb, stepAt } from './escalation.ts'

const NOW = 1_700_000_000_000
const CALM = { over: false, quiet: false, acknowledgedAt: undefined }
const step = (afterMs: number, receiver = `r${afterMs}`) => ({ afterMs, receiver, notify: [] })
const policy = (change: Partial<EscalationPolicy> = {}): EscalationPolicy => ({
  ...{ name: 'p', steps: [step(5), step(15), step(30)], repeatMs: undefined, acknowledgedForMs: undefined },
  ...change,
})

test.each([
  ['before the first step', 4, [], 'waits for the next step', 5],
  ['at the first', 5, [1], 'nobody acknowledged', 15],
  ['after a stop of the process, all that were missed', 20, [1, 2], 'nobody acknowledged', 30],
  ['all of them', 30, [1, 2, 3], 'everybody was called, nobody acknowledged', undefined],
])('%s', (_what, after, steps, reason, nextAfter) => {
  const climbed = climb(beginClimb(NOW), policy(), CALM, NOW + after)
  expect(climbed.due.map(({ n }) => n)).toEqual(steps)
  expect([climbed.reason, climbed.nextAt]).toEqual([reason, nextAfter === undefined ? undefined : NOW + nextAfter])
})

test('rounds that were missed are not made up for: everybody is called once, and again after a whole pause', () => {
  const climbed = climb(beginClimb(NOW), policy({ repeatMs: 60 }), CALM, NOW + 10_000)
  expect(climbed.due.map(({ n }) => n)).toEqual([1, 2, 3])
  expect(climbed.nextAt).toBe(NOW + 10_060)
  expect(stepAt(policy({ repeatMs: 60 }), 3)).toMatchObject({ n: 1, afterMs: 95 })
  expect(stepAt(policy(), 3)).toBeUndefined()
})

test.each([
  ['over', { ...CALM, over: true }, policy(), 'over'],
  ['without its policy', CALM, undefined, 'the escalation policy is gone from the configuration'],
  ['with fewer steps than were taken', CALM, policy({ steps: [step(5)] }), 'the escalation policy has fewer steps now'],
])('%s it ends, for good', (_what, situation, by, reason) => {
  const before: Climb = { kind: 'climbing', taken: 2, from: NOW }
  const ended = climb(before, by, situation, NOW + 16)
  expect(ended).toMatchObject({ climb: { kind: 'ended', taken: 2 }, reason, due: [], nextAt: undefined })
  expect(climb(ended.climb, policy(), CALM, NOW + 99)).toMatchObject({ climb: { kind: 'ended' }, due: [] })
})

test('a policy that has more steps now goes on where everybody had been called', () => {
  const exhausted: Climb = { kind: 'exhausted', taken: 3, from: NOW }
  const longer = policy({ steps: [step(5), step(15), step(30), step(60)] })
  expect(climb(exhausted, longer, CALM, NOW + 60).due.map(({ n }) => n)).toEqual([4])
})

test('an acknowledgement lapses at its time, however late that is seen', () => {
  const by = policy({ acknowledgedForMs: 100 })
  const has = climb({ kind: 'climbing', taken: 1, from: NOW }, by, { ...CALM, acknowledgedAt: NOW + 7 }, NOW + 7)
  expect(has).toMatchObject({ climb: { kind: 'acknowledged' }, nextAt: NOW + 107, lapsed: false })
  const late = climb(has.climb, by, { ...CALM, acknowledgedAt: NOW + 7 }, NOW + 115)
  // Eight were left to the second step when it was taken.
  expect(late).toMatchObject({ lapsed: true, climb: { kind: 'climbing', taken: 2, from: NOW + 100 } })
})

test('the clock stands still while nobody may be told, and while somebody has it', () => {
  const quiet = { ...CALM, quiet: true }
  const held = climb({ kind: 'climbing', taken: 1, from: NOW }, policy(), quiet, NOW + 10)
  expect(held).toMatchObject({ reason: 'waits: nobody may be told', nextAt: undefined })
  const has = climb(held.climb, policy(), { ...quiet, acknowledgedAt: NOW + 50 }, NOW + 50)
  expect(climb(has.climb, policy(), CALM, NOW + 80)).toMatchObject({ nextAt: NOW + 85, due: [] })
})

test('whatever is asked when: steps come in order, each not before its time, and the next look is ahead', () => {
  const looks = fc.array(
    fc.record({ ms: fc.integer({ min: 0, max: 40 }), quiet: fc.boolean(), acknowledged: fc.boolean() }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(looks, fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }), (all, repeatMs) => {
      const by = policy({ repeatMs })
      let state = beginClimb(NOW)
      let now = NOW
      let acknowledgedAt: number | undefined
      let taken = 0
      for (const { ms, quiet, acknowledged } of all) {
        now += ms
        acknowledgedAt = acknowledged ? (acknowledgedAt ?? now) : undefined
        const climbed = climb(state, by, { over: false, quiet, acknowledgedAt }, now)
        if (quiet || acknowledged) expect(climbed.due).toEqual([])
        for (const due of climbed.due) {
          expect(due.n).toBe((taken % 3) + 1)
          expect(now - NOW).toBeGreaterThanOrEqual(stepAt(by, taken)?.afterMs ?? Number.NaN)
          taken += 1
        }
        if (climbed.nextAt !== undefined) expect(climbed.nextAt).toBeGreaterThan(now)
        state = climbed.climb
      }
    }),
  )
})
