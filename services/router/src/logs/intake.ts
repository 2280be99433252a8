/** `POST /v1/logs`: OTLP/HTTP with JSON. Source: OpenTelemetry Protocol 1.x, "OTLP/HTTP Response". */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type LogEngine, MAX_BODY_BYTES } from './engine-thread.ts'
import { type BodyEncoding, type IngestResult, LogEngineError } from './protocol.ts'

export interface IntakeOptions {
  /** As sent and, by the engine's own limit, unpacked. Default 16 MB. */
  readonly maxBodyBytes?: number
  /** All bodies being read together. Default 64 MB. */
  readonly maxReadingBytes?: number
  /** Hears the status of each refused request that brought logs. */
  readonly onRefused?: (status: number) => void
}

/** google.rpc.Code, as OTLP wants it in `Status.code`. */
const RPC = { invalidArgument: 3, resourceExhausted: 8, internal: 13, unavailable: 14 } as const

const RETRY_AFTER_S = '1'

class Refusal extends Error {
  readonly status: number
  readonly code: number

  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** A bare node:http handler; it never rejects. 200 means that every accepted record has been evaluated. */
export function handleLogs(engine: Pick<LogEngine, 'ingest'>, options: IntakeOptions = {}) {
  const { maxBodyBytes = MAX_BODY_BYTES, maxReadingBytes = 64 * 1024 * 1024, onRefused } = options
  let readingBytes = 0

  const readBody = async (request: IncomingMessage): Promise<Uint8Array> => {
    const chunks: Buffer[] = []
    let size = 0
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        const bytes = chunk as Buffer
        size += bytes.byteLength
        readingBytes += bytes.byteLength
        if (size > maxBodyBytes) throw tooLarge(maxBodyBytes)
        if (readingBytes > maxReadingBytes) {
          throw new Refusal(503, RPC.unavailable, 'too many bodies are being read; send again')
        }
        chunks.push(bytes)
      }
      return Buffer.concat(chunks)
    } finally {
      readingBytes -= size
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const encoding = checkHead(request, maxBodyBytes)
      const result = await engine.ingest(await readBody(request), encoding)
      answer(response, 200, { partialSuccess: partialSuccess(result) })
    } catch (error) {
      // The client went away while sending: nobody is there to answer.
      if (request.destroyed && !request.complete) return
      const refusal = toRefusal(error)
      if (request.method === 'POST') onRefused?.(refusal.status)
      if (refusal.status === 503) response.setHeader('Retry-After', RETRY_AFTER_S)
      if (refusal.status === 405) response.setHeader('Allow', 'POST')
      // What is left of the body is not read, so the connection cannot carry another request.
      if (!request.complete) response.setHeader('Connection', 'close')
      answer(response, refusal.status, { code: refusal.code, message: refusal.message })
      if (!request.complete) request.resume()
    }
  }
}

function checkHead(request: IncomingMessage, maxBodyBytes: number): BodyEncoding {
  if (request.method !== 'POST') throw new Refusal(405, RPC.invalidArgument, 'send logs with POST')
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw new Refusal(415, RPC.invalidArgument, `"${type}" is not read here: send OTLP/HTTP as JSON (application/json)`)
  }
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(415, RPC.invalidArgument, `Content-Encoding "${encoding}" is not read here: send gzip or none`)
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes)
  return encoding
}

function tooLarge(maxBodyBytes: number): Refusal {
  return new Refusal(413, RPC.resourceExhausted, `the body is larger than ${maxBodyBytes} bytes; send smaller batches`)
}

/** Empty when all went well; 64-bit numbers are strings in protobuf's JSON. */
function partialSuccess({ rejected, rejectedReason }: IngestResult): Record<string, string> {
  return rejected === 0 ? {} : { rejectedLogRecords: String(rejected), errorMessage: rejectedReason ?? '' }
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (!(error instanceof LogEngineError)) return new Refusal(500, RPC.internal, 'the log intake failed')
  switch (error.code) {
    case 'malformed':
      return new Refusal(400, RPC.invalidArgument, error.message)
    case 'too-large':
      return new Refusal(413, RPC.resourceExhausted, error.message)
    case 'overloaded':
    case 'unavailable':
      return new Refusal(503, RPC.unavailable, error.message)
    case 'failed':
      // Not 503: the sender would repeat a body that fails each time.
      return new Refusal(500, RPC.internal, `the log engine failed on this body: ${error.message}`)
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
