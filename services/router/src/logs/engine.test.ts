import type { LogRule } from '@tocsin/rules'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogAlert, LogRecord } from './contract.ts'
import { createEngine } from './engine.ts'

const T = 1_700_000_000_000
const SECOND = 1_000
const MINUTE = 60 * SECOND
const STREAM = { service_name: 'shop', severity_text: 'error', pod: 'shop-1' }

function ruleWith(part: Partial<LogRule> = {}): LogRule {
  return {
    group: 'logs',
    alert: 'ConnectionTimeout',
    expr: 'count_over_time({severity_text="error"} |= "connection timeout" [1m]) > 0',
    selector: [{ name: 'severity_text', op: '=', value: 'error' }],
    filters: [{ op: '|=', texts: ['connection timeout', 'connect timed out'] }],
    rangeMs: MINUTE,
    comparison: { op: '>', value: 0 },
    forMs: 0,
    keepFiringForMs: 0,
    labels: { tier: 'ticket', service: '{{ $labels.service_name }}' },
    annotations: { summary: '{{ $value }} lines from {{ $labels.service_name }}' },
    ...part,
  }
}

function line(at: number, text = 'connection timeout', part: Partial<LogRecord> = {}): LogRecord {
  return { at, stream: STREAM, line: text, ...part }
}

/** Advances every 250 ms, as the worker does, and gives what was told with its time. */
function run(engine: ReturnType<typeof createEngine>, from: number, to: number) {
  const told: { now: number; alert: LogAlert }[] = []
  for (let now = from; now <= to; now += 250) for (const alert of engine.advance(now)) told.push({ now, alert })
  return told
}

test('fires at once, with labels, annotations and evidence', () => {
  const engine = createEngine([ruleWith()])
  const traceId = 'a'.repeat(32)
  expect(engine.ingest([line(T - 300, 'connection timeout\nError: x', { traceId })], T)).toEqual([
    {
      labels: {
        alertname: 'ConnectionTimeout',
        service_name: 'shop',
        severity_text: 'error',
        tier: 'ticket',
        service: 'shop',
      },
      annotations: { summary: '1 lines from shop' },
      startsAt: T - 300,
      endsAt: T + 4 * MINUTE,
      generatorUrl: '',
      evidence: {
        count: 1,
        kinds: 1,
        firstAt: T - 300,
        lastAt: T - 300,
        samples: ['connection timeout\nError: x'],
        traceIds: [traceId],
      },
    },
  ])
})

describe('which lines count', () => {
  const not = { op: '!=', texts: ['retry', 'ignored'] } as const
  test.each([
    ['connection timeout', STREAM, true],
    ['a connect timed out here', STREAM, true],
    ['Connection timeout', STREAM, false],
    ['connection timeout, retry', STREAM, false],
    ['connection timeout', { ...STREAM, severity_text: 'info' }, false],
    ['connection timeout', {}, false],
  ])('%s %j → %s', (text, stream, fires) => {
    const engine = createEngine([ruleWith({ filters: [...ruleWith().filters, not] })])
    expect(engine.ingest([line(T, text, { stream })], T)).toHaveLength(fires ? 1 : 0)
  })
})

test.each([
  ['>', 2, 2, 0],
  ['>', 2, 3, 1],
  ['>=', 2, 1, 0],
  ['>=', 2, 2, 1],
  ['>=', 0, 1, 1],
] as const)('%s %d with %d lines tells %d', (op, value, lines, alerts) => {
  const engine = createEngine([ruleWith({ comparison: { op, value } })])
  const records = Array.from({ length: lines }, (_, index) => line(T + index))
  expect(engine.ingest(records, T + 10)).toHaveLength(alerts)
})

test('nothing is told of a stream without a match, even for >= 0', () => {
  const engine = createEngine([ruleWith({ comparison: { op: '>=', value: 0 } })])
  engine.ingest([line(T, 'all well')], T)
  expect(run(engine, T, T + 2 * MINUTE)).toEqual([])
})

test('ends when the window is empty, and says when', () => {
  const engine = createEngine([ruleWith()])
  engine.ingest([line(T)], T)
  const told = run(engine, T, T + 2 * MINUTE)
  expect(told.map(({ now }) => now - T)).toEqual([MINUTE])
  expect(told[0]?.alert).toMatchObject({ startsAt: T, endsAt: T + MINUTE, evidence: { count: 1 } })
})

