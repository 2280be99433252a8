/**
 * The one way in which a channel talks to its provider. Never throws, and keeps apart what must be kept apart: an answer,
 * a request that surely never left, and one that left and was not answered. Neither URL nor headers are in the result.
 */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { addAbortSignal, type Readable } from 'node:stream'
import { codeOf } from '@tocsin/kit'
import axios from 'axios'
import { type TlsConfig, tlsOptions } from './tls.ts'

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** JSON that is written already, instead of `body`. */
  readonly json?: string
  readonly tls?: TlsConfig
  /** For the whole call: connecting, sending, and reading the answer. */
  readonly timeoutMs: number
  /** The answer's body is cut after so many; 256 KiB where it does not say. */
  readonly maxAnswerBytes?: number
}

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Parsed where it is JSON, else the text; cut after `maxAnswerBytes`. */
  readonly body: unknown
}

export type HttpResult =
  | Answer
  /** Refused, no such name, no connection in time, TLS failed: the provider cannot have accepted it. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** Timed out or reset after the connection stood: it may have been accepted. */
  | { readonly kind: 'no-answer'; readonly code: string }

const MAX_ANSWER_BYTES = 256 * 1024

export async function call(request: HttpCall): Promise<HttpResult> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), request.timeoutMs)
  let connected = false
  const onConnected = () => {
    connected = true
  }
  const failed = (error: unknown): HttpResult => {
    const code = deadline.signal.aborted ? 'ETIMEDOUT' : safeCode(error)
    return { kind: connected ? 'no-answer' : 'not-sent', code }
  }
  const json = request.json ?? (request.body === undefined ? undefined : JSON.stringify(request.body))
  try {
    const response = await axios.request<Readable>({
      method: request.method,
      url: request.url,
      headers: {
        accept: 'application/json',
        'user-agent': 'Tocsin',
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(json === undefined ? {} : { data: Buffer.from(json) }),
      signal: deadline.signal,
      maxRedirects: 0,
      proxy: false,
      // axios would end an oversized answer as an error and lose the status; as a stream it is cut here instead.
      responseType: 'stream',
      validateStatus: () => true,
      httpAgent: new WatchedHttpAgent(onConnected),
      httpsAgent: new WatchedHttpsAgent(onConnected, request.tls),
    })
    const { status } = response
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
    const body = await readCapped(response.data, deadline.signal, request.maxAnswerBytes ?? MAX_ANSWER_BYTES)
    // What refuses does so by its status; a success whose text was cut off may mean anything.
    if (body.kind === 'broken' && status < 300) return failed(body.error)
    return { kind: 'answer', status, headers, body: jsonOr(body.text) }
  } catch (error) {
    return failed(error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A connection per call: a kept one that the provider closes at the wrong moment looks like a request that was lost after
 * it left, and a message that may have been accepted is dear. They also tell whether the connection ever stood.
 */
class WatchedHttpAgent extends HttpAgent {
  readonly #onConnected: () => void

  constructor(onConnected: () => void) {
    super({ keepAlive: false })
    this.#onConnected = onConnected
  }

  override createConnection(...args: Parameters<HttpAgent['createConnection']>) {
    return super.createConnection(...args)?.once('connect', this.#onConnected)
  }
}

class WatchedHttpsAgent extends HttpsAgent {
  readonly #onConnected: () => void

  constructor(onConnected: () => void, tls: TlsConfig | undefined) {
    super({ keepAlive: false, ...(tls ? tlsOptions(tls) : {}) })
    this.#onConnected = onConnected
  }

  override createConnection(...args: Parameters<HttpsAgent['createConnection']>) {
    return super.createConnection(...args)?.once('secureConnect', this.#onConnected)
  }
}

type CappedText =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'broken'; readonly text: string; readonly error: unknown }

async function readCapped(stream: Readable, signal: AbortSignal, maxBytes: number): Promise<CappedText> {
  const chunks: Buffer[] = []
  let bytes = 0
  const text = () => Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8')
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      const buffer = Buffer.from(chunk)
      chunks.push(buffer)
      bytes += buffer.length
      if (bytes >= maxBytes) break
    }
    return { kind: 'whole', text: text() }
  } catch (error) {
    return { kind: 'broken', text: text(), error }
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Only codes such as `ECONNRESET`: a message of Node's could hold the address. */
function safeCode(error: unknown): string {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined)
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'ERROR'
}
