/**
 * OpenTelemetry start-up. A `main.ts` imports this first and loads everything else with `await import(...)` afterwards:
 * a static import of express or pino would be evaluated before the hook exists, and would stay without spans, silently.
 */
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino'
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { BatchSpanProcessor, NoopSpanProcessor } from '@opentelemetry/sdk-trace'
import { register } from 'import-in-the-middle/register-hooks.mjs'

/** Environment as `process.env` has it. */
export type Env = Readonly<Record<string, string | undefined>>

export interface Telemetry {
  /** Flushes what is waiting and stops the exporters. */
  stop(): Promise<void>
}

/** How long a log record may wait in this process before it is sent: the log rules promise to fire within a second. */
const LOG_BATCH_DELAY_MS = 200
const FLUSH_MS = 1_000

/**
 * Starts tracing and log export for one service.
 * Reads `TOCSIN_TRACES_URL` (OTLP/HTTP traces, e.g. `http://127.0.0.1:4318/v1/traces`) and
 * `TOCSIN_LOGS_URL` (OTLP/HTTP logs, e.g. `http://127.0.0.1:9093/v1/logs`); unset means that kind is not exported,
 * while spans still exist, so that log lines carry their trace_id.
 */
export function startTelemetry(options: {
  serviceName: string
  env: Env
  /** False where URLs called carry secrets: no spans of outgoing HTTP, and no trace headers to strangers. Default true. */
  traceOutgoing?: boolean
}): Telemetry {
  const { serviceName, env, traceOutgoing = true } = options
  register({ include: ['express', 'pg', 'pino', 'http', 'https'] })
  const tracesUrl = env['TOCSIN_TRACES_URL']
  const logsUrl = env['TOCSIN_LOGS_URL']
  const sdk = new NodeSDK({
    serviceName,
    metricReaders: [],
    spanProcessors: [
      tracesUrl
        ? new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: tracesUrl }) })
        : new NoopSpanProcessor(),
    ],
    logRecordProcessors: logsUrl
      ? [
          new BatchLogRecordProcessor({
            exporter: new OTLPLogExporter({ url: logsUrl }),
            scheduledDelayMillis: LOG_BATCH_DELAY_MS,
          }),
        ]
      : [],
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: (request) => request.url === '/metrics',
        ignoreOutgoingRequestHook: () => !traceOutgoing,
      }),
      new ExpressInstrumentation(),
      new PgInstrumentation(),
      new PinoInstrumentation(),
    ],
  })
  sdk.start()
  return {
    // A collector that accepts and never answers must not hold up the stop.
    stop: () => Promise.race([sdk.shutdown(), new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref())]),
  }
}
