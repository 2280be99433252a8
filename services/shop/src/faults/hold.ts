import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'

export interface Hold {
  readonly wanted: number
  /** How many clients are held at this moment. */
  held(): number
  /** Gives all of them back; resolves when the last one is. */
  release(): Promise<void>
}

/** Between a failed attempt and the next one of the same slot. */
const RETRY_MS = 200

const ignore = (): void => undefined

/** Takes `count` clients out of the pool, in the background, and keeps them; one that dies is replaced. */
export function holdClients(pool: Pool, count: number): Hold {
  const ended = new AbortController()
  let held = 0
  const slot = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      let client: PoolClient
      try {
        client = await pool.connect()
      } catch {
        // Requests have taken them all, or the database is away: wait for the next chance.
        await sleep(RETRY_MS, undefined, { signal: ended.signal }).catch(() => undefined)
        continue
      }
      // A client in hand without an error listener would take the process down.
      client.on('error', ignore)
      held++
      const death = await untilDeathOr(client, ended.signal)
      held--
      client.release(death)
      // A dead one may still say more; a healthy one must not gather listeners from hold to hold.
      if (!death) client.off('error', ignore)
    }
  }
  const slots = Array.from({ length: count }, slot)
  return {
    wanted: count,
    held: () => held,
    async release() {
      ended.abort()
      await Promise.all(slots)
    },
  }
}

/** The error that ended the client, or undefined when the signal came first. */
function untilDeathOr(client: PoolClient, signal: AbortSignal): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const finish = (error?: Error): void => {
      signal.removeEventListener('abort', onAbort)
      client.off('error', finish)
      client.off('end', onEnd)
      resolve(error)
    }
    const onAbort = (): void => finish()
    const onEnd = (): void => finish(new Error('the held connection ended'))
    client.on('error', finish)
    client.once('end', onEnd)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) finish()
  })
}
