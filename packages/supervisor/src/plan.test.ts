import { describe, expect, test } from 'vitest'
import { blockedBy, type Goal, isSettled, plan, type Records } from './plan.ts'
import type { ProcessSpec } from './spec.ts'
import { INITIAL, type ProcessState } from './state.ts'

const NOW = 1_000_000
const RUN: Goal = { kind: 'run' }
const failure = { reason: 'exited with code 1', lastLines: [] }

function spec(name: string, ...dependsOn: string[]): ProcessSpec {
  const readiness = { kind: 'tcp', host: '127.0.0.1', port: 1, timeoutMs: 20_000 } as const
  return { name, command: 'x', args: [], env: {}, readiness, dependsOn, stopTimeoutMs: 3_000, ports: [] }
}

const TABLE = [spec('load', 'shop'), spec('shop', 'postgres'), spec('postgres'), spec('router')]

const waiting: ProcessState = { kind: 'waiting' }
const ready: ProcessState = { kind: 'ready', pid: 7, readySince: NOW - 5_000 }
const starting = (ageMs: number): ProcessState => ({ kind: 'starting', pid: 7, startedAt: NOW - ageMs })
const stopping = (inMs: number, killed = false): ProcessState => ({
  kind: 'stopping',
  pid: 7,
  killAt: NOW + inMs,
  killed,
  next: { kind: 'stopped' },
})
const backoff = (inMs: number): ProcessState => ({ kind: 'backoff', until: NOW + inMs, failure })
const stopped: ProcessState = { kind: 'stopped' }
const failed: ProcessState = { kind: 'failed', failure }

/** In the order of TABLE: load, shop, postgres, router. */
function records(...states: ProcessState[]): Records {
  return new Map(TABLE.map(({ name }, index) => [name, { ...INITIAL, state: states[index] ?? waiting }]))
}

function shortly(goal: Goal, ...states: ProcessState[]): { do: string[]; inMs: number | undefined } {
  const { actions, nextAt } = plan(TABLE, records(...states), goal, NOW)
  return {
    do: actions.map((action) => `${action.kind} ${action.spec.name}`),
    inMs: nextAt === undefined ? undefined : nextAt - NOW,
  }
}

describe('while running', () => {
  test.each<[string, ProcessState[], string[], number | undefined]>([
    ['independent ones start together', [], ['start postgres', 'start router'], undefined],
    ['a dependency must be ready, not only started', [waiting, waiting, starting(0), ready], [], 20_000],
    ['the next in the chain starts', [waiting, waiting, ready, ready], ['start shop'], undefined],
    ['all ready: nothing', [ready, ready, ready, ready], [], undefined],
    ['not ready in time: stopped', [ready, starting(20_000), ready, ready], ['stop shop'], undefined],
    ['back-off is waited for', [ready, backoff(400), ready, ready], [], 400],
    ['and then ends', [ready, backoff(0), ready, ready], ['start shop'], undefined],
    ['back-off also waits for the dependency', [ready, backoff(0), starting(0), ready], [], 20_000],
    ['a restarting dependency does not stop its dependents', [ready, ready, stopping(900), ready], [], 900],
    ['too slow to stop: killed', [ready, stopping(0), ready, ready], ['kill shop'], undefined],
    ['killed once', [ready, stopping(-1, true), ready, ready], [], undefined],
    ['stopped and given-up ones stay so', [stopped, failed, ready, ready], [], undefined],
  ])('%s', (_, states, actions, inMs) => {
    expect(shortly(RUN, ...states)).toEqual({ do: actions, inMs })
  })
})

describe('while stopping', () => {
  const goal: Goal = { kind: 'stop', deadline: NOW + 9_000 }
  test.each<[string, ProcessState[], string[], number | undefined]>([
    ['dependents first', [ready, ready, ready, ready], ['stop load', 'stop router'], 3_000],
    ['then what they needed', [stopped, ready, ready, stopped], ['stop shop'], 3_000],
    ['a starting one too', [waiting, starting(5), ready, stopped], ['rest load', 'stop shop'], 3_000],
    [
      'what does not run rests',
      [waiting, backoff(9), failed, stopped],
      ['rest load', 'rest shop', 'rest postgres'],
      undefined,
    ],
    ['a restart that was asked for is cut at its time', [stopped, stopping(100), ready, stopped], [], 100],
  ])('%s', (_, states, actions, inMs) => {
    expect(shortly(goal, ...states)).toEqual({ do: actions, inMs })
  })

  test('stopsBefore keeps the order of stops, not that of starts', () => {
    const table = [spec('router'), { ...spec('shop'), stopsBefore: ['router', 'gone'] }]
    const first = (goal: Goal, state: ProcessState): string[] => {
      const both = new Map(table.map(({ name }) => [name, { ...INITIAL, state }]))
      return plan(table, both, goal, NOW).actions.map((action) => action.spec.name)
    }
    expect(first(RUN, waiting)).toEqual(['router', 'shop'])
    expect(first(goal, ready)).toEqual(['shop'])
  })

  test('at the deadline order counts no more', () => {
    const past: Goal = { kind: 'stop', deadline: NOW }
    expect(shortly(past, stopping(5_000), ready, ready, stopped).do).toEqual([
      'kill load',
      'stop shop',
      'stop postgres',
    ])
    // Their kill time is the deadline, so the next plan kills them.
    expect(shortly(past, stopping(0, true), stopping(0), stopping(0), stopped).do).toEqual([
      'kill shop',
      'kill postgres',
    ])
  })
})

test.each<[string, ProcessState[], boolean]>([
  ['all ready', [ready, ready, ready, ready], true],
  ['one still starts', [ready, starting(0), ready, ready], false],
  ['one is in back-off', [ready, backoff(1), ready, ready], false],
  ['one waits for what is given up, through another', [waiting, waiting, failed, ready], true],
  ['one waits for what will be ready', [waiting, waiting, starting(0), ready], false],
])('settled: %s', (_, states, expected) => {
  expect(isSettled(TABLE, records(...states))).toBe(expected)
})

test('what blocks a process is named through the chain', () => {
  expect(TABLE.map((entry) => blockedBy(TABLE, records(waiting, waiting, failed, ready), entry))).toEqual([
    'postgres',
    'postgres',
    undefined,
    undefined,
  ])
})
