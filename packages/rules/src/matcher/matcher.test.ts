import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matches } from './matches.ts'
import { parseMatcher, parseMatchers, printMatcher, printMatchers } from './parse.ts'

const m = (name: string, op: '=' | '!=' | '=~' | '!~', value: string) => ({ name, op, value })

describe('parseMatcher', () => {
  test.each([
    ['foo=bar', m('foo', '=', 'bar')],
    ['foo="bar"', m('foo', '=', 'bar')],
    [' foo != "bar" ', m('foo', '!=', 'bar')],
    ['foo=~b.*r', m('foo', '=~', 'b.*r')],
    ['foo!~"a|b"', m('foo', '!~', 'a|b')],
    ['foo=', m('foo', '=', '')],
    ['foo=""', m('foo', '=', '')],
    ['foo="a\\"b\\\\c\\nd"', m('foo', '=', 'a"b\\c\nd')],
    ['foo="spurious \\d"', m('foo', '=', 'spurious \\d')],
    ['foo=a b=c', m('foo', '=', 'a b=c')],
    ['"foo bar"="baz"', m('foo bar', '=', 'baz')],
    ['日志=~"错误"', m('日志', '=~', '错误')],
    ['"a\\u0062"=x', m('ab', '=', 'x')],
    ['foo=~"(?i)error"', m('foo', '=~', '(?i)error')],
  ])('%s', (text, matcher) => {
    expect(parseMatcher(text)).toEqual({ ok: true, matcher })
  })

  test.each([
    ['', 'write NAME="VALUE"'],
    ['foo', 'write NAME="VALUE"'],
    ['foo="bar', 'double quote'],
    ['foo=b"ar', 'double quote'],
    ['9foo!bar=x', 'write NAME='],
    ['""="x"', 'the name is empty'],
    ['foo=~"("', 'bad regular expression "("'],
    ['foo=~"a(?=b)"', '"(?=" is not supported'],
    ['foo=~"(a)\\\\1"', 'is not supported'],
  ])('refuses %s', (text, message) => {
    expect(parseMatcher(text)).toEqual({ ok: false, message: expect.stringContaining(message) })
  })

  test('print and parse are inverse', () => {
    const name = fc.oneof(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]*$/), fc.string({ minLength: 1, unit: 'grapheme' }))
    fc.assert(
      fc.property(
        name,
        fc.constantFrom('=' as const, '!=' as const),
        fc.string({ unit: 'grapheme' }),
        (n, op, value) => {
          expect(parseMatcher(printMatcher({ name: n, op, value }))).toEqual({
            ok: true,
            matcher: { name: n, op, value },
          })
        },
      ),
    )
  })

  test('a printed list and its parse are inverse, up to order', () => {
    const one = fc.record({
      name: fc.stringMatching(/^[a-z]{1,5}$/),
      op: fc.constantFrom('=' as const, '!=' as const),
      value: fc.string(),
    })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (list) => {
        const parsed = parseMatchers(printMatchers(list))
        expect(parsed.ok && printMatchers(parsed.matchers)).toBe(printMatchers(list))
      }),
    )
  })
})

test('several matchers in one line', () => {
  expect(parseMatchers('{a="x,y", b!=z,}')).toEqual({ ok: true, matchers: [m('a', '=', 'x,y'), m('b', '!=', 'z')] })
  expect(parseMatchers('{a="x"')).toEqual({ ok: false, message: expect.stringContaining('closing brace') })
  expect(parseMatchers('{}')).toEqual({ ok: false, message: expect.stringContaining('empty matcher') })
})

test.each([
  [[m('a', '=', 'x')], { a: 'x' }, true],
  [[m('a', '=', '')], {}, true],
  [[m('a', '!=', 'x')], {}, true],
  [[m('a', '=~', 'x|y')], { a: 'xy' }, false],
  [[m('a', '=~', '(?i)ERR.*')], { a: 'error' }, true],
  [[m('a', '!~', '.+')], {}, true],
  [[m('a', '=~', 'svc\\-1')], { a: 'svc-1' }, true],
  [[m('a', '=', 'x'), m('b', '=', 'y')], { a: 'x' }, false],
  [[m('constructor', '=', '')], {}, true],
  [[], { a: 'x' }, true],
])('matches %j %j → %s', (matchers, labels, expected) => {
  expect(matches(matchers, labels)).toBe(expected)
})

test('matchers print sorted by name', () => {
  expect(printMatchers([m('tier', '=', ''), m('severity', '=', 'critical')])).toBe('{severity="critical",tier=""}')
  expect(printMatchers([])).toBe('{}')
})
