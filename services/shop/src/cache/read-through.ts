/** Read-through: the cache answers, else the database does. Whatever the cache does, it costs a request little time and no error. */

import type { Logger } from '@tocsin/kit'
import type { z } from 'zod'
import type { CacheClient } from './client.ts'
import { createFlights } from './flights.ts'
import { type Health, observe, reasonOf, type Sign, WELL } from './health.ts'
import { type Answer, judge } from './judge.ts'
import type { CacheMetrics } from './metrics.ts'

interface Lookup<T, Source extends object> {
  readonly key: string
  readonly schema: z.ZodType<T>
  /** Where `read` reads: look-ups of one key and one source share a read. */
  readonly source: Source
  readonly read: () => Promise<T>
}

export interface ReadThrough {
  /** Rejects only when `read` does. */
  get<T, Source extends object>(lookup: Lookup<T, Source>): Promise<T>
  /** For what the connection tells by itself. */
  sign(sign: Sign): void
}

export interface ReadThroughOptions {
  readonly client: Pick<CacheClient, 'get' | 'set'>
  readonly metrics: CacheMetrics
  readonly logger: Logger
  readonly ttlMs: number
}

export function createReadThrough({ client, metrics, logger, ttlMs }: ReadThroughOptions): ReadThrough {
  const flights = createFlights<object>()
  let health: Health = WELL

  const sign = (seen: Sign): void => {
    const { health: next, news } = observe(health, seen, performance.now())
    health = next
    if (news?.kind === 'lost') {
      logger.warn({ reason: news.reason }, 'the product cache is lost; the database answers meanwhile')
    }
    if (news?.kind === 'back') logger.info({ afterMs: Math.round(news.afterMs) }, 'the product cache is back')
  }
  const failed = (reason: string): void => {
    metrics.counted('error')
    sign({ kind: 'failed', reason })
  }
  const ask = async (key: string): Promise<Answer> => {
    const startedAt = performance.now()
    try {
      const text = await client.get(key)
      return text === undefined ? { kind: 'absent' } : { kind: 'value', text }
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) }
    } finally {
      metrics.asked((performance.now() - startedAt) / 1000)
    }
  }
  const store = (key: string, value: unknown): void => {
    client.set(key, JSON.stringify(value), ttlMs).then(
      () => sign({ kind: 'answered' }),
      (error: unknown) => failed(reasonOf(error)),
    )
  }
  return {
    sign,
    async get({ key, schema, source, read }) {
      const judged = judge(await ask(key), schema)
      if (judged.kind === 'error') failed(judged.reason)
      else {
        metrics.counted(judged.kind)
        sign({ kind: 'answered' })
      }
      if (judged.kind === 'hit') return judged.value
      return flights.join(source, key, async () => {
        const value = await read()
        // Nobody waits for it: a request has what it came for.
        if (judged.kind === 'miss' || judged.store) store(key, value)
        return value
      })
    },
  }
}
