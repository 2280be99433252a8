import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Alert, fingerprintOf, isResolved } from './alert.ts'
import { startClockWatch, watchClock } from './clock.ts'
import { mergeReport } from './merge.ts'

test.each([
  [{ alertname: 'alert1', severity: 'critical' }, '0223b772b51c29e1'],
  [{ foo: 'bar' }, '3fff2c2d7595e046'],
  [{}, 'cbf29ce484222325'],
])('the fingerprint of %j is that of a real Alertmanager', (labels, fingerprint) => {
  expect(fingerprintOf(labels)).toBe(fingerprint)
})

test('the fingerprint does not depend on the order of the labels, and equals 64-bit arithmetic', () => {
  const slow = (labels: Record<string, string>): string => {
    let hash = 0xcbf29ce484222325n
    const bytes = Object.keys(labels)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .flatMap((name) => [...Buffer.from(name), 0xff, ...Buffer.from(labels[name] ?? ''), 0xff])
    for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
    return hash.toString(16).padStart(16, '0')
  }
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), (labels) => {
      const reversed = Object.fromEntries(Object.entries(labels).reverse())
      expect(fingerprintOf(labels)).toBe(slow(labels))
      expect(fingerprintOf(reversed)).toBe(fingerprintOf(labels))
    }),
  )
})

const NOW = 1_000_000
const firing = (change: Partial<Alert> = {}): Alert => ({
  fingerprint: 'f',
  labels: { alertname: 'A' },
  annotations: {},
  generatorUrl: '',
  startsAt: NOW - 60_000,
  ending: { kind: 'expires', at: NOW + 240_000 },
  updatedAt: NOW,
  ...change,
})
const ended = (at: number, change: Partial<Alert> = {}) => firing({ ending: { kind: 'stated', at }, ...change })

const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs })

describe('a report beside what is known', () => {
  test.each([
    ['nothing known', undefined, firing(), 'transition'],
    [
      'firing, and firing again with a later expiry',
      firing(),
      firing({ ending: { kind: 'expires', at: NOW + 300_000 } }),
      'refresh',
    ],
    ['firing, then ended', firing(), ended(NOW), 'transition'],
    ['ended, and the end repeated', ended(NOW - 10_000), ended(NOW - 10_000), 'refresh'],
    ['ended, then firing anew', ended(NOW - 10_000), firing({ startsAt: NOW - 5_000 }), 'transition'],
    ['expired unheard, then firing on', firing({ ending: { kind: 'expires', at: NOW - 1 } }), firing(), 'transition'],
    [
      'expired unheard, then stated as ended',
      firing({ ending: { kind: 'expires', at: NOW - 1 } }),
      ended(NOW - 500),
      'transition',
    ],
  ] as const)('%s', (_name, known, incoming, kind) => {
    expect(mergeReport(known, incoming, NOW).kind).toBe(kind)
  })

  test('the late end of an earlier episode is ignored', () => {
    const late = ended(NOW - 70_000, { startsAt: NOW - 90_000 })
    expect(mergeReport(firing(), late, NOW)).toEqual({ kind: 'stale' })
  })

  test('one episode keeps its earliest start', () => {
    const merged = mergeReport(firing(), firing({ startsAt: NOW - 30_000 }), NOW)
    expect(merged).toMatchObject({ kind: 'refresh', alert: { startsAt: NOW - 60_000 } })
  })

  test('another episode has its own start', () => {
    const merged = mergeReport(ended(NOW - 50_000), firing({ startsAt: NOW - 30_000 }), NOW)
    expect(merged).toMatchObject({ alert: { startsAt: NOW - 30_000 } })
  })
})

describe('silence as an end', () => {
  const expired = firing({ ending: { kind: 'expires', at: NOW - 1 } })
  test.each([
    ['a stated end counts at once', ended(NOW), NOW + 90_000, true],
    ['a passed expiry counts', expired, NOW, true],
    ['a passed expiry does not count while held', expired, NOW + 1, false],
    ['an expiry ahead does not count', firing(), 0, false],
  ])('%s', (_name, alert, heldUntil, resolved) => {
    expect(isResolved(alert, NOW, heldUntil)).toBe(resolved)
  })

  test.each([
    ['a start', startClockWatch(at(NOW, 0), 90_000, undefined), NOW + 90_000],
    [
      'time going on',
      watchClock(startClockWatch(at(NOW, 0), 90_000, undefined), at(NOW + 1_000, 1_000), 90_000),
      NOW + 90_000,
    ],
    [
      'a stopped process',
      watchClock(startClockWatch(at(NOW, 0), 90_000, undefined), at(NOW + 600_000, 600_000), 90_000),
      NOW + 690_000,
    ],
    [
      'a clock set forth',
      watchClock(startClockWatch(at(NOW, 0), 90_000, undefined), at(NOW + 600_000, 1_000), 90_000),
      NOW + 690_000,
    ],
    [
      'a clock set back',
      watchClock(startClockWatch(at(NOW, 0), 90_000, undefined), at(NOW - 600_000, 1_000), 90_000),
      NOW - 510_000,
    ],
  ])('is held after %s', (_name, watch, heldUntil) => {
    expect(watch.expiriesHeldUntil).toBe(heldUntil)
  })
})

describe('a clock that was set', () => {
  const start = startClockWatch(at(NOW, 0), 90_000, undefined)
  test.each([
    ['an hour forth', at(NOW + 3_601_000, 1_000), 3_600_000],
    ['an hour back', at(NOW - 3_599_000, 1_000), -3_600_000],
    ['an hour back during a stop of half a minute', at(NOW - 3_570_000, 30_000), -3_600_000],
    ['by what a time service corrects', at(NOW + 3_000, 1_000), 0],
    ['not at all, in a stop of half a minute', at(NOW + 30_000, 30_000), 0],
  ])('%s', (_name, reading, steppedMs) => {
    expect(watchClock(start, reading, 90_000).steppedMs).toBe(steppedMs)
  })

  test('is told of once', () => {
    const stepped = watchClock(start, at(NOW + 3_601_000, 1_000), 90_000)
    expect(watchClock(stepped, at(NOW + 3_602_000, 2_000), 90_000)).toMatchObject({
      steppedMs: 0,
      expiriesHeldUntil: NOW + 3_601_000 + 90_000,
    })
  })

  test.each([
    ['nothing on record', undefined, 0],
    ['the record ends before now: away for a while', NOW - 600_000, 0],
    ['the record ends after now: set back while the router was down', NOW + 3_600_000, -3_600_000],
    ['a little after now', NOW + 2_000, 0],
  ])('at a start: %s', (_name, lastSeen, steppedMs) => {
    expect(startClockWatch(at(NOW, 0), 90_000, lastSeen).steppedMs).toBe(steppedMs)
  })
})
