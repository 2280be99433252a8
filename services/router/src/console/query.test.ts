import { expect, test } from 'vitest'
import { BadQuery, matchersIn, numberIn, oneOf, timeIn } from './query.ts'

test.each([
  [{ at: '2026-11-25T08:00:00+08:00' }, Date.UTC(2026, 10, 25)],
  [{ at: '1700000000000' }, 1_700_000_000_000],
  [{ at: '' }, undefined],
  [{}, undefined],
])('the time in %j', (query, at) => {
  expect(timeIn(query, 'at')).toBe(at)
})

test.each<[string, () => unknown, RegExp]>([
  ['a word for a time', () => timeIn({ at: 'yesterday' }, 'at'), /at: "yesterday" is no time; write 20/],
  ['a time twice', () => timeIn({ at: ['1700000000000', '1'] }, 'at'), /give it once/],
  ['an unknown word', () => oneOf({ kind: 'x' }, 'kind', ['alert']), /"x" is unknown; allowed: alert/],
  ['too many', () => numberIn({ limit: '501' }, 'limit', 500), /no number from 1 to 500/],
  ['not a number', () => numberIn({ limit: '1e3' }, 'limit', 500), /no number from 1 to 500/],
  ['a bad matcher', () => matchersIn({ filter: 'a' }), /filter: /],
])('%s is refused with what is allowed', (_name, read, message) => {
  expect(read).toThrow(BadQuery)
  expect(read).toThrow(message)
})

test('filters may be repeated, or several in braces', () => {
  expect(matchersIn({ filter: ['a="1"', '{b="2",c!="3"}'] }).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
})
