/** Runs a process table: carries out what `plan` decides, and turns what happens to children into states. */

import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/kit'
import { type Child, launch } from './child.ts'
import { type Guard, startGuard } from './guard.ts'
import { rotateLog } from './logfile.ts'
import { type Action, blockedBy, type Goal, isSettled, plan } from './plan.ts'
import { waitUntilReady } from './readiness.ts'
import { checkTable, type ProcessSpec, type Signal } from './spec.ts'
import {
  becameReady,
  exited,
  type Failure,
  INITIAL,
  isAlive,
  killed,
  type ProcessRecord,
  type ProcessState,
  started,
  startWanted,
  stopping,
} from './state.ts'

const ROTATE_EVERY_MS = 30_000
/** All processes are gone this long after a stop was asked for. */
const STOP_BUDGET_MS = 9_000

export type SupervisorEvent =
  | { readonly kind: 'starting'; readonly name: string; readonly pid: number }
  | { readonly kind: 'ready'; readonly name: string; readonly pid: number }
  /** An end that nobody asked for. `retryInMs` is undefined once it has been given up. */
  | {
      readonly kind: 'failed'
      readonly name: string
      readonly failure: Failure
      readonly retryInMs: number | undefined
      readonly logPath: string
    }
  | { readonly kind: 'stopped'; readonly name: string }

export interface ProcessStatus {
  readonly name: string
  readonly state: ProcessState
  readonly restarts: number
  /** The given-up or stopped process that keeps this one waiting. */
  readonly blockedBy: string | undefined
  readonly logPath: string
}

export interface Supervisor {
  start(): void
  /** Resolves when each process is ready, at rest, given up, or waits for one that is. */
  settled(signal?: AbortSignal): Promise<void>
  processes(): readonly ProcessStatus[]
  /** These throw OperatorError for a name that is not in the table. */
  restartProcess(name: string): void
  startProcess(name: string): void
  stopProcess(name: string): void
  /** Throws OperatorError when the process does not run. An end that this causes counts as unexpected. */
  signalProcess(name: string, signal: Signal): void
  /** Resolves when the process has reached the state, or any state `wanted` accepts. */
  waitFor(name: string, wanted: (state: ProcessState) => boolean, signal?: AbortSignal): Promise<void>
  /** Stops everything, dependents first; nothing lives after about 9 s. */
  stop(): Promise<void>
}

export interface SupervisorOptions {
  readonly table: readonly ProcessSpec[]
  readonly logsDir: string
  readonly onEvent?: (event: SupervisorEvent) => void
}

