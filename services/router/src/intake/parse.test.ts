import { describe, expect, test } from 'vitest'
import { parseAlerts } from './parse.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const parse = (value: unknown) =>
  parseAlerts(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), {
    now: NOW,
    resolveTimeoutMs: 300_000,
  })
const only = (value: unknown) => {
  const parsed = parse(typeof value === 'string' ? value : [value])
  if (parsed.kind !== 'read' || !parsed.reports[0]) throw new Error(`not read: ${JSON.stringify(parsed)}`)
  return parsed.reports[0]
}

test.each([
  ['no times', {}, { startsAt: NOW, ending: { kind: 'expires', at: NOW + 300_000 } }],
  [
    'an end ahead is an expiry',
    { endsAt: '2026-01-01T00:04:00Z', startsAt: '2025-12-31T23:00:00Z' },
    { ending: { kind: 'expires', at: NOW + 240_000 } },
  ],
  [
    'an end that is not ahead is stated',
    { endsAt: '2026-01-01T00:00:00Z', startsAt: '2025-12-31T23:00:00Z' },
    { ending: { kind: 'stated', at: NOW } },
  ],
  ['an end alone is also the start', { endsAt: '2025-12-31T23:59:00Z' }, { startsAt: NOW - 60_000 }],
  ["Go's zero time is none", { startsAt: '0001-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00Z' }, { startsAt: NOW }],
  ['nanoseconds are cut', { startsAt: '2025-12-31T23:59:59.123456789+00:00' }, { startsAt: NOW - 877 }],
])('%s', (_name, times, expected) => {
  expect(only({ labels: { alertname: 'A' }, ...times })).toMatchObject(expected)
})

test('empty label values are no labels; annotations keep theirs', () => {
  expect(only({ labels: { alertname: 'A', zone: '' }, annotations: { note: '' } })).toMatchObject({
    labels: { alertname: 'A' },
    annotations: { note: '' },
  })
})

test('the valid ones are taken even when others are refused', () => {
  const parsed = parse([
    { labels: { alertname: 'A' } },
    { labels: { alertname: 'B' }, startsAt: '2026-01-01T02:00:00Z', endsAt: '2026-01-01T01:00:00Z' },
    { labels: { empty: '' } },
  ])
  expect(parsed).toMatchObject({
    kind: 'read',
    reports: [{ labels: { alertname: 'A' } }],
    refusals: ['start time must be before end time', 'at least one label pair required'],
  })
})

test.each([
  ['{', 400, /parsing alerts body from .* failed/],
  ['{}', 400, /an array of alerts is wanted/],
  [[{ annotations: {} }], 602, /0\.labels in body is required/],
  [[{ labels: { a: 1 } }], 400, /labels must be an object of strings/],
  [[{ labels: { a: { b: 'c' } } }], 400, /labels must be an object of strings/],
  [[{ labels: ['a'] }], 400, /labels must be an object of strings/],
  [[{ labels: { a: 'b' }, generatorURL: 1 }], 400, /generatorURL must be a string/],
  [[null], 602, /0\.labels in body is required/],
  [[1], 400, /0 must be an alert/],
  ['', 602, /alerts in body is required/],
  // Types anywhere come before what is missing.
  [[{}, { labels: { a: 1 } }], 400, /1\.labels must be an object of strings/],
  [
    [{ labels: { a: 'b' } }, { labels: { a: 'b' }, generatorURL: 'x' }],
    601,
    /1\.generatorURL in body must be of type uri: "x"/,
  ],
  ['\ufeff[]', 400, /failed, because/],
  ['[{"labels":{"a":"\u0001"}}]', 400, /failed, because/],
  [[{ labels: { a: 'b' }, startsAt: 'yesterday' }], 400, /startsAt must be an RFC 3339 time/],
])('%j is unreadable', (body, code, message) => {
  const parsed = parse(body)
  expect(parsed).toMatchObject({ kind: 'unreadable', problem: { code } })
  expect(parsed.kind === 'unreadable' && parsed.problem.message).toMatch(message)
})

test('null is no alert, and nothing wrong', () => {
  expect(parse('null')).toEqual({ kind: 'read', reports: [], refusals: [] })
})

describe('what JSON allows and few send', () => {
  const read = (labels: string) => only(`[{"labels":${labels}}]`).labels

  test.each([
    ['the last of two equal names counts, as in Go', '{"a":"1","a":"2"}', { a: '2' }],
    ['null is the empty value, as in Go, and so no label', '{"a":"1","b":null}', { a: '1' }],
    ['NUL is a character', '{"a":"x\\u0000y"}', { a: 'x\0y' }],
    [
      'half a surrogate pair is U+FFFD, as in Go',
      '{"a":"\\ud83d","\\uDE00b":"\\ud83d\\ude00"}',
      { a: '\ufffd', '\ufffdb': '😀' },
    ],
    ['names of Object.prototype are names', '{"constructor":"c","toString":"t"}', { constructor: 'c', toString: 't' }],
  ])('%s', (_name, json, labels) => {
    expect(read(json)).toEqual(labels)
  })

  test('__proto__ is a label like any other', () => {
    for (const more of ['', ',"empty":""', ',"half":"\\ud83d"']) {
      const labels = read(`{"__proto__":"p"${more}}`)
      expect(Object.getOwnPropertyDescriptor(labels, '__proto__')?.value).toBe('p')
      expect(Object.getPrototypeOf(labels)).toBe(Object.prototype)
    }
  })
})

describe('an alert that is too large is refused alone', () => {
  test.each([
    [
      '10,000 labels',
      { labels: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`l${n}`, 'x'])) },
      /4096 labels/,
    ],
    ['a value of 1 MB', { labels: { a: 'x'.repeat(1_000_000) } }, /262144 characters/],
    ['an annotation of 1 MB', { labels: { a: 'b' }, annotations: { a: 'x'.repeat(1_000_000) } }, /262144 characters/],
  ])('%s', (_name, large, reason) => {
    const parsed = parse([large, { labels: { alertname: 'A' } }])
    expect(parsed).toMatchObject({ kind: 'read', reports: [{ labels: { alertname: 'A' } }] })
    expect(parsed.kind === 'read' && parsed.refusals).toEqual([expect.stringMatching(reason)])
  })
})
