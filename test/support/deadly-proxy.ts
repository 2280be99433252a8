/** Stands between the router and a provider, and kills the router at an exact point of one call. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * `sending`: the request has left the router and is lost. `answered`: the provider accepted and its answer lies in the
 * router's own socket buffer, unread, because the router was stopped before the answer was written.
 */
type DeadlyMoment = 'sending' | 'answered'

export interface DeadlyProxy {
  readonly url: string
  /** Arms it for the next call. */
  arm(moment: DeadlyMoment, pid: number): void
  /** Calls that were let through. */
  readonly forwarded: number
  close(): void
}

export async function startDeadlyProxy(target: string): Promise<DeadlyProxy> {
  let armed: { moment: DeadlyMoment; pid: number } | undefined
  let forwarded = 0

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const deadly = armed
    armed = undefined
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (deadly?.moment === 'sending') {
      process.kill(deadly.pid, 'SIGKILL')
      response.destroy()
      return
    }
    if (deadly) process.kill(deadly.pid, 'SIGSTOP')
    forwarded += 1
    const key = request.headers['idempotency-key']
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json', ...(typeof key === 'string' ? { 'idempotency-key': key } : {}) },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(await answer.text(), () => {
      if (deadly) process.kill(deadly.pid, 'SIGKILL')
    })
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm: (moment, pid) => {
      armed = { moment, pid }
    },
    get forwarded() {
      return forwarded
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
