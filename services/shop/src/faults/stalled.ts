import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Logger } from '@tocsin/kit'
import { createPool, type Database, databaseOf } from '../database.ts'

export interface StalledDatabase extends Database {
  stop(): Promise<void>
}

/** Far above the real pool's size: a request must meet the stalled connect, never the queue in front of it. */
const STALLED_POOL_MAX = 5000

/**
 * A database whose connects really stall: a loopback listener that accepts and never answers, and a pg pool in front of
 * it. Its queries reject with pg's own "Connection terminated due to connection timeout" and pg's stack.
 */
export async function startStalledDatabase(logger: Logger): Promise<StalledDatabase> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    // Read and forget, so that the end of the other side is seen.
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = createPool(
    { host: '127.0.0.1', port, user: 'shop', database: 'shop', password: '', ssl: false, max: STALLED_POOL_MAX },
    logger,
  )
  return {
    query: databaseOf(pool).query,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await pool.end()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
