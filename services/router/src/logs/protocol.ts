/** What the main thread and the log worker say to each other. */
import type { LogRule } from '@tocsin/rules'
import type { LogAlert } from './contract.ts'
import type { EngineStats } from './engine.ts'

/** How a body is packed; unpacking happens in the worker, one body at a time. */
export type BodyEncoding = 'identity' | 'gzip'

export interface IngestResult {
  readonly accepted: number
  readonly rejected: number
  /** Why the first of the rejected records was rejected. */
  readonly rejectedReason?: string
}

export interface WorkerSettings {
  readonly rules: readonly LogRule[]
  readonly grafanaUrl: string | undefined
  /** Unpacked size that is still read. */
  readonly maxBodyBytes: number
  readonly advanceEveryMs: number
}

export type ToWorker =
  | {
      readonly kind: 'ingest'
      readonly id: number
      readonly body: Uint8Array
      readonly encoding: BodyEncoding
      /** The caller's clock minus this machine's: 0 outside of tests. */
      readonly clockOffsetMs: number
    }
  | { readonly kind: 'reload'; readonly rules: readonly LogRule[] }
  | { readonly kind: 'stop' }

export type Answer =
  | ({ readonly kind: 'done' } & IngestResult)
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'too-large'; readonly message: string }
  /** A bug of ours met this body; sending it again would meet it again. */
  | { readonly kind: 'failed'; readonly message: string }

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'alerts'; readonly alerts: LogAlert[] }
  | { readonly kind: 'stats'; readonly stats: EngineStats }

/**
 * Why a body was not evaluated. `overloaded` and `unavailable` (the worker is starting again, or stopped) may be tried
 * again; the others would fail again.
 */
export class LogEngineError extends Error {
  readonly code: 'overloaded' | 'unavailable' | 'malformed' | 'too-large' | 'failed'

  constructor(code: LogEngineError['code'], message: string) {
    super(message)
    this.code = code
  }
}
