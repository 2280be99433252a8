/** The router's front door, put together: TLS, users and tokens, route prefix, addresses. */
import type { RequestListener } from 'node:http'
import type { ListenAddress, Logger } from '@tocsin/kit'
import { createAttempts } from './attempts.ts'
import { createEntry } from './entry.ts'
import { createGuard, type Refusal } from './guard.ts'
import type { LiveWeb } from './live-web.ts'
import { createPasswords } from './passwords.ts'
import { createServers } from './servers.ts'
import { asksWhoIsThere } from './web-config.ts'

export interface FrontOptions {
  readonly listen: readonly ListenAddress[]
  readonly routePrefix: string
  readonly web: LiveWeb
  readonly log: Logger
  readonly now: () => number
  readonly refused: (refusal: Refusal) => void
  /** Sees URLs without the prefix, of those who may. */
  readonly handler: RequestListener
}

export interface Front {
  readonly scheme: 'http' | 'https'
  /** As bound, in the order asked for. */
  start(): Promise<readonly string[]>
  stop(graceMs: number): Promise<void>
}

export function createFront({ listen, routePrefix, web, log, now, refused, handler }: FrontOptions): Front {
  const passwords = createPasswords()
  const config = web.current
  const guard = createGuard({
    ...{ config, passwords, attempts: createAttempts(), now, count: refused },
    onLimited: (address) => log.warn({ address }, 'too many wrong passwords or tokens: this address is turned away'),
  })
  const servers = createServers(listen, web, createEntry({ config, guard, routePrefix, now, handler }))
  return {
    scheme: config().tls ? 'https' : 'http',
    async start() {
      const bound = await servers.start()
      web.watch()
      const beyond = listen.flatMap(({ host }, index) => (isLocal(host) ? [] : [bound[index]]))
      if (beyond.length > 0 && !asksWhoIsThere(config())) {
        log.warn(
          { addresses: beyond },
          'other machines can reach the router, and it asks nobody who they are: listen on loopback, or set --web.config.file',
        )
      }
      return bound
    },
    async stop(graceMs) {
      await servers.close(graceMs)
      web.stop()
      await passwords.stop()
    },
  }
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
