/** One server for each address to listen on, all with the same handler; with TLS where the web configuration has it. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { closeServer, type ListenAddress, listen } from '@tocsin/kit'
import type { LiveWeb } from './live-web.ts'
import { clientOptions, mayStay } from './tls.ts'

/** What a client may take its time for. */
interface Patience {
  /** To send the head of a request. */
  readonly headersTimeout: number
  /** To send all of it. */
  readonly requestTimeout: number
  /** How often both are looked at. */
  readonly connectionsCheckingInterval: number
  /** A connection on which nothing moves for so long is cut, with what its reader was owed. */
  readonly silence: number
}

/** Node's own defaults would let a client hold a connection for five minutes. */
const PATIENCE: Patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  silence: 60_000,
}

export interface WebServers {
  /** Gives the addresses as bound, in the order asked for; on failure none stays open. */
  start(): Promise<readonly string[]>
  close(graceMs: number): Promise<void>
}

export function createServers(
  addresses: readonly ListenAddress[],
  web: LiveWeb,
  handler: RequestListener,
  patience = PATIENCE,
): WebServers {
  const servers = addresses.map(() => createOne(web, handler, patience))
  const close = async (graceMs: number): Promise<void> => {
    await Promise.all(servers.map(({ server }) => closeServer(server, graceMs)))
  }
  web.onChange(() => {
    for (const { renew } of servers) renew()
  })
  return {
    close,
    async start() {
      const bound: string[] = []
      try {
        for (const [index, address] of addresses.entries()) {
          const one = servers[index]
          if (one) bound.push(await listen(one.server, address))
        }
      } catch (error) {
        await close(0)
        throw error
      }
      return bound
    },
  }
}

function createOne(web: LiveWeb, handler: RequestListener, patience: Patience): { server: Server; renew: () => void } {
  const { tls } = web.current()
  if (!tls) {
    const server = createServer(patience, handler)
    server.setTimeout(patience.silence)
    return { server, renew: () => {} }
  }
  const server = createTlsServer({ ...patience, ...tls.context, ...clientOptions(tls) }, handler)
  server.setTimeout(patience.silence)
  server.on('secureConnection', (socket) => {
    const now = web.current().tls
    if (now && !mayStay(now, socket)) socket.destroy()
  })
  return {
    server,
    renew: () => {
      const now = web.current().tls
      if (now) server.setSecureContext(now.context)
    },
  }
}
