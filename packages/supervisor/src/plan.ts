/** What to do next with the processes of a table. Pure: states and `now` in, actions and the next time to look out. */

import type { ProcessSpec } from './spec.ts'
import { type AfterStop, isAlive, type ProcessRecord, type ProcessState } from './state.ts'

export type Records = ReadonlyMap<string, ProcessRecord>

/** `stop`: everything goes in reverse order; what still lives at `deadline` is killed, order or not. */
export type Goal = { readonly kind: 'run' } | { readonly kind: 'stop'; readonly deadline: number }

export type Action =
  | { readonly kind: 'start'; readonly spec: ProcessSpec }
  | { readonly kind: 'stop'; readonly spec: ProcessSpec; readonly killAt: number; readonly next: AfterStop }
  | { readonly kind: 'kill'; readonly spec: ProcessSpec }
  /** Not running, and shall not start again. */
  | { readonly kind: 'rest'; readonly spec: ProcessSpec }

export interface Plan {
  readonly actions: readonly Action[]
  /** When to plan again if nothing happens before. */
  readonly nextAt: number | undefined
}

export function plan(table: readonly ProcessSpec[], records: Records, goal: Goal, now: number): Plan {
  const actions: Action[] = []
  let nextAt: number | undefined
  const lookAt = (time: number): void => {
    nextAt = Math.min(nextAt ?? time, time)
  }
  for (const spec of table) {
    const state = stateOf(records, spec.name)
    if (state.kind === 'stopping') {
      const killAt = goal.kind === 'stop' ? Math.min(state.killAt, goal.deadline) : state.killAt
      if (state.killed) continue
      if (now >= killAt) actions.push({ kind: 'kill', spec })
      else lookAt(killAt)
    } else if (goal.kind === 'stop') {
      if (!isAlive(state)) {
        if (state.kind !== 'stopped') actions.push({ kind: 'rest', spec })
      } else if (now >= goal.deadline || !dependentsAlive(table, records, spec)) {
        const killAt = Math.min(now + spec.stopTimeoutMs, goal.deadline)
        actions.push({ kind: 'stop', spec, killAt, next: { kind: 'stopped' } })
        lookAt(killAt)
      } else {
        lookAt(goal.deadline)
      }
    } else if (state.kind === 'waiting' || state.kind === 'backoff') {
      const time = state.kind === 'backoff' ? state.until : now
      if (now < time) lookAt(time)
      else if (spec.dependsOn.every((name) => stateOf(records, name).kind === 'ready'))
        actions.push({ kind: 'start', spec })
    } else if (state.kind === 'starting') {
      const { timeoutMs } = spec.readiness
      const lateAt = state.startedAt + timeoutMs
      if (now < lateAt) lookAt(lateAt)
      else {
        const next: AfterStop = { kind: 'failure', reason: `not ready within ${timeoutMs / 1000} s` }
        actions.push({ kind: 'stop', spec, killAt: now + spec.stopTimeoutMs, next })
      }
    }
  }
  return { actions, nextAt }
}

/** Nothing will change by itself any more: each process is ready, at rest, given up, or waits for one that is. */
export function isSettled(table: readonly ProcessSpec[], records: Records): boolean {
  return table.every((spec) => {
    const { kind } = stateOf(records, spec.name)
    return kind === 'ready' || kind === 'stopped' || kind === 'failed' || blockedBy(table, records, spec) !== undefined
  })
}

/** The given-up or stopped process that keeps a waiting one from starting, directly or through others. */
export function blockedBy(table: readonly ProcessSpec[], records: Records, spec: ProcessSpec): string | undefined {
  if (stateOf(records, spec.name).kind !== 'waiting') return undefined
  for (const name of spec.dependsOn) {
    const { kind } = stateOf(records, name)
    if (kind === 'failed' || kind === 'stopped') return name
    const dependency = table.find((other) => other.name === name)
    const further = dependency && blockedBy(table, records, dependency)
    if (further !== undefined) return further
  }
  return undefined
}

function dependentsAlive(table: readonly ProcessSpec[], records: Records, spec: ProcessSpec): boolean {
  return table.some(
    ({ name, dependsOn, stopsBefore = [] }) =>
      [...dependsOn, ...stopsBefore].includes(spec.name) && isAlive(stateOf(records, name)),
  )
}

function stateOf(records: Records, name: string): ProcessState {
  return records.get(name)?.state ?? { kind: 'waiting' }
}