/** Throws OperatorError when the table is wrong. */
export function createSupervisor({ table, logsDir, onEvent = () => undefined }: SupervisorOptions): Supervisor {
  checkTable(table)
  const records = new Map<string, ProcessRecord>(table.map((spec) => [spec.name, INITIAL]))
  const children = new Map<string, Child>()
  const launching = new Set<string>()
  const changes = new EventEmitter().setMaxListeners(0)
  let goal: Goal = { kind: 'run' }
  let guard: Guard | undefined
  let timer: NodeJS.Timeout | undefined
  let rotation: NodeJS.Timeout | undefined

  const recordOf = (name: string): ProcessRecord => {
    const record = records.get(name)
    if (!record) throw new OperatorError(`there is no process "${name}"; there are: ${[...records.keys()].join(', ')}`)
    return record
  }
  const logPathOf = (name: string): string => join(logsDir, `${name}.log`)

  /** Stores the new record, tells it, and plans again: the one way in which a state changes. */
  function become(name: string, record: ProcessRecord): void {
    records.set(name, record)
    const { state } = record
    if (state.kind === 'starting') onEvent({ kind: 'starting', name, pid: state.pid })
    if (state.kind === 'ready') onEvent({ kind: 'ready', name, pid: state.pid })
    if (state.kind === 'stopped') onEvent({ kind: 'stopped', name })
    if (state.kind === 'backoff' || state.kind === 'failed') {
      const retryInMs = state.kind === 'backoff' ? Math.max(state.until - Date.now(), 0) : undefined
      onEvent({ kind: 'failed', name, failure: state.failure, retryInMs, logPath: logPathOf(name) })
    }
    changes.emit('change')
    tick()
  }

  function tick(): void {
    clearTimeout(timer)
    if (!guard) return
    const now = Date.now()
    const { actions, nextAt } = plan(table, records, goal, now)
    if (nextAt !== undefined) timer = setTimeout(tick, Math.max(nextAt - now, 1))
    for (const action of actions) perform(action)
  }

  function perform(action: Action): void {
    const { spec } = action
    const record = recordOf(spec.name)
    // An earlier action of the same plan may have led to a new plan that has done this one already.
    switch (action.kind) {
      case 'start':
        if (!isAlive(record.state)) startChild(spec)
        break
      case 'stop':
        if (isAlive(record.state) && record.state.kind !== 'stopping') stopChild(spec, action.killAt, action.next)
        break
      case 'kill':
        if (record.state.kind !== 'stopping' || record.state.killed) break
        children.get(spec.name)?.kill()
        become(spec.name, killed(record))
        break
      case 'rest':
        if (!isAlive(record.state) && record.state.kind !== 'stopped' && !launching.has(spec.name)) {
          become(spec.name, { ...record, state: { kind: 'stopped' } })
        }
        break
    }
  }

  function startChild(spec: ProcessSpec): void {
    const { name } = spec
    if (launching.has(name)) return
    launching.add(name)
    const notReady = new AbortController()
    const onExit = (failure: Failure): void => {
      notReady.abort()
      const child = children.get(name)
      children.delete(name)
      if (child) guard?.remove(child.pid)
      become(name, exited(recordOf(name), failure, Date.now()))
    }
    const launched = launch(spec, logPathOf(name), onExit)
    if (launched.ok) {
      const { child } = launched
      guard?.add(child.pid, spec.stopSignal ?? 'SIGTERM', spec.stopTimeoutMs)
      children.set(name, child)
      launching.delete(name)
      waitUntilReady(spec.readiness, child.pid, notReady.signal).then(
        (ready) => {
          if (ready) become(name, becameReady(recordOf(name), Date.now()))
        },
        () => undefined,
      )
      become(name, started(recordOf(name), child.pid, Date.now()))
      return
    }
    launched.failure.then(
      (failure) => {
        launching.delete(name)
        become(name, exited(recordOf(name), failure, Date.now()))
      },
      () => undefined,
    )
  }

  function stopChild(spec: ProcessSpec, killAt: number, next: Extract<Action, { kind: 'stop' }>['next']): void {
    const child = children.get(spec.name)
    child?.signal(spec.stopSignal ?? 'SIGTERM')
    // One that was stopped (SIGSTOP) could not hear it.
    child?.signal('SIGCONT')
    become(spec.name, stopping(recordOf(spec.name), killAt, next))
  }

  function specOf(name: string): ProcessSpec {
    recordOf(name)
    const spec = table.find((other) => other.name === name)
    if (!spec) throw new OperatorError(`there is no process "${name}"`)
    return spec
  }

  function until(done: () => boolean, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        if (!done() && !signal?.aborted) return
        changes.off('change', finish)
        signal?.removeEventListener('abort', finish)
        if (done()) resolve()
        else reject(new Error('the wait was ended', { cause: signal?.reason }))
      }
      changes.on('change', finish)
      signal?.addEventListener('abort', finish)
      finish()
    })
  }

  return {
    start() {
      mkdirSync(logsDir, { recursive: true })
      guard = startGuard()
      rotation = setInterval(() => {
        for (const { name } of table) rotateLog(logPathOf(name))
      }, ROTATE_EVERY_MS)
      tick()
    },
    settled: (signal) => until(() => isSettled(table, records), signal),
    processes: () =>
      table.map((spec) => ({
        name: spec.name,
        state: recordOf(spec.name).state,
        restarts: Math.max(recordOf(spec.name).restarts, 0),
        blockedBy: blockedBy(table, records, spec),
        logPath: logPathOf(spec.name),
      })),
    restartProcess(name) {
      const record = recordOf(name)
      if (isAlive(record.state)) {
        stopChild(specOf(name), Date.now() + specOf(name).stopTimeoutMs, { kind: 'waiting' })
      } else become(name, startWanted(record))
    },
    startProcess(name) {
      become(name, startWanted(recordOf(name)))
    },
    stopProcess(name) {
      const record = recordOf(name)
      if (isAlive(record.state)) {
        stopChild(specOf(name), Date.now() + specOf(name).stopTimeoutMs, { kind: 'stopped' })
      } else become(name, { ...record, state: { kind: 'stopped' } })
    },
    signalProcess(name, signal) {
      recordOf(name)
      const child = children.get(name)
      if (!child) throw new OperatorError(`process "${name}" does not run, so it cannot get ${signal}`)
      child.signal(signal)
    },
    waitFor: (name, wanted, signal) => until(() => wanted(recordOf(name).state), signal),
    async stop() {
      if (!guard) return
      if (goal.kind === 'run') goal = { kind: 'stop', deadline: Date.now() + STOP_BUDGET_MS }
      tick()
      await until(() => [...records.values()].every(({ state }) => state.kind === 'stopped'))
      clearInterval(rotation)
      clearTimeout(timer)
      guard.close()
    },
  }
}
