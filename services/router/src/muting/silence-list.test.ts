import type { Matcher } from '@tocsin/rules'
import { expect, test } from 'vitest'
import type { Silence } from '../model/silence.ts'
import { createSilenceSorter, hasMatchers } from './silence-list.ts'

const silence = (id: string, startsAt: number, endsAt: number): Silence => ({
  ...{ id, version: 1, matchers: [], startsAt, endsAt, updatedAt: 0, createdBy: '', comment: '', annotations: {} },
})

test('silences are listed by what matters first: what ends next, what begins next, what ended last', () => {
  const all = [
    silence('expired early', 0, 10),
    silence('pending late', 130, 140),
    silence('active long', 0, 190),
    silence('expired late', 0, 90),
    silence('active b', 50, 110),
    silence('active a', 0, 110),
    silence('pending soon', 120, 300),
  ]
  for (const atOnce of [1, 3, 10]) {
    const sorter = createSilenceSorter(100)
    for (let first = 0; first < all.length; first += atOnce) sorter.add(all.slice(first, first + atOnce))
    expect([...sorter.merged()].map(({ id }) => id)).toEqual([
      ...['active a', 'active b', 'active long', 'pending soon', 'pending late', 'expired late', 'expired early'],
    ])
  }
})

test.each<[string, Matcher[], boolean]>([
  ['nothing', [], true],
  ['one of its matchers', [{ name: 'a', op: '=', value: 'x' }], true],
  [
    'both',
    [
      { name: 'b', op: '=~', value: 'y' },
      { name: 'a', op: '=', value: 'x' },
    ],
    true,
  ],
  ['another value', [{ name: 'a', op: '=', value: 'y' }], false],
  ['another operator, which would match', [{ name: 'b', op: '=', value: 'y' }], false],
  [
    'one of its matchers and another',
    [
      { name: 'a', op: '=', value: 'x' },
      { name: 'c', op: '=', value: '' },
    ],
    false,
  ],
])('a filter on silences wants the very same matchers: %s', (_name, filter, expected) => {
  const matchers: Matcher[] = [
    { name: 'a', op: '=', value: 'x' },
    { name: 'b', op: '=~', value: 'y' },
  ]
  expect(hasMatchers({ matchers }, filter)).toBe(expected)
})
