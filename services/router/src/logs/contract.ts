/** What crosses the border between the router and its log engine (a worker thread): plain data only. */
import type { Evidence } from '@tocsin/channels'

/** One log record, as each intake gives it. Times are milliseconds since the epoch. */
export interface LogRecord {
  readonly at: number
  /** Stream labels: `service_name`, `severity_text`, `deployment_environment_name`. */
  readonly stream: Readonly<Record<string, string>>
  readonly line: string
  readonly traceId?: string
}

/** An alert of a log rule, ready for the same intake verb that the HTTP API calls. */
export interface LogAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: number
  /** In the past or now: a stated end. Ahead: an expiry, renewed while it fires. */
  readonly endsAt: number
  readonly generatorUrl: string
  readonly evidence: Evidence
}