test('keep_firing_for holds the end back; a line within it keeps the episode', () => {
  const engine = createEngine([ruleWith({ keepFiringForMs: 30 * SECOND })], { renewMs: 10 * MINUTE })
  engine.ingest([line(T)], T)
  expect(run(engine, T, T + 80 * SECOND)).toEqual([])
  expect(engine.ingest([line(T + 81 * SECOND)], T + 81 * SECOND)).toMatchObject([
    { startsAt: T, evidence: { count: 2 } },
  ])
  const told = run(engine, T + 82 * SECOND, T + 4 * MINUTE)
  expect(told.map(({ now }) => now - T)).toEqual([81 * SECOND + MINUTE + 30 * SECOND])
})

test('for: waits, fires while the comparison holds without a gap', () => {
  const engine = createEngine([ruleWith({ forMs: 90 * SECOND })])
  expect(engine.ingest([line(T)], T)).toEqual([])
  expect(run(engine, T, T + 65 * SECOND)).toEqual([])
  // a gap: the wait begins anew
  engine.ingest([line(T + 70 * SECOND)], T + 70 * SECOND)
  expect(run(engine, T + 70 * SECOND, T + 120 * SECOND)).toEqual([])
  engine.ingest([line(T + 120 * SECOND)], T + 120 * SECOND)
  const told = run(engine, T + 120 * SECOND, T + 165 * SECOND)
  expect(told.map(({ now }) => now - T)).toEqual([160 * SECOND])
  expect(told[0]?.alert).toMatchObject({ startsAt: T + 70 * SECOND, evidence: { count: 2, firstAt: T + 70 * SECOND } })
})

test('changed evidence is told at most once a second, then renewals', () => {
  const engine = createEngine([ruleWith()])
  const told: number[] = []
  for (let now = T; now < T + 3 * SECOND; now += 50) told.push(...engine.ingest([line(now)], now).map(() => now - T))
  expect(told).toEqual([0, SECOND, 2 * SECOND])
  const later = run(engine, T + 3 * SECOND, T + 62 * SECOND)
  expect(later[0]).toMatchObject({ now: T + 3 * SECOND, alert: { evidence: { count: 60 } } })
  expect(later).toHaveLength(1)
})

test('a firing alert without news is renewed, with a new expiry', () => {
  const engine = createEngine([ruleWith({ rangeMs: 10 * MINUTE })], { renewMs: 15 * SECOND })
  engine.ingest([line(T)], T)
  const told = run(engine, T, T + 31 * SECOND)
  expect(told.map(({ now, alert }) => [now - T, alert.endsAt - now])).toEqual([
    [15 * SECOND, MINUTE],
    [30 * SECOND, MINUTE],
  ])
})

test('a clock that is set back does not stop the renewals', () => {
  const engine = createEngine([ruleWith()])
  engine.ingest([line(T)], T)
  expect(engine.advance(T - 10 * MINUTE)).toMatchObject([{ endsAt: T - 6 * MINUTE }])
})

test('count covers the episode, $value the window', () => {
  const engine = createEngine([ruleWith()])
  engine.ingest([line(T), line(T), line(T)], T)
  engine.advance(T + 40 * SECOND)
  engine.ingest([line(T + 50 * SECOND)], T + 50 * SECOND)
  const [alert] = engine.ingest([line(T + 61 * SECOND)], T + 61 * SECOND)
  expect(alert?.evidence.count).toBe(5)
  expect(alert?.annotations).toEqual({ summary: '2 lines from shop' })
})

test('an episode begins with what is in the window, not with what went before', () => {
  const engine = createEngine([ruleWith({ comparison: { op: '>=', value: 2 } })])
  engine.ingest([line(T, 'connection timeout of old', { traceId: 'a'.repeat(32) })], T)
  const later = T + 2 * MINUTE
  engine.ingest([line(later, 'connection timeout 1')], later)
  const [alert] = engine.ingest([line(later + 5, 'connection timeout 2')], later + 5)
  expect(alert).toMatchObject({ startsAt: later, evidence: { count: 2, kinds: 1, firstAt: later, traceIds: [] } })
})

test('a second episode does not begin before the end of the first', () => {
  const engine = createEngine([ruleWith({ comparison: { op: '>=', value: 2 } })])
  engine.ingest([line(T), line(T + 30 * SECOND)], T + 30 * SECOND)
  expect(engine.advance(T + MINUTE)).toMatchObject([{ startsAt: T, endsAt: T + MINUTE }])
  const [alert] = engine.ingest([line(T + 65 * SECOND)], T + 65 * SECOND)
  expect(alert).toMatchObject({ startsAt: T + MINUTE, evidence: { count: 2, firstAt: T + 30 * SECOND } })
})

