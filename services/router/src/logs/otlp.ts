/** OTLP/HTTP JSON log requests → log records. Source: opentelemetry-proto `logs/v1/logs.proto`, OTLP 1.x "JSON Protobuf Encoding". */
import { SERVICE_NAMESPACE } from '@tocsin/kit'
import { findAttributes, isObject, type JsonObject, renderAnyValue, toPlain } from './any-value.ts'
import type { LogRecord } from './contract.ts'

/** The body as a whole cannot be read. `code` is google.rpc.Code's INVALID_ARGUMENT, which OTLP answers carry. */
export class OtlpError extends Error {
  readonly code = 3
}

export interface DecodedLogs {
  readonly records: readonly LogRecord[]
  /** Records that were no objects or had an unreadable time. */
  readonly rejected: number
  /** Why the first of them was rejected. */
  readonly rejectedReason?: string
}

const SEVERITY_NAMES = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const RESOURCE_NAMES = ['service.name', 'service.namespace', 'deployment.environment.name', 'deployment.environment']
const EXCEPTION_NAMES = ['exception.message', 'exception.stacktrace', 'err']
const NO_TRACE = '0'.repeat(32)

/**
 * Reads an ExportLogsServiceRequest. `now` (milliseconds) stands in where a record has no time.
 * Throws OtlpError when the text is no JSON or the request has another shape; single bad records are only counted.
 */
export function decodeLogs(body: string, now: number): DecodedLogs {
  let request: unknown
  try {
    request = JSON.parse(body)
  } catch (error) {
    throw new OtlpError(`the body is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(request)) throw new OtlpError('the body must be a JSON object with "resourceLogs"')
  const records: LogRecord[] = []
  let rejected = 0
  let rejectedReason: string | undefined
  const resources = objects(request['resourceLogs'], 'resourceLogs')
  for (const [r, resourceLogs] of resources.entries()) {
    const resource = resourceOf(resourceLogs['resource'])
    if (isRouter(resource)) continue
    const streamOf = streamsOf(resource)
    const scopes = objects(resourceLogs['scopeLogs'], `resourceLogs[${r}].scopeLogs`)
    for (const [s, scopeLogs] of scopes.entries()) {
      const path = `resourceLogs[${r}].scopeLogs[${s}].logRecords`
      for (const [i, raw] of list(scopeLogs['logRecords'], path).entries()) {
        const record = isObject(raw) ? readRecord(raw, streamOf, now) : 'must be an object'
        if (typeof record === 'string') {
          rejected += 1
          rejectedReason ??= `${path}[${i}]: ${record}`
        } else {
          records.push(record)
        }
      }
    }
  }
  return { records, rejected, ...(rejectedReason === undefined ? {} : { rejectedReason }) }
}

function readRecord(raw: JsonObject, streamOf: (severity: string) => LogRecord['stream'], now: number) {
  const at = readTime(raw['timeUnixNano'])
  if (at === undefined) return 'timeUnixNano must be nanoseconds since the epoch, as a string of digits or a number'
  const observedAt = at === 0 ? readTime(raw['observedTimeUnixNano']) : at
  const traceId = readTraceId(raw['traceId'])
  return {
    // 0 means "unknown" in OTLP
    at: observedAt === undefined || observedAt === 0 ? now : observedAt,
    stream: streamOf(readSeverity(raw)),
    line: readLine(raw),
    ...(traceId === undefined ? {} : { traceId }),
  }
}

/** Milliseconds, nanoseconds cut; 0 for an absent time, undefined for an unreadable one. */
function readTime(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return 0
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? Math.floor(value / 1e6) : undefined
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined
  return value.length > 6 ? Number(value.slice(0, -6)) : 0
}

/** The sender's own word; without one, the name of the number's range (1–4 trace … 21–24 fatal). */
function readSeverity(raw: JsonObject): string {
  const text = raw['severityText']
  if (typeof text === 'string' && text !== '') return text
  const number = raw['severityNumber']
  return typeof number === 'number' ? (SEVERITY_NAMES[Math.ceil(number / 4) - 1] ?? '') : ''
}

function readTraceId(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[0-9a-f]{32}$/i.test(value) || value === NO_TRACE) return undefined
  return value.toLowerCase()
}

/**
 * What rules see: the body, then what the record says of an exception beside it. Loggers move an error's words out of the
 * message into attributes, and the words that matter ("timeout exceeded when trying to connect") are the error's.
 */
function readLine(raw: JsonObject): string {
  let line = renderAnyValue(raw['body'])
  const found = findAttributes(raw['attributes'], EXCEPTION_NAMES)
  if (found.size === 0) return line
  const append = (text: string, separator: string): void => {
    if (text === '' || line.includes(text)) return
    line = line === '' ? text : line + separator + text
  }
  append(renderAnyValue(found.get('exception.message')), ' ')
  append(renderAnyValue(found.get('exception.stacktrace')), '\n')
  const err = toPlain(found.get('err'), 0)
  if (typeof err === 'string') append(err, ' ')
  if (isObject(err)) {
    append(String(err['message'] ?? ''), ' ')
    append(String(err['stack'] ?? ''), '\n')
  }
  return line
}

function resourceOf(resource: unknown): ReadonlyMap<string, unknown> {
  return findAttributes(isObject(resource) ? resource['attributes'] : undefined, RESOURCE_NAMES)
}

/**
 * A router's own lines, which a collector sends along with all others, are never judged: an alert about a failed delivery
 * would be delivered, fail, and be logged again.
 */
function isRouter(resource: ReadonlyMap<string, unknown>): boolean {
  return (
    renderAnyValue(resource.get('service.namespace')) === SERVICE_NAMESPACE &&
    renderAnyValue(resource.get('service.name')) === 'router'
  )
}

/** One object per resource and severity, so that the engine recognises a stream by identity. */
function streamsOf(found: ReadonlyMap<string, unknown>): (severity: string) => LogRecord['stream'] {
  const environment = renderAnyValue(found.get('deployment.environment.name') ?? found.get('deployment.environment'))
  const resourceLabels = {
    // as Loki names a service that has not named itself
    service_name: renderAnyValue(found.get('service.name')) || 'unknown_service',
    ...(environment === '' ? {} : { deployment_environment_name: environment }),
  }
  const streams = new Map<string, LogRecord['stream']>()
  return (severity) => {
    const known = streams.get(severity)
    if (known) return known
    const stream = { ...resourceLabels, ...(severity === '' ? {} : { severity_text: severity }) }
    streams.set(severity, stream)
    return stream
  }
}

function list(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw new OtlpError(`${path} must be a list`)
}

function objects(value: unknown, path: string): readonly JsonObject[] {
  return list(value, path).map((item, index) => {
    if (!isObject(item)) throw new OtlpError(`${path}[${index}] must be an object`)
    return item
  })
}
