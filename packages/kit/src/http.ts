import type { Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import { codeOf, OperatorError } from './errors.ts'

export interface ListenAddress {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
}

/** `127.0.0.1:8081`, `:8081` (all interfaces) or `8081` (loopback). Throws OperatorError for anything else. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:(\[[^\]]+\]|[^:]*):)?(\d{1,5})$/.exec(text)
  const port = Number(match?.[2])
  if (!match || port > 65_535) {
    throw new OperatorError(
      `"${text}" is no listen address; write HOST:PORT, :PORT or PORT, with a port from 0 to 65535`,
    )
  }
  const host = match[1]
  if (host === undefined) return { host: '127.0.0.1', port }
  return { host: host === '' ? '0.0.0.0' : host.replace(/^\[|\]$/g, ''), port }
}

/** Listens and gives back `HOST:PORT` as bound. Throws OperatorError that says what to do when the port is taken. */
export function listen(server: NetServer, { host, port }: ListenAddress): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        codeOf(error) === 'EADDRINUSE'
          ? new OperatorError(
              `port ${port} on ${host} is in use: stop the process that holds it, or choose another port`,
            )
          : error,
      )
    })
    server.listen(port, host, () => {
      const { address, port: bound, family } = server.address() as AddressInfo
      resolve(family === 'IPv6' ? `[${address}]:${bound}` : `${address}:${bound}`)
    })
  })
}

/** Stops accepting, ends idle connections at once, and cuts what is still open after `graceMs`. */
export function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve()
      return
    }
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // A kept-alive connection that becomes idle after the close would stay until its own time-out.
    const sweep = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      resolve()
    })
    server.closeIdleConnections()
  })
}
