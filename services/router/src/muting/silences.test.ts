import { type Matcher, matches } from '@tocsin/rules'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprintOf } from '../model/alert.ts'
import type { Silence } from '../model/silence.ts'
import { createSilenceIndex, type Target } from './silences.ts'

const m = (name: string, op: Matcher['op'], value: string): Matcher => ({ name, op, value })
const silence = (id: string, matchers: Matcher[], change: Partial<Silence> = {}): Silence => ({
  ...{ id, version: 1, matchers, startsAt: 100, endsAt: 200, updatedAt: 100 },
  ...{ createdBy: 'me', comment: '', annotations: {} },
  ...change,
})
const target = (labels: Record<string, string>): Target => ({ fingerprint: fingerprintOf(labels), labels })
const ALERT = target({ alertname: 'A', instance: 'i-1', job: 'shop' })

describe('an alert', () => {
  test.each<[string, Matcher[], boolean]>([
    ['its name', [m('alertname', '=', 'A')], true],
    ['another name', [m('alertname', '=', 'B')], false],
    ['two of its labels', [m('alertname', '=', 'A'), m('job', '=', 'shop')], true],
    ['one of its labels and another', [m('alertname', '=', 'A'), m('job', '=', 'load')], false],
    ['a choice', [m('instance', '=~', 'i-1|i-2')], true],
    ['another choice', [m('instance', '=~', 'i-2|i-3')], false],
    ['a pattern', [m('instance', '=~', 'i-.*')], true],
    ['not what it is', [m('instance', '!=', 'i-2')], true],
    ['a missing label', [m('tier', '=', ''), m('alertname', '=', 'A')], true],
    ['a missing label only', [m('tier', '=~', '|x')], true],
    ['a label that it has not', [m('constructor', '=', 'x')], false],
  ])('is silenced by %s: %#', (_name, matchers, expected) => {
    expect(createSilenceIndex([silence('s', matchers)]).silencedBy(ALERT, 150)).toEqual(expected ? ['s'] : [])
  })

  test.each([
    [99, []],
    [100, ['s']],
    [199, ['s']],
    [200, []],
  ])('is silenced while the silence lasts: at %i', (now, expected) => {
    const index = createSilenceIndex([silence('s', [m('alertname', '=', 'A')])])
    expect(index.silencedBy(ALERT, now)).toEqual(expected)
  })

  test('is silenced by all that match, in the order of their ids', () => {
    const index = createSilenceIndex([
      silence('b', [m('alertname', '=', 'A')]),
      silence('c', [m('alertname', '=~', '.*')]),
      silence('a', [m('job', '=', 'shop')]),
      silence('d', [m('job', '=', 'load')]),
    ])
    expect(index.silencedBy(ALERT, 150)).toEqual(['a', 'b', 'c'])
  })

  test('is not silenced by one that cannot be evaluated, and nothing else is stopped by it', () => {
    const index = createSilenceIndex([silence('bad', [m('job', '=~', '(')]), silence('good', [m('job', '=~', 's.+')])])
    expect(index.silencedBy(ALERT, 150)).toEqual(['good'])
  })
})

test('a silence is what its newest version says', () => {
  const index = createSilenceIndex([silence('s', [m('alertname', '=', 'A')])])
  index.put(silence('s', [m('alertname', '=', 'B')], { version: 2 }))
  expect(index.silencedBy(ALERT, 150)).toEqual([])
  expect(index.get('s')?.version).toBe(2)
  expect([index.size, index.list().length]).toEqual([1, 1])
  index.remove('s')
  expect(index.silencedBy(target({ alertname: 'B' }), 150)).toEqual([])
  expect([index.size, index.get('s')]).toEqual([0, undefined])
})

const anyMatcher = fc.record({
  name: fc.constantFrom('a', 'b'),
  op: fc.constantFrom<Matcher['op']>('=', '!=', '=~', '!~'),
  value: fc.constantFrom('', 'x', 'y', 'x|y', '(y|z)', 'x.*', 'xy?', '^z', '.*', '.+', 'x|', '[xy]'),
})
/** Few, so that the same alert is asked about again. */
const anyLabels = fc.constantFrom<Record<string, string>>({ a: 'x' }, { a: 'xy', b: 'x' }, { b: 'z', c: 'x' })
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('put' as const),
    id: fc.constantFrom('1', '2', '3', '4', '5'),
    matchers: fc.array(anyMatcher, { minLength: 1, maxLength: 2 }),
    startsAt: fc.integer({ min: 0, max: 3 }),
    lastsMs: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), id: fc.constantFrom('1', '2', '3') }),
  fc.record({ kind: fc.constant('forget' as const), labels: anyLabels }),
  fc.record({ kind: fc.constant('ask' as const), labels: anyLabels, now: fc.integer({ min: 0, max: 10 }) }),
)

test('after any changes, the index finds what trying them all finds', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60, size: 'max' }), (steps) => {
      const index = createSilenceIndex()
      const all = new Map<string, Silence>()
      for (const step of steps) {
        if (step.kind === 'put') {
          const { id, matchers, startsAt, lastsMs } = step
          const next = silence(id, matchers, { startsAt, endsAt: startsAt + lastsMs })
          all.set(id, next)
          index.put(next)
        } else if (step.kind === 'remove') {
          all.delete(step.id)
          index.remove(step.id)
        } else if (step.kind === 'forget') {
          index.forget(fingerprintOf(step.labels))
        } else {
          const { labels, now } = step
          const slow = [...all.values()].filter(
            ({ matchers, startsAt, endsAt }) => startsAt <= now && now < endsAt && matches(matchers, labels),
          )
          expect(index.silencedBy(target(labels), now)).toEqual(slow.map(({ id }) => id).sort())
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('several changes between two questions about an alert are not missed', () => {
  const index = createSilenceIndex([silence('a', [m('job', '=~', 's.*')])])
  expect(index.silencedBy(ALERT, 150)).toEqual(['a'])
  index.put(silence('b', [m('job', '=~', 'sh.*')]))
  index.put(silence('c', [m('job', '=~', 'sho.*')]))
  index.remove('a')
  expect(index.silencedBy(ALERT, 150)).toEqual(['b', 'c'])
})

test('thousands of changes between two questions about an alert are not missed', () => {
  const index = createSilenceIndex([silence('gone', [m('job', '=~', 's.*')])])
  expect(index.silencedBy(ALERT, 150)).toEqual(['gone'])
  index.remove('gone')
  for (let i = 0; i < 5_000; i++) index.put(silence(`s${i % 10}`, [m('job', i % 2 === 0 ? '=~' : '!~', 's.*')]))
  expect(index.silencedBy(ALERT, 150)).toEqual(['s0', 's2', 's4', 's6', 's8'])
})
