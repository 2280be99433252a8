import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { goesTogether, nextCall } from './pace.ts'

const ROBOT = { key: 'robot', limit: 20, windowMs: 60_000 }
const NOW = 1_000_000
const calls = (count: number, lastAgoMs = 0) =>
  Array.from({ length: count }, (_, n) => NOW - lastAgoMs - (count - 1 - n))
const load = (change: object) => ({ calls: [], waiting: 1, digests: true, now: NOW, ...change })

describe('when the next call may start', () => {
  test.each([
    ['nothing was sent', [], 0],
    ['the first quarter goes at once', calls(4), 0],
    ['then calls keep a distance of 4 s', calls(5, 1_000), 3_000],
    ['which is soon over', calls(5, 4_000), 0],
    ['a full minute is full', calls(20, 10_000), 50_000 - 19],
  ])('%s', (_name, made, waitMs) => {
    const admission = nextCall(ROBOT, load({ calls: made }))
    expect(admission.kind === 'wait' ? admission.untilMs - NOW : 0).toBe(waitMs)
  })

  test('unless a message is full already', () => {
    expect(nextCall(ROBOT, load({ calls: calls(5, 1_000), waiting: 50 }))).toEqual({ kind: 'admitted' })
  })

  test('a channel without digests uses its limit as it comes', () => {
    expect(nextCall(ROBOT, load({ calls: calls(19), digests: false }))).toEqual({ kind: 'admitted' })
  })

  test('what needs two calls waits until there is room for both', () => {
    const made = { calls: calls(19, 10_000), digests: false }
    expect(nextCall(ROBOT, load(made))).toEqual({ kind: 'admitted' })
    expect(nextCall(ROBOT, load({ ...made, cost: 2 }))).toEqual({ kind: 'wait', untilMs: NOW + 50_000 - 18 })
    expect(nextCall({ ...ROBOT, limit: 1 }, load({ cost: 2 }))).toEqual({ kind: 'admitted' })
  })

  test('every window of a limit counts', () => {
    const limit = { key: 'bot', limit: 100, windowMs: 60_000, more: [{ limit: 5, windowMs: 1_000 }] }
    expect(nextCall(limit, load({ calls: calls(5, 300) }))).toEqual({ kind: 'wait', untilMs: NOW + 700 - 4 })
  })
})

describe('what goes together', () => {
  test.each([
    [0, 1, false],
    [0, 10, false],
    [0, 11, true],
    [4, 8, false],
    [4, 9, true],
    [5, 3, false],
    [5, 4, true],
    [20, 2, false],
  ])('%i calls made, %i wait: %s', (made, waiting, together) => {
    expect(goesTogether(ROBOT, load({ calls: calls(made), waiting }))).toBe(together)
  })

  test('nothing, where a channel cannot', () => {
    expect(goesTogether(ROBOT, load({ waiting: 500, digests: false }))).toBe(false)
  })
})

/** Groups that come at these moments; a message names at most `perMessage`. Gives each message's time and the delays. */
function storm(arrivals: readonly number[], perMessage: number) {
  const waiting = arrivals.toSorted((a, b) => a - b)
  const sent: { at: number; groups: number }[] = []
  const delays: number[] = []
  let now = 0
  while (waiting.length > 0) {
    const due = waiting.filter((at) => at <= now)
    if (due.length === 0) {
      now = waiting[0] ?? now
      continue
    }
    const state = { calls: sent.map(({ at }) => at), waiting: due.length, digests: true, now }
    const admission = nextCall(ROBOT, state)
    if (admission.kind === 'wait') {
      now = admission.untilMs
      continue
    }
    const groups = goesTogether(ROBOT, state) ? Math.min(due.length, perMessage) : 1
    delays.push(...waiting.splice(0, groups).map((at) => now - at))
    sent.push({ at: now, groups })
    now += 50
  }
  return { sent, worstMs: Math.max(...delays) }
}

describe('a storm', () => {
  test.each([
    ['at once', () => 0],
    ['over ten seconds', (n: number) => n * 20],
    ['over a minute', (n: number) => n * 120],
  ])('500 groups %s: at most 20 messages in a minute hold all of them', (_name, at) => {
    const { sent, worstMs } = storm(
      Array.from({ length: 500 }, (_, n) => at(n)),
      35,
    )
    expect(sent.reduce((sum, { groups }) => sum + groups, 0)).toBe(500)
    expect(sent.length).toBeLessThanOrEqual(20)
    expect(worstMs).toBeLessThan(16_000)
  })

  test('however they come, nobody is lost and no minute holds more than twenty calls', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(120_000), { minLength: 1, maxLength: 300 }), (arrivals) => {
        const { sent } = storm(arrivals, 35)
        expect(sent.reduce((sum, { groups }) => sum + groups, 0)).toBe(arrivals.length)
        for (const { at } of sent) {
          expect(sent.filter((other) => other.at >= at && other.at < at + 60_000).length).toBeLessThanOrEqual(20)
        }
      }),
    )
  })
})
