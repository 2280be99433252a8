/** The main thread's side of the log engine: a bounded queue in front of one worker, which is started again when it dies. */
import { Worker } from 'node:worker_threads'
import type { LogRule } from '@tocsin/rules'
import type { LogAlert } from './contract.ts'
import type { EngineStats } from './engine.ts'
import {
  type Answer,
  type BodyEncoding,
  type FromWorker,
  type IngestResult,
  LogEngineError,
  type ToWorker,
  type WorkerSettings,
} from './protocol.ts'

export interface LogEngineOptions {
  readonly rules: readonly LogRule[]
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number
  /** Called before the `ingest` that caused the alerts resolves. */
  onAlerts(alerts: LogAlert[]): void
  /** The worker died; it is being started again, and what it knew of open windows is lost. */
  onCrash?(error: Error): void
  /** For links from alerts to their log lines; without it there are none. */
  readonly grafanaUrl?: string | undefined
  readonly maxBodyBytes?: number
  readonly maxQueuedBytes?: number
  readonly maxQueuedRequests?: number
  /** Only for tests: another worker than `worker.ts`. */
  readonly createWorker?: (settings: WorkerSettings) => EngineWorker
}

/** The part of a worker thread that is needed here. */
export interface EngineWorker {
  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void
  on(event: 'message', listener: (message: FromWorker) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
  terminate(): Promise<unknown>
}

interface LogEngineStats extends EngineStats {
  readonly queuedRequests: number
  readonly queuedBytes: number
  readonly accepted: number
  readonly rejected: number
  readonly crashes: number
}

export interface LogEngine {
  /**
   * Evaluates one OTLP/JSON body. Resolves once its records are judged and their alerts handed to `onAlerts`.
   * The body's memory moves to the worker: do not use it afterwards. Rejects with LogEngineError.
   */
  ingest(body: Uint8Array, encoding?: BodyEncoding): Promise<IngestResult>
  /** Alerts of rules that are gone or changed end at once. */
  reload(rules: readonly LogRule[]): void
  /** Evaluates what is queued, then ends the worker; cuts it after 2 s. Open alerts are not ended: they expire. */
  stop(): Promise<void>
  readonly stats: LogEngineStats
}

interface Waiting {
  readonly bytes: number
  resolve(result: IngestResult): void
  reject(error: LogEngineError): void
}

export const MAX_BODY_BYTES = 16 * 1024 * 1024
const ADVANCE_EVERY_MS = 250
const RESTART_FIRST_MS = 50
const RESTART_LONGEST_MS = 5_000
const STOP_MS = 2_000

export function startLogEngine(options: LogEngineOptions): LogEngine {
  const { maxQueuedBytes = 64 * 1024 * 1024, maxQueuedRequests = 1_000, createWorker = startWorker } = options
  const waiting = new Map<number, Waiting>()
  let rules = options.rules
  let worker: EngineWorker | undefined
  let restart: NodeJS.Timeout | undefined
  let restartMs = RESTART_FIRST_MS
  let stopped: Promise<void> | undefined
  let exited: () => void = () => {}
  let engineStats: EngineStats = { watches: 0, matches: 0, refused: 0, late: 0 }
  let nextId = 1
  let queuedBytes = 0
  let accepted = 0
  let rejected = 0
  let crashes = 0

  const take = (id: number): Waiting | undefined => {
    const entry = waiting.get(id)
    waiting.delete(id)
    queuedBytes -= entry?.bytes ?? 0
    return entry
  }

  const settle = (id: number, answer: Answer): void => {
    const entry = take(id)
    if (answer.kind !== 'done') {
      entry?.reject(new LogEngineError(answer.kind, answer.message))
      return
    }
    restartMs = RESTART_FIRST_MS
    accepted += answer.accepted
    rejected += answer.rejected
    const { kind: _, ...result } = answer
    entry?.resolve(result)
  }

  const start = (): void => {
    const started = createWorker({
      rules,
      grafanaUrl: options.grafanaUrl,
      maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
      advanceEveryMs: ADVANCE_EVERY_MS,
    })
    let failure: Error | undefined
    worker = started
    started.on('message', (message) => {
      if (message.kind === 'answer') settle(message.id, message.answer)
      else if (message.kind === 'alerts') options.onAlerts(message.alerts)
      else engineStats = message.stats
    })
    started.on('error', (error) => {
      failure = error
    })
    started.on('exit', (code) => {
      worker = undefined
      for (const id of [...waiting.keys()]) {
        take(id)?.reject(new LogEngineError('unavailable', 'the log engine ended before it answered; send again'))
      }
      exited()
      if (stopped) return
      crashes += 1
      restart = setTimeout(start, restartMs)
      restartMs = Math.min(restartMs * 2, RESTART_LONGEST_MS)
      options.onCrash?.(failure ?? new Error(`the log worker exited with code ${code}`))
    })
  }

  const stop = async (): Promise<void> => {
    clearTimeout(restart)
    const running = worker
    if (!running) return
    const gone = new Promise<void>((resolve) => {
      exited = resolve
    })
    running.postMessage({ kind: 'stop' }, [])
    const cut = setTimeout(() => void running.terminate(), STOP_MS)
    await gone
    clearTimeout(cut)
  }

  start()
  return {
    ingest(body, encoding = 'identity') {
      if (!worker || stopped)
        return Promise.reject(new LogEngineError('unavailable', 'the log engine is not running; send again'))
      if (waiting.size >= maxQueuedRequests || queuedBytes + body.byteLength > maxQueuedBytes) {
        return Promise.reject(
          new LogEngineError('overloaded', `${waiting.size} requests are waiting already; send again`),
        )
      }
      const id = nextId++
      const bytes = body.byteLength
      const owned = ownMemory(body)
      const clockOffsetMs = options.now ? options.now() - Date.now() : 0
      queuedBytes += bytes
      const result = new Promise<IngestResult>((resolve, reject) => waiting.set(id, { bytes, resolve, reject }))
      worker.postMessage({ kind: 'ingest', id, body: owned, encoding, clockOffsetMs }, [owned.buffer])
      return result
    },
    reload(next) {
      rules = next
      worker?.postMessage({ kind: 'reload', rules: next }, [])
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
    get stats() {
      return { ...engineStats, queuedRequests: waiting.size, queuedBytes, accepted, rejected, crashes }
    },
  }
}

function startWorker(settings: WorkerSettings): EngineWorker {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, name: 'log-engine' })
}

/** Only memory that nobody else has a view of can be given away; Node's small buffers share one pool. */
function ownMemory(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = body
  return buffer instanceof ArrayBuffer && buffer.byteLength === body.byteLength
    ? (body as Uint8Array<ArrayBuffer>)
    : new Uint8Array(body)
}
