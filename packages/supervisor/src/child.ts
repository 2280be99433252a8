/** One operating system process: spawned into a group of its own, its output in a log file, its end told once. */

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { lastLines, rotateLog, sizeOf } from './logfile.ts'
import type { ProcessSpec, Signal } from './spec.ts'
import type { Failure } from './state.ts'

const LAST_LINES = 12

export interface Child {
  readonly pid: number
  /** To the process itself. */
  signal(signal: Signal): void
  /** SIGKILL to its whole group. */
  kill(): void
}

export type Launch =
  | { readonly ok: true; readonly child: Child }
  /** The command cannot be run; the reason comes a moment later. */
  | { readonly ok: false; readonly failure: Promise<Failure> }

/** `onExit` is called once, later, with what the end looked like. */
export function launch(spec: ProcessSpec, logPath: string, onExit: (failure: Failure) => void): Launch {
  rotateLog(logPath)
  const logStart = sizeOf(logPath)
  const log = openSync(logPath, 'a', 0o600)
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: { ...spec.env },
    uid: spec.uid,
    gid: spec.gid,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const { pid } = child
  if (pid === undefined) {
    const failure = new Promise<Failure>((resolve) => {
      child.once('error', (error) => {
        resolve({ reason: `cannot run ${spec.command}: ${error.message}`, lastLines: [] })
      })
    })
    return { ok: false, failure }
  }
  // A signal that cannot be delivered is an error event too; the exit is what counts.
  child.on('error', () => undefined)
  child.once('exit', (code, signal) => {
    signalGroup(pid, 'SIGKILL')
    const reason = signal === null ? `exited with code ${code}` : `was ended by ${signal}`
    onExit({ reason, lastLines: lastLines(logPath, logStart, LAST_LINES) })
  })
  return { ok: true, child: { pid, signal: signalOf(child), kill: () => signalGroup(pid, 'SIGKILL') } }
}

function signalOf(child: ChildProcess): (signal: Signal) => void {
  return (signal) => {
    child.kill(signal)
  }
}

function signalGroup(pid: number, signal: Signal): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended already.
  }
}
