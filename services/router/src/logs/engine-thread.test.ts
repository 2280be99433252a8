import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { type EngineWorker, startLogEngine } from './engine-thread.ts'
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts'

/** A worker that does what the test says. */
class FakeWorker extends EventEmitter implements EngineWorker {
  readonly received: ToWorker[] = []
  readonly settings: WorkerSettings

  constructor(settings: WorkerSettings) {
    super()
    this.settings = settings
  }

  postMessage(message: ToWorker): void {
    this.received.push(message)
    if (message.kind === 'stop') queueMicrotask(() => this.emit('exit', 0))
  }

  say(message: FromWorker): void {
    this.emit('message', message)
  }

  terminate(): Promise<void> {
    return Promise.resolve()
  }
}

function setUp(part: { maxQueuedBytes?: number; maxQueuedRequests?: number } = {}) {
  const workers: FakeWorker[] = []
  const onAlerts = vi.fn()
  const onCrash = vi.fn()
  const engine = startLogEngine({
    rules: [],
    onAlerts,
    onCrash,
    ...part,
    createWorker: (settings) => {
      const worker = new FakeWorker(settings)
      workers.push(worker)
      return worker
    },
  })
  const worker = (index: number): FakeWorker => {
    const found = workers[index]
    if (!found) throw new Error(`no worker ${index}`)
    return found
  }
  return { engine, workers, worker, onAlerts, onCrash }
}

const body = (bytes: number): Uint8Array => new Uint8Array(bytes)

test('answers go to the request they belong to, and are counted', async () => {
  const { engine, worker } = setUp()
  const first = engine.ingest(body(10))
  const second = engine.ingest(body(20))
  expect(engine.stats).toMatchObject({ queuedRequests: 2, queuedBytes: 30 })
  worker(0).say({ kind: 'answer', id: 2, answer: { kind: 'malformed', message: 'no JSON' } })
  worker(0).say({ kind: 'answer', id: 1, answer: { kind: 'done', accepted: 3, rejected: 1, rejectedReason: 'odd' } })
  await expect(second).rejects.toMatchObject({ code: 'malformed', message: 'no JSON' })
  await expect(first).resolves.toEqual({ accepted: 3, rejected: 1, rejectedReason: 'odd' })
  expect(engine.stats).toMatchObject({ queuedRequests: 0, queuedBytes: 0, accepted: 3, rejected: 1 })
  await engine.stop()
})

test.each([
  ['bytes', { maxQueuedBytes: 100 }, 60, 60],
  ['requests', { maxQueuedRequests: 1 }, 1, 1],
])('too many %s: overloaded, until an answer makes room', async (_, limits, first, second) => {
  const { engine, worker } = setUp(limits)
  const taken = engine.ingest(body(first))
  await expect(engine.ingest(body(second))).rejects.toMatchObject({ code: 'overloaded' })
  worker(0).say({ kind: 'answer', id: 1, answer: { kind: 'done', accepted: 0, rejected: 0 } })
  await taken
  const again = engine.ingest(body(second))
  worker(0).say({ kind: 'answer', id: 2, answer: { kind: 'done', accepted: 0, rejected: 0 } })
  await again
  await engine.stop()
})

test('a crash: what waits may be sent again, and a new worker starts with the newest rules', async () => {
  vi.useFakeTimers()
  const { engine, workers, worker, onCrash } = setUp()
  const lost = engine.ingest(body(1))
  const rule = { group: 'g', alert: 'A' } as unknown as WorkerSettings['rules'][number]
  engine.reload([rule])
  const cause = new Error('out of memory')
  worker(0).emit('error', cause)
  worker(0).emit('exit', 1)
  await expect(lost).rejects.toMatchObject({ code: 'unavailable' })
  expect(onCrash).toHaveBeenCalledWith(cause)
  await expect(engine.ingest(body(1))).rejects.toMatchObject({ code: 'unavailable' })
  vi.advanceTimersByTime(100)
  expect(workers).toHaveLength(2)
  expect(worker(1).settings.rules).toEqual([rule])
  // the second crash in a row waits longer
  worker(1).emit('exit', 1)
  vi.advanceTimersByTime(99)
  expect(workers).toHaveLength(2)
  vi.advanceTimersByTime(1)
  expect(workers).toHaveLength(3)
  expect(engine.stats).toMatchObject({ crashes: 2, queuedBytes: 0 })
  vi.useRealTimers()
  await engine.stop()
})

test('stop during a restart starts nothing any more', async () => {
  vi.useFakeTimers()
  const { engine, workers, worker } = setUp()
  worker(0).emit('exit', 1)
  await engine.stop()
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  expect(workers).toHaveLength(1)
  await expect(engine.ingest(body(1))).rejects.toMatchObject({ code: 'unavailable' })
})

test('a view of shared memory is copied, whole memory is handed over', async () => {
  const { engine, worker } = setUp()
  const pool = new Uint8Array(100).fill(7)
  const sent = [engine.ingest(pool.subarray(10, 20)), engine.ingest(pool)]
  const bodies = worker(0).received.flatMap((message) => (message.kind === 'ingest' ? [message.body] : []))
  expect(bodies[0]?.buffer.byteLength).toBe(10)
  expect(bodies[1]).toBe(pool)
  for (const id of [1, 2]) worker(0).say({ kind: 'answer', id, answer: { kind: 'done', accepted: 0, rejected: 0 } })
  await Promise.all(sent)
  await engine.stop()
})
