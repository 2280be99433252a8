import type { Labels } from '@tocsin/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareAlerts, compareLabels } from './alert-groups.ts'

const sorted = (compare: (a: Labels, b: Labels) => number, list: readonly Labels[]): Labels[] =>
  list.toReversed().sort(compare)

test.each<[string, Labels[]]>([
  ['fewer labels first', [{ z: 'z' }, { a: 'a', b: 'b' }]],
  ['then the first name that differs', [{ b: '1' }, { a: '1' }]],
  [
    'then its value',
    [
      { a: '1', b: '2' },
      { a: '1', b: '3' },
      { a: '2', b: '0' },
    ],
  ],
  ['upper case before lower', [{ a: 'B' }, { a: 'a' }]],
  ['names of objects are names like others', [{ constructor: '1' }, { b: '1' }]],
])('label sets: %s', (_name, list) => {
  expect(sorted(compareLabels, list)).toEqual(list)
})

test.each<[string, Labels[]]>([
  ['by job', [{ job: 'a', x: '1', y: '2' }, { job: 'b' }]],
  ['those without a job last', [{ job: 'z' }, { a: '1' }]],
  [
    'then by instance',
    [
      { job: 'a', instance: '1', x: '1' },
      { job: 'a', instance: '2' },
    ],
  ],
  ['those without an instance last', [{ job: 'a', instance: '1' }, { job: 'a' }]],
  ['then as label sets', [{ job: 'a' }, { job: 'a', x: '1' }, { job: 'a', x: '2' }]],
])('alerts: %s', (_name, list) => {
  expect(sorted(compareAlerts, list)).toEqual(list)
})

const labels = fc.dictionary(fc.constantFrom('a', 'b', 'job', 'instance'), fc.constantFrom('1', '2', '🙂', '\uffff'))

test.each([
  ['compareLabels', compareLabels],
  ['compareAlerts', compareAlerts],
])('%s is an order', (_name, compare) => {
  fc.assert(
    fc.property(labels, labels, labels, (a, b, c) => {
      expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0)
      expect(compare(a, a)).toBe(0)
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})
