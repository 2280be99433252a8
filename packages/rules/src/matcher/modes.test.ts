import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Matcher } from '../types.ts'
import { isLabelName, type MatcherMode } from './mode.ts'
import { parseMatcher, parseMatchers, printMatcher, printMatchers, sortMatchers } from './parse.ts'

const read = (text: string, mode: MatcherMode): string => {
  const parsed = parseMatchers(text, mode)
  return parsed.ok ? parsed.matchers.map(printMatcher).join(' ') : `! ${parsed.message}`
}

/** Text, then what each mode reads; `!` begins a refusal. The cases are those of Alertmanager's own tests, and of its grammar. */
const bad = (text: string): string => `! bad matcher format: ${text}`
const CASES: readonly (readonly [string, string, string, string])[] = [
  // Text, classic, utf8, fallback.
  ['', '', '', ''],
  ['{}', '', '', ''],
  ['foo=bar', 'foo="bar"', 'foo="bar"', 'foo="bar"'],
  [' { foo = "bar" } ', bad('{ foo = "bar" }'), 'foo="bar"', 'foo="bar"'],
  ['{ foo = "bar" ,}', 'foo="bar"', 'foo="bar"', 'foo="bar"'],
  ['foo=bar,b!=z', 'foo="bar" b!="z"', 'foo="bar" b!="z"', 'foo="bar" b!="z"'],
  ['foo="x,y",', 'foo="x,y"', 'foo="x,y"', 'foo="x,y"'],
  ['{foo="bar"', 'foo="bar"', '! 0:10: end of input: expected close brace', 'foo="bar"'],
  ['foo="bar"}', 'foo="bar"', '! 0:10: }: expected opening brace', 'foo="bar"'],
  [
    '{foo="bar"}}',
    '! matcher value contains unescaped double quote: "bar"}',
    '! 11:12: }: expected end of input',
    '! matcher value contains unescaped double quote: "bar"}',
  ],
  ['foo=', 'foo=""', '! end of input: expected label value', 'foo=""'],
  ['foo=a b', 'foo="a b"', '! 6:7: unexpected b: expected a comma or close brace', 'foo="a b"'],
  ['foo=~[a-z]+', 'foo=~"[a-z]+"', 'foo=~"[a-z]+"', 'foo=~"[a-z]+"'],
  // The classic parser takes the last brace for the list's, wherever it stands.
  ['foo=~a{2}', 'foo=~"a{2"', '! 6:7: unexpected {: expected a comma or close brace', 'foo=~"a{2"'],
  ['foo="\\d"', 'foo="\\\\d"', '! 4:8: "\\d": invalid input', 'foo="\\\\d"'],
  ['foo="a\\tb"', 'foo="a\\\\tb"', 'foo="a\tb"', 'foo="a\\\\tb"'],
  [
    'foo="\\xf0\\x9f\\x99\\x82"',
    'foo="\\\\xf0\\\\x9f\\\\x99\\\\x82"',
    'foo="🙂"',
    'foo="\\\\xf0\\\\x9f\\\\x99\\\\x82"',
  ],
  ['🙂=🙂', bad('🙂=🙂'), '🙂="🙂"', '🙂="🙂"'],
  ['"foo bar"="\\xf0\\x9f\\x99\\x82"', bad('"foo bar"="\\xf0\\x9f\\x99\\x82"'), '"foo bar"="🙂"', '"foo bar"="🙂"'],
  ['"foo"="\\xf0"', bad('"foo"="\\xf0"'), '! 6:12: "\\xf0": invalid input', bad('"foo"="\\xf0"')],
  ['foo:bar=x', 'foo:bar="x"', 'foo:bar="x"', 'foo:bar="x"'],
  ['foo-bar=x', bad('foo-bar=x'), 'foo-bar="x"', 'foo-bar="x"'],
  ["foo='bar'", 'foo="\'bar\'"', "! 4:5: ': invalid input", 'foo="\'bar\'"'],
  ['foo', bad('foo'), "! end of input: expected an operator such as '=', '!=', '=~' or '!~'", bad('foo')],
  ['foo!bar', bad('foo!bar'), "! 3:4: !: expected one of '=~'", bad('foo!bar')],
  ['=x', bad('=x'), '! 0:1: unexpected =: expected label name', bad('=x')],
  ['a=b,,c=d', bad(''), '! 4:5: unexpected ,: expected a matcher or close brace after comma', bad('')],
  ['"a=b', bad('"a=b'), '! 0:4: "a=b: missing end "', bad('"a=b')],
]

test.each(CASES)('%s', (text, classic, utf8, fallback) => {
  expect(read(text, 'classic')).toBe(classic)
  expect(read(text, 'utf8')).toBe(utf8)
  expect(read(text, 'fallback')).toBe(fallback)
})

test('one matcher where one is wanted', () => {
  expect(parseMatcher('a=b,c=d', 'utf8')).toEqual({ ok: false, message: 'expected 1 matcher, found 2' })
  expect(parseMatcher('', 'utf8')).toEqual({ ok: false, message: 'no matchers' })
  expect(parseMatcher('a=b,c=d', 'fallback')).toEqual({
    ok: true,
    matcher: { name: 'a', op: '=', value: 'b,c=d' },
  })
  // Only before 0.27 a brace at the end belongs to a value.
  expect(parseMatcher('a=b}', 'classic').ok).toBe(true)
  expect(parseMatcher('a=b}', 'fallback')).toEqual({ ok: false, message: 'unexpected open or close brace: a=b}' })
})

test.each([
  ['a_1', true, true],
  ['a:b', false, true],
  ['1a', false, true],
  ['日志', false, true],
  ['', false, false],
  ['\ud800', false, false],
])('label name %j: classic %s, otherwise %s', (name, classic, others) => {
  expect(isLabelName(name, 'classic')).toBe(classic)
  expect([isLabelName(name, 'utf8'), isLabelName(name, 'fallback')]).toEqual([others, others])
})

describe('print and parse are inverse', () => {
  const op = fc.constantFrom('=' as const, '!=' as const)
  const value = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed())
  const classicName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]*$/)
  const anyName = fc.oneof(classicName, value)
  const regex = fc
    .array(fc.constantFrom('a', '.', '.*', '[a-z]', '\\d+', '"', '\\\\', '|', 'é', ','), { maxLength: 8 })
    .map((parts) => parts.join(''))
  const matcher = (name: fc.Arbitrary<string>): fc.Arbitrary<Matcher> =>
    fc.oneof(
      fc.record({ name, op, value }),
      fc.record({ name, op: fc.constantFrom('=~' as const, '!~' as const), value: regex }),
    )

  test.each([
    ['fallback', anyName],
    ['classic', classicName],
    ['utf8', anyName],
  ] as const)('%s: one', (mode, name) => {
    // Bare control characters in a value are read by the classic parser only: the other wants them escaped.
    const printable = (one: Matcher): boolean => mode !== 'utf8' || !/[\n\\]/.test(one.value)
    fc.assert(
      fc.property(matcher(name).filter(printable), (one) => {
        expect(parseMatcher(printMatcher(one), mode)).toEqual({ ok: true, matcher: one })
      }),
    )
  })

  test.each(['fallback', 'classic', 'utf8'] as const)('%s: a list, up to order', (mode) => {
    const one = fc.record({ name: classicName, op, value: fc.string({ unit: 'grapheme' }) })
    fc.assert(
      fc.property(fc.array(one), (list) => {
        expect(parseMatchers(printMatchers(list), mode)).toEqual({ ok: true, matchers: sortMatchers(list) })
      }),
    )
  })
})
