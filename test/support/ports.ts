import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Below those that the system gives to outgoing connections: one of these would be taken again before it is used. */
const FROM = 20_000
const TO = 32_000
const TRIES = 200

/** Ports that nobody holds now: all are held until the last is found, so that they differ. */
export async function freePorts<K extends string>(names: readonly K[]): Promise<Record<K, number>> {
  const held: { readonly port: number; readonly server: Server }[] = []
  for (const _name of names) held.push(await holdOne())
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))))
  return Object.fromEntries(names.map((name, index) => [name, held[index]?.port])) as Record<K, number>
}

async function holdOne(): Promise<{ port: number; server: Server }> {
  for (let n = 0; n < TRIES; n++) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM))
    const server = createServer().listen(port, '127.0.0.1')
    const listening = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false)
    if (listening) return { port, server }
  }
  throw new Error(`no free port from ${FROM} to ${TO} in ${TRIES} tries`)
}
