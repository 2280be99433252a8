/**
 * OpenTelemetry start-up. A `main.ts` imports this first and loads everything else with `await import(...)` afterwards:
 * a static import of express or pino would be evaluated before the hook exists, and would stay without spans, silently.
 */

import { randomUUID } from 'node:crypto'
import { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { ExpressInstrumentation, ExpressLayerType } from '@opentelemetry/instrumentation-express'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import { PinoInstrumentation } from '@opentelemetry/instrumentation-pino'
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { BatchSpanProcessor, NoopSpanProcessor } from '@opentelemetry/sdk-trace'
import { register } from 'import-in-the-middle/register-hooks.mjs'
import manifest from '../package.json' with { type: 'json' }
import { resourceAttributes } from './resource.ts'

/** Environment as `process.env` has it. */
export type Env = Readonly<Record<string, string | undefined>>

export interface Telemetry {
  /** Flushes what is waiting and stops the exporters. */
  stop(): Promise<void>
}

/** How long a log record may wait in this process before it is sent: the log rules promise to fire within a second. */
const LOG_BATCH_DELAY_MS = 200
/** A link to a trace is followed as soon as its message is there. */
const SPAN_BATCH_DELAY_MS = 1_000
const FLUSH_MS = 1_000

/** Asked every few seconds by machines, or bringing telemetry in: spans of these would be most of all spans, and say nothing. */
const WITHOUT_SPANS = new Set(['/metrics', '/healthz', '/-/healthy', '/-/ready', '/v1/logs'])

/**
 * Starts tracing and log export for one service.
 * Reads `TOCSIN_TRACES_URL` (OTLP/HTTP traces, e.g. `http://127.0.0.1:4318/v1/traces`) and
 * `TOCSIN_LOGS_URL` (OTLP/HTTP logs, e.g. `http://127.0.0.1:9093/v1/logs`); unset means that kind is not exported,
 * while spans still exist, so that log lines carry their trace_id. `TOCSIN_ENVIRONMENT` becomes
 * `deployment.environment.name`. Every trace is kept, unless OTEL_TRACES_SAMPLER says otherwise; a caller's decision is followed.
 */
export function startTelemetry(options: {
  serviceName: string
  env: Env
  /** False where URLs called carry secrets: no spans of outgoing HTTP, and no trace headers to strangers. Default true. */
  traceOutgoing?: boolean
  /** Paths that are served without express, which would name their spans. */
  plainRoutes?: readonly string[]
  /** What in a path is secret: spans show `…` in its place. */
  secretInPath?: RegExp
}): Telemetry {
  const { serviceName, env, traceOutgoing = true, plainRoutes = [], secretInPath } = options
  register({ include: ['express', 'pg', 'ioredis', 'pino', 'http', 'https'] })
  const tracesUrl = env['TOCSIN_TRACES_URL']
  const logsUrl = env['TOCSIN_LOGS_URL']
  const facts = {
    instanceId: randomUUID(),
    // The services are released together, with this package.
    version: manifest.version,
    hostName: hostname(),
    environment: env['TOCSIN_ENVIRONMENT'],
    otelResourceAttributes: env['OTEL_RESOURCE_ATTRIBUTES'],
  }
  const sdk = new NodeSDK({
    serviceName,
    // In place of the SDK's own detectors, which would repeat command line, owner and path of Node in every log record.
    resourceDetectors: [{ detect: () => ({ attributes: resourceAttributes(facts) }) }],
    metricReaders: [],
    spanProcessors: [
      tracesUrl
        ? new BatchSpanProcessor({
            exporter: new OTLPTraceExporter({ url: tracesUrl }),
            scheduledDelayMillis: SPAN_BATCH_DELAY_MS,
          })
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
        ignoreIncomingRequestHook: (request) => WITHOUT_SPANS.has(pathOf(request.url)),
        ignoreOutgoingRequestHook: () => !traceOutgoing,
        // A query may hold a key; the path and the route say what was asked.
        startIncomingSpanHook: ({ url }) => ({ 'url.query': undefined, ...hidden(pathOf(url), secretInPath) }),
        requestHook(span, request) {
          const path = request instanceof IncomingMessage ? pathOf(request.url) : ''
          if (!plainRoutes.includes(path)) return
          span.updateName(`${request.method} ${path}`).setAttribute('http.route', path)
        },
      }),
      new ExpressInstrumentation({ ignoreLayersType: [ExpressLayerType.MIDDLEWARE] }),
      new PgInstrumentation({ requireParentSpan: true }),
      new IORedisInstrumentation(),
      new PinoInstrumentation(),
    ],
  })
  sdk.start()
  return {
    // A collector that accepts and never answers must not hold up the stop.
    stop: () => Promise.race([sdk.shutdown(), new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref())]),
  }
}

/** By the names of both conventions. */
function hidden(path: string, secret: RegExp | undefined): Record<string, string> {
  const shown = secret ? path.replace(secret, '…') : path
  return shown === path ? {} : { 'url.path': shown, 'url.full': shown, 'http.target': shown, 'http.url': shown }
}

function pathOf(url: string | undefined): string {
  return url?.split('?')[0] ?? ''
}
