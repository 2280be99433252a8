import { describe, expect, test } from 'vitest'
import { matches } from './matches.ts'
import { parseMatcher, printMatchers } from './parse.ts'

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
    ['', 'bad matcher format: '],
    ['foo', 'bad matcher format: foo'],
    ['foo="bar', 'matcher value contains unescaped double quote: "bar'],
    ['foo=b"ar', 'matcher value contains unescaped double quote: b"ar'],
    ['9foo!bar=x', 'bad matcher format: 9foo!bar=x'],
    ['{foo=bar}', 'unexpected open or close brace: {foo=bar}'],
    ['foo=~"("', 'error parsing regexp: missing closing )'],
    ['foo=~"a(?=b)"', 'invalid or unsupported Perl syntax: `(?=`'],
    ['foo=~"(a)\\\\1"', 'invalid escape sequence'],
  ])('refuses %s', (text, message) => {
    expect(parseMatcher(text)).toEqual({ ok: false, message: expect.stringContaining(message) })
  })
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
