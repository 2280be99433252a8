/** The process table: what runs, how it becomes ready, what it needs, how it stops. Plain data. */

import { OperatorError } from '@tocsin/kit'

export type Signal =
  | 'SIGTERM'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGHUP'
  | 'SIGKILL'
  | 'SIGSTOP'
  | 'SIGCONT'
  | 'SIGUSR1'
  | 'SIGUSR2'

export const SIGNALS: readonly Signal[] = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGKILL',
  'SIGSTOP',
  'SIGCONT',
  'SIGUSR1',
  'SIGUSR2',
]

/** When a started process counts as ready. Not ready within `timeoutMs` of its start is a failure. */
export type Readiness =
  /** Answers any 2xx. */
  | { readonly kind: 'http'; readonly url: string; readonly timeoutMs: number }
  /** Accepts a connection. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly timeoutMs: number }
  /** PostgreSQL's postmaster.pid: its own pid in line 1 and `ready` in line 8, as pg_ctl reads it. */
  | { readonly kind: 'postmaster'; readonly pidFile: string; readonly timeoutMs: number }

export interface ProcessSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment of the process; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly readiness: Readiness
  /** Names of processes that must be ready before this one starts, and that stop after it. */
  readonly dependsOn: readonly string[]
  /** Names of processes that stop after this one too, without being needed for its start; unknown ones are ignored. */
  readonly stopsBefore?: readonly string[]
  /** SIGTERM unless told otherwise. */
  readonly stopSignal?: Signal
  /** From the stop signal to SIGKILL. */
  readonly stopTimeoutMs: number
  /** TCP ports on 127.0.0.1 that it will listen on; checked before anything starts. */
  readonly ports: readonly number[]
  readonly uid?: number
  readonly gid?: number
}

/** Throws OperatorError with every mistake of the table: double names, unknown dependencies, circles. */
export function checkTable(table: readonly ProcessSpec[]): void {
  const names = table.map((spec) => spec.name)
  const problems = [
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `process "${name}" is there twice`),
    ...table.flatMap((spec) =>
      spec.dependsOn
        .filter((name) => !names.includes(name))
        .map((name) => `process "${spec.name}" depends on "${name}", which is not in the table (${names.join(', ')})`),
    ),
  ]
  if (problems.length === 0) {
    const left = new Map(table.map((spec) => [spec.name, spec]))
    for (let free = freeOf(left); free.length > 0; free = freeOf(left)) for (const spec of free) left.delete(spec.name)
    if (left.size > 0) problems.push(`these processes wait for each other in a circle: ${[...left.keys()].join(', ')}`)
  }
  if (problems.length > 0) throw new OperatorError(problems.join('\n'))
}

function freeOf(left: ReadonlyMap<string, ProcessSpec>): ProcessSpec[] {
  return [...left.values()].filter((spec) => !spec.dependsOn.some((name) => left.has(name)))
}
