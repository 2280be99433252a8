import { createServer } from 'node:http'
import express from 'express'
import { expect, test } from 'vitest'
import { answerFailures } from './failures.ts'
import { closeServer, listen } from './http.ts'
import type { Logger } from './logger.ts'

test.each([
  ['/things/%E0%A4%A', 400, 'INVALID_REQUEST', 0],
  ['/things/broken', 500, 'INTERNAL', 1],
  ['/things/full', 503, 'UNAVAILABLE', 1],
])('%s: %i, and the reason is in the log alone', async (path, status, error, logged) => {
  const lines: unknown[] = []
  const app = express()
  app.get('/things/full', () => Promise.reject(Object.assign(new Error('s3cret: the disk is full'), { status: 503 })))
  app.get('/things/:name', () => Promise.reject(new Error('no such table: s3cret')))
  app.use(answerFailures({ error: (...line: unknown[]) => lines.push(line) } as Partial<Logger> as Logger))
  const server = createServer(app)
  try {
    const response = await fetch(`http://${await listen(server, { host: '127.0.0.1', port: 0 })}${path}`)
    const text = await response.text()
    expect([response.status, JSON.parse(text)]).toEqual([status, { error, message: expect.any(String) }])
    expect(text).not.toMatch(/s3cret|node_modules|\.ts/)
    expect(lines).toHaveLength(logged)
  } finally {
    await closeServer(server, 100)
  }
})
