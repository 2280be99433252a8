/** One server for each address to listen on, all with the same handler; with TLS where the web configuration has it. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { closeServer, type ListenAddress, listen } from '@tocsin/kit'
import type { LiveWeb } from './live-web.ts'
import { clientOptions, mayStay } from './tls.ts'

export interface WebServers {
  /** Gives the addresses as bound, in the order asked for; on failure none stays open. */
  start(): Promise<readonly string[]>
  close(graceMs: number): Promise<void>
}

export function createServers(addresses: readonly ListenAddress[], web: LiveWeb, handler: RequestListener): WebServers {
  const servers = addresses.map(() => createOne(web, handler))
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

function createOne(web: LiveWeb, handler: RequestListener): { server: Server; renew: () => void } {
  const { tls } = web.current()
  if (!tls) return { server: createServer(handler), renew: () => {} }
  const server = createTlsServer({ ...tls.context, ...clientOptions(tls) }, handler)
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
