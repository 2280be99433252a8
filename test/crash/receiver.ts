/** A webhook receiver that fails now and then, remembers what it accepted, and can hold a call or kill its caller in it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface ToldAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly startsAt: string
}

/** One message that the receiver took. Milliseconds of `performance.now()`. */
export interface AcceptedCall {
  readonly key: string
  readonly at: number
  readonly alerts: readonly ToldAlert[]
}

/**
 * `refuse`: 500. `slow`: 300 ms. `reset`: the connection is cut before the message counts. `forget`: it counts, and no answer
 * ever comes. `hold`: neither, until the caller is gone.
 */
export type Behaviour = 'ok' | 'refuse' | 'slow' | 'reset' | 'forget' | 'hold'

interface DeadlyCall {
  /** Before the message counts, or when its answer lies unread in the caller's socket. */
  readonly moment: 'sending' | 'answered'
  readonly stop: () => void
  readonly kill: () => void
}

export interface Receiver {
  readonly url: string
  readonly accepted: readonly AcceptedCall[]
  /** Whether an alert in this state has been told: `JSON of labels|status|startsAt in ms`. */
  readonly told: ReadonlySet<string>
  /** Calls that are held now. */
  held(): number
  behave(next: () => Behaviour): void
  /** For the next call. */
  arm(deadly: DeadlyCall): void
  close(): void
}

export const toldKey = (labels: Readonly<Record<string, string>>, status: string, startsAtMs: number): string =>
  `${JSON.stringify(Object.entries(labels).sort())}|${status}|${startsAtMs}`

const SLOW_MS = 300

export async function startReceiver(): Promise<Receiver> {
  const accepted: AcceptedCall[] = []
  const told = new Set<string>()
  let behaviour: () => Behaviour = () => 'ok'
  let armed: DeadlyCall | undefined
  const held = new Set<ServerResponse>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const message = JSON.parse(Buffer.concat(chunks).toString()) as { alerts: ToldAlert[] }
    const key = String(request.headers['idempotency-key'])
    const accept = (): void => {
      accepted.push({ key, at: performance.now(), alerts: message.alerts })
      for (const { labels, status, startsAt } of message.alerts) told.add(toldKey(labels, status, Date.parse(startsAt)))
    }

    const deadly = armed
    armed = undefined
    if (deadly?.moment === 'sending') {
      deadly.kill()
      response.destroy()
      return
    }
    if (deadly) {
      deadly.stop()
      accept()
      response.end('{}', () => deadly.kill())
      return
    }
    switch (behaviour()) {
      case 'ok':
        accept()
        response.end('{}')
        return
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
        // A caller that is gone by then has taken nothing from us; one that is there hears that we have it.
        if (response.destroyed) return
        accept()
        response.end('{}')
        return
      case 'refuse':
        response.writeHead(500).end('{}')
        return
      case 'reset':
        response.destroy()
        return
      case 'forget':
        accept()
        return
      case 'hold':
        held.add(response)
        response.once('close', () => held.delete(response))
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    accepted,
    told,
    held: () => held.size,
    behave: (next) => {
      behaviour = next
    },
    arm: (deadly) => {
      armed = deadly
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
