import { expect, test } from 'vitest'
import { parseAlerts } from './parse.ts'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const parse = (value: unknown) =>
  parseAlerts(typeof value === 'string' ? value : JSON.stringify(value), { now: NOW, resolveTimeoutMs: 300_000 })
const only = (value: unknown) => {
  const parsed = parse([value])
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
  [[{ annotations: {} }], 422, /0\.labels in body is required/],
  [[{ labels: { a: 1 } }], 400, /labels must be an object of strings/],
  [[{ labels: { a: 'b' }, startsAt: 'yesterday' }], 400, /startsAt must be an RFC 3339 time/],
])('%j is unreadable', (body, status, message) => {
  const parsed = parse(body)
  expect(parsed).toMatchObject({ kind: 'unreadable', error: { status } })
  expect(JSON.stringify(parsed)).toMatch(message)
})