test('a late line after the end does not open the ended episode again', () => {
  const engine = createEngine([ruleWith()])
  engine.ingest([line(T)], T)
  expect(run(engine, T, T + MINUTE)).toHaveLength(1)
  const [alert] = engine.ingest([line(T + 30 * SECOND)], T + 61 * SECOND)
  expect(alert?.startsAt).toBe(T + MINUTE)
})

test.each([
  ['older than the window', T - MINUTE, 0, 1],
  ['just inside the window', T - MINUTE + 1, 1, 0],
  ['from the future', T + 10 * MINUTE, 1, 0],
])('a record %s', (_, at, alerts, late) => {
  const engine = createEngine([ruleWith()])
  const told = engine.ingest([line(at)], T)
  expect(told).toHaveLength(alerts)
  for (const alert of told) expect(alert.startsAt).toBe(Math.min(at, T))
  expect(engine.stats().late).toBe(late)
})

test('kinds are told apart by shape; samples are five at most and distinct', () => {
  const engine = createEngine([ruleWith()])
  const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
  const records = [1, 2].flatMap((n) => words.map((word) => line(T, `connection timeout ${word} ${n}`)))
  const evidence = engine.ingest(records, T)[0]?.evidence
  expect(evidence).toMatchObject({ count: 14, kinds: 7 })
  expect(evidence?.samples).toEqual(words.slice(0, 5).map((word) => `connection timeout ${word} 1`))
})

test('streams that differ in a label that alerts do not carry are one alert', () => {
  const engine = createEngine([ruleWith()])
  const records = ['a', 'b', 'c'].map((pod) => line(T, 'connection timeout', { stream: { ...STREAM, pod } }))
  expect(engine.ingest(records, T)).toMatchObject([{ evidence: { count: 3 } }])
  const other = { ...STREAM, service_name: 'load' }
  expect(engine.ingest([line(T, 'connection timeout', { stream: other })], T)).toMatchObject([
    { labels: { service: 'load' } },
  ])
})

test('the number of watches is bounded, refusals are counted, and room comes back', () => {
  const engine = createEngine([ruleWith()], { maxWatches: 2 })
  const from = (name: string, at: number) =>
    line(at, 'connection timeout', { stream: { ...STREAM, service_name: name } })
  expect(engine.ingest([from('a', T), from('b', T), from('c', T), from('a', T)], T)).toHaveLength(2)
  expect(engine.stats()).toMatchObject({ watches: 2, refused: 1, matches: 4 })
  run(engine, T, T + 3 * MINUTE)
  expect(engine.stats().watches).toBe(0)
  expect(engine.ingest([from('c', T + 3 * MINUTE)], T + 3 * MINUTE)).toHaveLength(1)
})

test('reload: what is unchanged goes on, what is gone ends', () => {
  const kept = ruleWith()
  const gone = ruleWith({ alert: 'Gone' })
  const engine = createEngine([kept, gone])
  expect(engine.ingest([line(T)], T)).toHaveLength(2)
  const added = ruleWith({ alert: 'Added', filters: [{ op: '|=', texts: ['out of memory'] }] })
  const ended = engine.reload([structuredClone(kept), added], T + 5)
  expect(ended).toMatchObject([{ labels: { alertname: 'Gone' }, endsAt: T + 5 }])
  expect(engine.stats().watches).toBe(1)
  expect(engine.ingest([line(T + SECOND)], T + SECOND)).toMatchObject([{ startsAt: T, evidence: { count: 2 } }])
  expect(engine.ingest([line(T + SECOND, 'out of memory')], T + SECOND)).toMatchObject([
    { labels: { alertname: 'Added' } },
  ])
})

test('it fires exactly while brute force counts enough', () => {
  const step = fc.record({ passMs: fc.nat(30_000), ages: fc.array(fc.nat(50_000), { maxLength: 4 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.nat(4), (steps, threshold) => {
      const engine = createEngine([ruleWith({ comparison: { op: '>', value: threshold } })])
      const all: number[] = []
      let now = T
      let firing = false
      for (const { passMs, ages } of steps) {
        now += passMs
        const times = ages.map((age) => now - age)
        all.push(...times)
        for (const alert of [
          ...engine.ingest(
            times.map((at) => line(at)),
            now,
          ),
          ...engine.advance(now),
        ]) {
          firing = alert.endsAt > now
          expect(alert.startsAt).toBeLessThanOrEqual(now)
        }
        expect(firing).toBe(all.filter((at) => at > now - MINUTE).length > threshold)
      }
    }),
  )
})
