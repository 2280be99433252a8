import { type Labels, matches } from '@tocsin/rules'
import { describe, expect, test } from 'vitest'
import { wants } from './alerts.ts'
import { readAlertQuery, readFlag, readMatchers } from './query.ts'

const params = (text: string): URLSearchParams => new URLSearchParams(text)

describe('filter: the truth table for an alert with {foo="bar"}', () => {
  const labels: Labels = { foo: 'bar' }
  test.each([
    ['foo="bar"', true],
    ['foo!="bar"', false],
    ['baz=""', true],
    ['baz!=""', false],
    ['baz="qux"', false],
    ['baz!="qux"', true],
    ['baz="qux|"', false],
    ['baz!="qux|"', true],
    ['foo=~"bar"', true],
    ['foo!~"bar"', false],
    ['baz=~""', true],
    ['baz!~""', false],
    ['baz=~"qux"', false],
    ['baz!~"qux"', true],
    ['baz=~"qux|"', true],
    ['baz!~"qux|"', false],
  ])('%s: %s', (filter, kept) => {
    const read = readMatchers(params(`filter=${encodeURIComponent(filter)}`), 'filter', 'fallback')
    expect(read.ok && matches(read.query, labels)).toBe(kept)
  })

  test('several are joined by AND', () => {
    const read = readMatchers(params('filter=foo%3Dbar&filter=baz%3Dqux'), 'filter', 'fallback')
    expect(read.ok && matches(read.query, labels)).toBe(false)
  })
})

test.each([
  ['', true],
  ['active=', true],
  ['active=true', true],
  ['active=TRUE', true],
  ['active=1', true],
  ['active=yes', true],
  ['active=Ok', true],
  ['active=y', true],
  ['active=on', true],
  ['active=selected', true],
  ['active=checked', true],
  ['active=t', true],
  ['active=enabled', true],
  ['active=false', false],
  ['active=0', false],
  ['active=maybe', false],
  ['active=no', false],
  ['active=true&active=false', false],
  ['active=false&active=true', true],
])('?%s is %s', (text, expected) => {
  expect(readFlag(params(text), 'active')).toBe(expected)
})

test.each([
  ['filter=', 'bad matcher format: '],
  ['filter=a', 'bad matcher format: a'],
  ['filter=a%3Db&filter=c', 'bad matcher format: c'],
  ['filter=%7Ba%3Db%7D', 'unexpected open or close brace: {a=b}'],
  ['receiver=(', 'failed to parse receiver param: '],
  ['receiver_matchers=x', 'failed to parse receiver_matchers param: bad matcher format: x'],
])('?%s is refused', (text, message) => {
  const read = readAlertQuery(params(text), 'fallback')
  expect(read).toMatchObject({ ok: false, message: expect.stringContaining(message) })
})

test('a receiver is a whole name, an empty one is none', () => {
  const named = (text: string, name: string): boolean => {
    const read = readAlertQuery(params(text), 'fallback')
    return read.ok && read.query.receiver.named(name)
  }
  expect(named('receiver=team', 'team')).toBe(true)
  expect(named('receiver=team', 'team-db')).toBe(false)
  expect(named('receiver=team.*', 'team-db')).toBe(true)
  expect(named('receiver=', 'anything')).toBe(true)
})

describe('what mutes an alert, and which of active, silenced, inhibited keep it', () => {
  const silenced = { silencedBy: ['s'], inhibitedBy: [] }
  const inhibited = { silencedBy: [], inhibitedBy: [{ fingerprint: 'f', rule: 'r' }] }
  const both = { ...inhibited, silencedBy: ['s'] }
  const none = { silencedBy: [], inhibitedBy: [] }
  test.each([
    [true, true, true, { none: true, silenced: true, inhibited: true, both: true }],
    [true, true, false, { none: true, silenced: true, inhibited: false, both: false }],
    [true, false, true, { none: true, silenced: false, inhibited: true, both: false }],
    [true, false, false, { none: true, silenced: false, inhibited: false, both: false }],
    [false, true, true, { none: false, silenced: true, inhibited: true, both: true }],
    [false, true, false, { none: false, silenced: true, inhibited: false, both: false }],
    [false, false, true, { none: false, silenced: false, inhibited: true, both: false }],
    [false, false, false, { none: false, silenced: false, inhibited: false, both: false }],
  ])('active=%s silenced=%s inhibited=%s', (active, wantSilenced, wantInhibited, kept) => {
    const query = { active, silenced: wantSilenced, inhibited: wantInhibited }
    expect({
      none: wants(query, none),
      silenced: wants(query, silenced),
      inhibited: wants(query, inhibited),
      both: wants(query, both),
    }).toEqual(kept)
  })
})
