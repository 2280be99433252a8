import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Breaker, type BreakerPolicy, CLOSED, permit, settle } from './breaker.ts'

const POLICY: BreakerPolicy = { failures: 3, pauseMs: 100, probes: 2, probeTimeoutMs: 50 }

/** What happens to a breaker in words: `ok`, `bad` (asked for and settled at once), `+N` (time), `ask` (never settled). */
function after(story: string): { breaker: Breaker; said: string[] } {
  let breaker = CLOSED
  let now = 0
  const said: string[] = []
  for (const word of story.split(' ')) {
    if (word.startsWith('+')) {
      now += Number(word)
      continue
    }
    const permission = permit(breaker, POLICY, now)
    if (permission.kind === 'refused') {
      said.push(`refused until ${permission.untilMs}`)
      continue
    }
    breaker = permission.breaker
    said.push('permitted')
    const { generation } = permission
    if (word !== 'ask') breaker = settle(breaker, POLICY, { generation, ok: word === 'ok' }, now)
  }
  return { breaker, said }
}

describe('a breaker', () => {
  test.each([
    ['failures that are not in a row', 'bad bad ok bad bad', 'closed'],
    ['three in a row', 'bad bad bad', 'open'],
    ['nothing passes in the pause', 'bad bad bad +99 ok', 'open'],
    ['one good probe is not enough', 'bad bad bad +100 ok', 'half-open'],
    ['two are', 'bad bad bad +100 ok ok', 'closed'],
    ['a bad probe opens it again', 'bad bad bad +100 ok bad', 'open'],
    ['for another pause', 'bad bad bad +100 bad +99 ok', 'open'],
    ['after which it is tried again', 'bad bad bad +100 bad +100 ok ok', 'closed'],
    ['a probe that never comes back gives its slot up', 'bad bad bad +100 ask ask +50 ok ok', 'closed'],
  ])('%s: %s → %s', (_name, story, kind) => {
    expect(after(story).breaker.kind).toBe(kind)
  })

  test('refuses with the moment from which asking helps', () => {
    expect(after('bad bad bad +10 ok').said.at(-1)).toBe('refused until 100')
    expect(after('bad bad bad +100 ask +10 ask ask').said).toEqual([...Array(5).fill('permitted'), 'refused until 150'])
  })

  test('what comes back from before the outage does not close it, and from before the recovery does not open it', () => {
    const before = permit(CLOSED, POLICY, 0)
    if (before.kind === 'refused') throw new Error('a closed breaker refused')
    const { generation } = before
    const open = after('bad bad bad').breaker
    expect(settle(open, POLICY, { generation, ok: true }, 50)).toEqual(open)
    const half = after('bad bad bad +100 ask').breaker
    expect(settle(half, POLICY, { generation, ok: true }, 120)).toEqual(half)
    const closed = after('bad bad bad +100 ok ok').breaker
    expect(settle(closed, POLICY, { generation, ok: false }, 120)).toEqual(closed)
  })

  test('by any story: never more probes at once than slots, and a target that answers is soon open to all', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const) }),
      fc.record({ kind: fc.constant('settle' as const), index: fc.nat(20), ok: fc.boolean() }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 120 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        let breaker = CLOSED
        let now = 0
        const flights: { generation: number; at: number }[] = []
        for (const one of steps) {
          if (one.kind === 'wait') now += one.ms
          else if (one.kind === 'ask') {
            const permission = permit(breaker, POLICY, now)
            if (permission.kind === 'refused') {
              expect(permission.untilMs).toBeGreaterThan(now)
              continue
            }
            breaker = permission.breaker
            flights.push({ generation: permission.generation, at: now })
            if (breaker.kind !== 'half-open') continue
            const { generation } = breaker
            const probing = flights.filter((f) => f.generation === generation && f.at + POLICY.probeTimeoutMs > now)
            expect(probing.length + breaker.successes).toBeLessThanOrEqual(POLICY.probes)
          } else {
            const [flight] = flights.splice(one.index % Math.max(flights.length, 1), 1)
            if (flight) breaker = settle(breaker, POLICY, { generation: flight.generation, ok: one.ok }, now)
          }
        }
        now += POLICY.pauseMs
        for (let probe = 0; probe < POLICY.probes; probe++) {
          const permission = permit(breaker, POLICY, now)
          if (permission.kind === 'refused') throw new Error('refused after the whole pause')
          const { generation } = permission
          breaker = settle(permission.breaker, POLICY, { generation, ok: true }, now)
        }
        expect(breaker.kind).toBe('closed')
      }),
    )
  })
})
