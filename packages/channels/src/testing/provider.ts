/** A provider for tests: a real HTTP server on a free port that answers as it is told and keeps what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
  /** The body as it came. */
  readonly raw: string
}

export type Reply =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'silent' }
  | { readonly kind: 'reset' }

export interface Provider {
  readonly url: string
  readonly seen: readonly Seen[]
  /** From the next request on. */
  reply(next: (request: Seen) => Reply): void
  close(): Promise<void>
}

export async function startProvider(): Promise<Provider> {
  const seen: Seen[] = []
  let next: (request: Seen) => Reply = () => ({ kind: 'answer', status: 200, body: {} })
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const sent = await text(request)
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: sent === '' ? {} : JSON.parse(sent),
      raw: sent,
    }
    seen.push(one)
    const reply = next(one)
    if (reply.kind === 'silent') return
    if (reply.kind === 'reset') return void request.socket.resetAndDestroy()
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {})
    response.writeHead(reply.status, reply.headers).end(body)
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    reply: (replying) => {
      next = replying
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { kind: 'answer', status, body, headers }
}
