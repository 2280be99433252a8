import { mkdtempSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeServer, listen, silentLogger } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { initialState } from './converge/state.ts'
import { startLoop } from './loop.ts'
import { createCopies } from './render/copies.ts'
import { createMetrics } from './report/metrics.ts'
import { createPublisher } from './report/publish.ts'

/** A promise that the test settles, and the news that somebody waits for it. */
function gate<T>() {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

test('an answer that comes in during a look is not forgotten by it', async () => {
  const to = mkdtempSync(join(tmpdir(), 'tocsin-loop-'))
  const request = gate<ServerResponse>()
  const presented: (string | undefined)[] = []
  const server = createServer(({ headers }, response) => {
    presented.push(headers.authorization)
    request.open(response)
  })
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  const lateLook = gate<string>()
  const lookedLate = gate<void>()
  const heard = gate<void>()
  let looks = 0
  const versions = { router: 'r', prometheus: 'p' }
  const metrics = createMetrics()
  const log = silentLogger()
  const now = Date.now
  const loop = startLoop({
    initial: initialState({ onDisk: versions, accepted: versions, targets: ['router'], now: now() }),
    from: '/alert-rules',
    urls: { router: `http://${address}`, prometheus: undefined },
    routerToken: 'a-token',
    look: () => {
      looks++
      if (looks < 3) return Promise.resolve('a')
      lookedLate.open()
      return lateLook.opened
    },
    copies: createCopies(to),
    attempt: async () => ({ kind: 'in-force', versions }),
    publisher: await createPublisher({ to, log, metrics, now, tidy: (problems) => [...problems] }, versions),
    metrics: { ...metrics, answered: () => heard.open() },
    log,
    now,
  })
  const response = await request.opened
  await lookedLate.opened
  response.end()
  await heard.opened
  lateLook.open('a')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(presented[0]).toBe('Bearer a-token')
  expect(loop.state().readers.router).toMatchObject({ kind: 'loaded', version: 'r' })
  await loop.stop()
  await closeServer(server, 100)
})
