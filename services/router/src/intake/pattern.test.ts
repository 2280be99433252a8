import { expect, test } from 'vitest'
import { safePattern } from './pattern.ts'

test.each(['(.+)+!', '(a|b)*', '(?=a)b', '(a)\\1', 'a(', 'x'.repeat(201)])('%s is refused', (text) => {
  expect(safePattern(text)).toBeUndefined()
})

test.each([
  ['team', 'team', true],
  ['team', 'teams', false],
  ['team-.*', 'team-x', true],
  ['(?:a|b)', 'b', true],
])('%s on %s', (text, name, matches) => {
  expect(safePattern(text)?.test(name)).toBe(matches)
})
