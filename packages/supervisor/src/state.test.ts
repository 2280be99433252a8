import { describe, expect, test } from 'vitest'
import { checkTable, type ProcessSpec } from './spec.ts'
import {
  becameReady,
  exited,
  INITIAL,
  killed,
  MAX_FAILURES,
  type ProcessRecord,
  started,
  startWanted,
  stopping,
} from './state.ts'

const NOW = 1_000_000
const failure = { reason: 'exited with code 1', lastLines: ['the disk is full'] }
const running = becameReady(started(INITIAL, 7, NOW), NOW)

function crash(record: ProcessRecord): ProcessRecord {
  return exited(started(record, 7, NOW), failure, NOW)
}

describe('an end that nobody asked for', () => {
  test('waits longer each time, and is given up at last', () => {
    const waits: (number | string)[] = []
    let record = INITIAL
    for (let i = 0; i < MAX_FAILURES; i++) {
      record = crash(record)
      waits.push(record.state.kind === 'backoff' ? record.state.until - NOW : record.state.kind)
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 'failed'])
    expect(record).toMatchObject({ state: { failure }, restarts: MAX_FAILURES - 1 })
  })

  test.each([
    [59_999, 5],
    [60_000, 1],
  ])('after %i ms of being ready it counts as failure %i', (readyForMs, expected) => {
    const record = { ...running, failures: 4 }
    expect(exited(record, failure, NOW + readyForMs).failures).toBe(expected)
  })
})

describe('an end that was asked for', () => {
  test.each([
    [{ kind: 'stopped' }, { kind: 'stopped' }, 0],
    [{ kind: 'waiting' }, { kind: 'waiting' }, 0],
    [
      { kind: 'failure', reason: 'not ready within 20 s' },
      { kind: 'backoff', failure: { ...failure, reason: 'not ready within 20 s' } },
      1,
    ],
  ] as const)('followed by %o', (next, state, failures) => {
    const record = exited(stopping(running, NOW + 3_000, next), failure, NOW)
    expect(record.state).toMatchObject(state)
    expect(record.failures).toBe(failures)
  })

  test('a second wish takes over, but the time to be killed never moves back', () => {
    const record = stopping(stopping(running, NOW + 3_000, { kind: 'waiting' }), NOW + 9_000, { kind: 'stopped' })
    expect(record.state).toMatchObject({ killAt: NOW + 3_000, next: { kind: 'stopped' } })
    expect(startWanted(killed(record)).state).toMatchObject({ killed: true, next: { kind: 'waiting' } })
  })
})

test('a start that was asked for forgets failures; a running process is left alone', () => {
  expect(startWanted({ ...INITIAL, failures: 6, state: { kind: 'failed', failure } })).toMatchObject({
    failures: 0,
    state: { kind: 'waiting' },
  })
  expect(startWanted(running)).toBe(running)
})

test('the table is checked as a whole', () => {
  const spec = (name: string, ...dependsOn: string[]): ProcessSpec => ({
    ...{ name, dependsOn, command: 'x', args: [], env: {}, stopTimeoutMs: 1, ports: [] },
    readiness: { kind: 'tcp', host: '127.0.0.1', port: 1, timeoutMs: 1 },
  })
  expect(() => checkTable([spec('a', 'b'), spec('b')])).not.toThrow()
  expect(() => checkTable([spec('a', 'c'), spec('a')])).toThrow(
    'process "a" is there twice\nprocess "a" depends on "c", which is not in the table (a, a)',
  )
  expect(() => checkTable([spec('a', 'b'), spec('b', 'a'), spec('c')])).toThrow('in a circle: a, b')
})
