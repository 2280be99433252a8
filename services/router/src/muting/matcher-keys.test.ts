import { type Matcher, matches } from '@tocsin/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keysOf } from './matcher-keys.ts'

const m = (op: Matcher['op'], value: string): Matcher => ({ name: 'a', op, value })

test.each([
  [m('=', 'x'), ['x']],
  [m('=', ''), undefined],
  [m('!=', 'x'), undefined],
  [m('!~', 'x'), undefined],
  [m('=~', 'x'), ['x']],
  [m('=~', 'web-1|web-2:9100'), ['web-1', 'web-2:9100']],
  [m('=~', '^(?:x|y)$'), ['x', 'y']],
  [m('=~', '(x|y)'), ['x', 'y']],
  [m('=~', '10\\.0\\.0\\.1:80'), ['10.0.0.1:80']],
  [m('=~', 'a.b'), 'a'],
  [m('=~', '10\\.0\\.0\\.[0-9]+'), '10.0.0.'],
  [m('=~', '^web-.*'), 'web-'],
  [m('=~', 'web-?'), 'web'],
  [m('=~', 'we\\.*'), 'we'],
  [m('=~', 'ab{0}'), 'a'],
  [m('=~', 'x?'), undefined],
  [m('=~', 'x|'), undefined],
  [m('=~', 'web-.*|db'), undefined],
  [m('=~', '(x)(y)'), undefined],
  [m('=~', '(?i)x'), undefined],
  [m('=~', '(?i:x)'), undefined],
  [m('=~', '\\d'), undefined],
  [m('=~', 'x|^y'), undefined],
  [m('=~', 'x)?(y'), undefined],
  [m('=~', ''), undefined],
])('the keys of %j are %j', (matcher, expected) => {
  const keys = keysOf(matcher)
  expect(keys?.kind === 'prefix' ? keys.prefix : keys?.values).toEqual(expected)
})

test('no value that a matcher lets through is missed by its keys', () => {
  const part = fc.oneof(
    fc.constantFrom('x', 'y', '-', '\\.', 'xy'),
    fc.constantFrom('.', '*', '?', '+', '|', '(', ')', '^', '$', '[xy]', '{0,1}', '(?i)', '(?:'),
  )
  const pattern = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(''))
  const value = fc.array(fc.constantFrom('x', 'y', '.', 'X', '-'), { maxLength: 3 }).map((parts) => parts.join(''))
  let compared = 0
  fc.assert(
    fc.property(
      fc.constantFrom<Matcher['op']>('=~', '=~', '='),
      pattern,
      fc.array(value, { minLength: 5, maxLength: 20 }),
      (op, text, values) => {
        const matcher = m(op, text)
        const keys = keysOf(matcher)
        for (const a of values) {
          let through: boolean
          try {
            through = matches([matcher], { a })
          } catch {
            return
          }
          if (!through || !keys) continue
          compared++
          expect(keys.kind === 'values' ? keys.values.includes(a) : a.startsWith(keys.prefix)).toBe(true)
        }
      },
    ),
    { numRuns: 2_000 },
  )
  expect(compared).toBeGreaterThan(50)
})
