import { silentLogger } from '@tocsin/kit'
import { createApp } from '../app.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

export interface TestSandbox {
  readonly url: string
  /** HOST:PORT of the mail server. */
  readonly smtp: string
  /** Milliseconds since the epoch; stands until it is moved. */
  now: number
  stop(): Promise<void>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body: unknown, idempotencyKey?: string): Promise<Answer>
}

/** A sandbox on a free port, with the robots `robot-one` and `robot-two`. */
export async function startSandbox(callbackUrl = 'http://127.0.0.1:1/callback'): Promise<TestSandbox> {
  const clock = { now: Date.UTC(2026, 10, 23, 11) }
  const free = { host: '127.0.0.1', port: 0 }
  const app = createApp({
    config: { listen: free, smtpListen: free, wecomKeys: ['robot-one', 'robot-two'], callbackUrl },
    logger: silentLogger(),
    now: () => clock.now,
  })
  await app.start()
  const url = `http://${app.address}`
  const send: TestSandbox['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    const parsed: unknown = isJson ? JSON.parse(text) : text
    return { status: response.status, body: parsed, headers: response.headers }
  }
  return {
    url,
    smtp: app.smtpAddress,
    get now() {
      return clock.now
    },
    set now(value) {
      clock.now = value
    },
    stop: () => app.stop(),
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, key) => send('POST', path, body, key === undefined ? {} : { 'idempotency-key': key }),
  }
}
