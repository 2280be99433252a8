import { createServer } from 'node:http'
import { closeServer, listen, silentLogger } from '@tocsin/kit'
import { afterEach, expect, test } from 'vitest'
import type { ReportedAlert } from '../accept.ts'
import { createBodyReader } from '../body.ts'
import { handleWebhooks } from './handler.ts'
import { NEVER } from './payload.ts'

const NOW = Date.parse('2026-01-01T12:00:00Z')
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

async function world(failing = false) {
  const w = { accepted: [] as ReportedAlert[], counted: [] as string[], truncated: 0 }
  const handle = handleWebhooks({
    intake: {
      accept: async (reports) => {
        if (failing) throw new Error('disk full')
        w.accepted.push(...reports)
      },
    },
    readBody: createBodyReader({ maxBytes: 10_000 }),
    now: () => NOW,
    expiryMs: undefined,
    count: (result, n) => {
      if (n > 0) w.counted.push(`${result} ${n}`)
    },
    truncated: (_sender, n) => {
      w.truncated += n
    },
    log: silentLogger(),
  })
  const server = createServer((request, response) => void handle(request, response))
  stops.push(() => closeServer(server, 0))
  const base = `http://${await listen(server, { host: '127.0.0.1', port: 0 })}`
  const send = async (path: string, body: unknown, init: RequestInit = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await fetch(`${base}${path}`, { method: 'POST', headers, body: text, ...init })
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
  }
  return { w, send }
}

const FIRING = { status: 'firing', labels: { alertname: 'A' } }

test('alerts are taken, counted, and what was left out is noticed', async () => {
  const { w, send } = await world()
  const body = {
    version: '4',
    truncatedAlerts: 3,
    alerts: [FIRING, { ...FIRING, status: 'resolved', labels: { b: 'c' } }],
  }
  expect(await send('/webhook/alertmanager', body)).toMatchObject({ status: 200, body: { accepted: 2 } })
  expect(w.accepted.map(({ ending }) => ending.kind)).toEqual(['expires', 'stated'])
  expect(w.counted).toEqual(['resolved 1', 'firing 1'])
  expect(w.truncated).toBe(3)
})

test.each([
  ['', NEVER],
  ['?expire_after=12h', NOW + 12 * 3_600_000],
  ['?expire_after=0', NEVER],
])('the end of a firing alert with "%s"', async (query, at) => {
  const { w, send } = await world()
  expect(
    (
      await send(
        `/webhook/grafana${query}`,
        { alerts: [FIRING] },
        { method: 'PUT', body: JSON.stringify({ alerts: [FIRING] }) },
      )
    ).status,
  ).toBe(200)
  expect(w.accepted[0]?.ending).toEqual({ kind: 'expires', at })
})

test.each<[string, string, unknown, RequestInit, number, RegExp]>([
  ['an unknown sender', '/webhook/zabbix', {}, {}, 404, /there are \/webhook\/alertmanager, \/webhook\/grafana/],
  ['another method', '/webhook/grafana', {}, { method: 'DELETE' }, 405, /POST/],
  ['another type', '/webhook/grafana', {}, { headers: { 'content-type': 'text/plain' } }, 415, /application\/json/],
  ['a strange expiry', '/webhook/grafana?expire_after=soon', {}, {}, 400, /no duration; write 12h/],
  ['a body of no use', '/webhook/grafana', '{', {}, 400, /no JSON/],
  ['a large body', '/webhook/grafana', 'x'.repeat(20_000), {}, 413, /larger than 10000 bytes/],
  ['some alerts of no use', '/webhook/grafana', { alerts: [FIRING, 1] }, {}, 400, /alerts\[1\]: must be an object/],
])('%s', async (_name, path, body, init, status, message) => {
  const { send } = await world()
  expect(await send(path, body, init)).toMatchObject({
    status,
    body: { code: status, message: expect.stringMatching(message) },
  })
})

test('what could not be stored is to be sent again', async () => {
  const { w, send } = await world(true)
  const answer = await send('/webhook/grafana', { alerts: [FIRING] })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
  expect(w.counted).toEqual([])
})
