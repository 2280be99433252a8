/** The life of one process as data: its states, and what each event makes of them. Pure. */

export interface Failure {
  /** E.g. `exited with code 1`, `not ready within 20 s`. */
  readonly reason: string
  /** The end of what this run wrote to its log. */
  readonly lastLines: readonly string[]
}

/** Times are milliseconds since the epoch. */
export type ProcessState =
  /** Wants to run, and starts once its dependencies are ready. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'starting'; readonly pid: number; readonly startedAt: number }
  | { readonly kind: 'ready'; readonly pid: number; readonly readySince: number }
  | {
      readonly kind: 'stopping'
      readonly pid: number
      readonly killAt: number
      readonly killed: boolean
      readonly next: AfterStop
    }
  | { readonly kind: 'backoff'; readonly until: number; readonly failure: Failure }
  /** Stopped on request. */
  | { readonly kind: 'stopped' }
  /** Given up after too many failures in a row; only a request starts it again. */
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What follows a stop: rest, a new start, or the count of a failure. */
export type AfterStop =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failure'; readonly reason: string }

export interface ProcessRecord {
  readonly state: ProcessState
  /** Starts after the first, whoever asked for them. */
  readonly restarts: number
  /** Failures in a row. */
  readonly failures: number
}

export const INITIAL: ProcessRecord = { state: { kind: 'waiting' }, restarts: -1, failures: 0 }

export const MAX_FAILURES = 6
const FIRST_BACKOFF_MS = 500
const MAX_BACKOFF_MS = 8_000
/** Ready for this long, and earlier failures are forgotten. */
const SETTLED_AFTER_MS = 60_000

export function isAlive(state: ProcessState): state is Extract<ProcessState, { pid: number }> {
  return 'pid' in state
}

export function started(record: ProcessRecord, pid: number, now: number): ProcessRecord {
  return { ...record, restarts: record.restarts + 1, state: { kind: 'starting', pid, startedAt: now } }
}

export function becameReady(record: ProcessRecord, now: number): ProcessRecord {
  if (record.state.kind !== 'starting') return record
  return { ...record, state: { kind: 'ready', pid: record.state.pid, readySince: now } }
}

/** The stop signal was sent. A process that is stopping already keeps its time, and takes the newer wish. */
export function stopping(record: ProcessRecord, killAt: number, next: AfterStop): ProcessRecord {
  const { state } = record
  if (!isAlive(state)) return record
  const before = state.kind === 'stopping' ? state : { killAt, killed: false }
  return {
    ...record,
    state: {
      kind: 'stopping',
      pid: state.pid,
      killAt: Math.min(killAt, before.killAt),
      killed: before.killed,
      next,
    },
  }
}

export function killed(record: ProcessRecord): ProcessRecord {
  return record.state.kind === 'stopping' ? { ...record, state: { ...record.state, killed: true } } : record
}

/** The process is gone. An exit that nobody asked for is a failure, whatever its code. */
export function exited(record: ProcessRecord, failure: Failure, now: number): ProcessRecord {
  const { state } = record
  if (state.kind === 'stopping') {
    if (state.next.kind === 'failure') return failed(record, { ...failure, reason: state.next.reason }, now)
    return { ...record, state: { kind: state.next.kind } }
  }
  const calm = state.kind === 'ready' && now - state.readySince >= SETTLED_AFTER_MS
  return failed(calm ? { ...record, failures: 0 } : record, failure, now)
}

function failed(record: ProcessRecord, failure: Failure, now: number): ProcessRecord {
  const failures = record.failures + 1
  if (failures >= MAX_FAILURES) return { ...record, failures, state: { kind: 'failed', failure } }
  const until = now + Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS)
  return { ...record, failures, state: { kind: 'backoff', until, failure } }
}

/** Somebody asked for a start: earlier failures count no more. */
export function startWanted(record: ProcessRecord): ProcessRecord {
  const { state } = record
  if (state.kind === 'stopping') return { ...record, failures: 0, state: { ...state, next: { kind: 'waiting' } } }
  return isAlive(state) ? record : { ...record, failures: 0, state: { kind: 'waiting' } }
}
