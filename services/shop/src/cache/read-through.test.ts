import { silentLogger } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { CacheResult } from './metrics.ts'
import { createReadThrough } from './read-through.ts'

const schema = z.object({ id: z.int() })

/** A cache in a Map, a database that counts, and what was counted. */
function bench(client: { get?: () => Promise<string | undefined>; set?: () => Promise<void> } = {}) {
  const held = new Map<string, string>()
  const results: CacheResult[] = []
  const cache = createReadThrough({
    client: {
      get: client.get ?? ((key) => Promise.resolve(held.get(key))),
      set:
        client.set ??
        ((key, value) => {
          held.set(key, value)
          return Promise.resolve()
        }),
    },
    metrics: { counted: (result) => results.push(result), asked: () => undefined },
    logger: silentLogger(),
    ttlMs: 1000,
  })
  let reads = 0
  let answer = (): void => undefined
  const database = {}
  /** A read that waits for `answer`. */
  const waits = (): Promise<{ id: number }> => {
    reads++
    return new Promise((resolve) => {
      answer = () => resolve({ id: 1 })
    })
  }
  const get = (source: object = database, read = waits) => cache.get({ key: 'k', schema, source, read })
  return { held, results, get, reads: () => reads, answer: () => answer() }
}

/** Lets everything that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('misses of one key at the same time are one read, and each counts', async () => {
  const b = bench()
  const asked = [b.get(), b.get(), b.get()]
  await settle()
  expect(b.reads()).toBe(1)
  b.answer()
  expect(await Promise.all(asked)).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }])
  expect(b.results).toEqual(['miss', 'miss', 'miss'])
  expect(await b.get()).toEqual({ id: 1 })
  expect(b.reads()).toBe(1)
  expect(b.results.at(-1)).toBe('hit')
})

test('without an answer of the cache they are one read too, and nothing is stored', async () => {
  const b = bench({ get: () => Promise.reject(new Error('Command timed out')) })
  const asked = [b.get(), b.get()]
  await settle()
  b.answer()
  expect(await Promise.all(asked)).toHaveLength(2)
  expect(b.reads()).toBe(1)
  expect(b.results).toEqual(['error', 'error'])
  expect(b.held.size).toBe(0)
})

test('another database has a read of its own', async () => {
  const b = bench()
  const failing = b.get({}, () => Promise.reject(new Error('stalled')))
  const asked = b.get()
  await expect(failing).rejects.toThrow('stalled')
  b.answer()
  expect(await asked).toEqual({ id: 1 })
})

test('a failed read fails all who waited for it, is not remembered, and is not stored', async () => {
  const b = bench()
  const fails = (): Promise<never> => Promise.reject(new Error('away'))
  const asked = [b.get(undefined, fails), b.get(undefined, fails)]
  for (const one of await Promise.allSettled(asked)) expect(one.status).toBe('rejected')
  expect(b.held.size).toBe(0)
  const next = b.get()
  await settle()
  b.answer()
  expect(await next).toEqual({ id: 1 })
})

test('a value of another shape is an error, read again, and replaced', async () => {
  const b = bench()
  b.held.set('k', '{"id":"one"}')
  const asked = b.get()
  await settle()
  b.answer()
  expect(await asked).toEqual({ id: 1 })
  expect(b.results).toEqual(['error'])
  expect(b.held.get('k')).toBe('{"id":1}')
})

test('a cache that takes no value is an error, and the request does not notice', async () => {
  const b = bench({ set: () => Promise.reject(Object.assign(new Error('READONLY no'), { name: 'ReplyError' })) })
  const asked = b.get()
  await settle()
  b.answer()
  expect(await asked).toEqual({ id: 1 })
  await settle()
  expect(b.results).toEqual(['miss', 'error'])
})
