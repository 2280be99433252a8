/** The real worker behind a real HTTP server. */
import { createServer, request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { closeServer, listen } from '@tocsin/kit'
import type { LogRule } from '@tocsin/rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogAlert } from './contract.ts'
import { type LogEngine, startLogEngine } from './engine-thread.ts'
import { handleLogs } from './intake.ts'
import { LogEngineError } from './protocol.ts'

const RULE: LogRule = {
  group: 'logs',
  alert: 'ConnectionTimeout',
  expr: 'count_over_time({service_name="shop"} |= "connection timeout" [1m]) > 0',
  selector: [{ name: 'service_name', op: '=~', value: 'sh.p' }],
  filters: [{ op: '|=', texts: ['connection timeout'] }],
  rangeMs: 60_000,
  comparison: { op: '>', value: 0 },
  forMs: 0,
  keepFiringForMs: 0,
  labels: { tier: 'ticket', service: '{{ $labels.service_name }}' },
  annotations: { summary: '{{ $value }} lines' },
}

/** As @opentelemetry/exporter-logs-otlp-http writes it. */
function otlpBody(line: string, nowMs: number): string {
  return JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }], droppedAttributesCount: 0 },
        scopeLogs: [
          {
            scope: { name: '@opentelemetry/instrumentation-pino', version: '0.70.0' },
            logRecords: [
              {
                timeUnixNano: `${nowMs}000000`,
                observedTimeUnixNano: `${nowMs}000000`,
                severityNumber: 17,
                severityText: 'error',
                body: { stringValue: 'order failed' },
                attributes: [
                  { key: 'exception.type', value: { stringValue: 'Error' } },
                  { key: 'exception.message', value: { stringValue: line } },
                  { key: 'exception.stacktrace', value: { stringValue: `Error: ${line}\n    at pool.ts:1` } },
                ],
                droppedAttributesCount: 0,
                flags: 1,
                traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
                spanId: '00f067aa0ba902b7',
              },
            ],
          },
        ],
      },
    ],
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }
const alerts: LogAlert[] = []
let engine: LogEngine
let url = ''

async function serve(handler: ReturnType<typeof handleLogs>): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void handler(request, response))
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  return { url: `http://${address}/v1/logs`, close: () => closeServer(server, 100) }
}

let main: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  engine = startLogEngine({ rules: [RULE], onAlerts: (told) => alerts.push(...told), maxBodyBytes: 100_000 })
  main = await serve(handleLogs(engine, { maxBodyBytes: 100_000 }))
  url = main.url
})

afterAll(async () => {
  await main.close()
  await engine.stop()
})

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = JSON_TYPE) {
  const response = await fetch(url, { method: 'POST', body, headers })
  return { status: response.status, body: (await response.json()) as unknown }
}

test('a line is an alert before the answer comes', async () => {
  const started = Date.now()
  expect(await post(otlpBody('connection timeout', started))).toEqual({ status: 200, body: { partialSuccess: {} } })
  expect(alerts).toMatchObject([
    {
      labels: { alertname: 'ConnectionTimeout', service: 'shop', severity_text: 'error', tier: 'ticket' },
      annotations: { summary: '1 lines' },
      startsAt: started,
      evidence: {
        count: 1,
        samples: ['order failed connection timeout\nError: connection timeout\n    at pool.ts:1'],
        traceIds: ['4bf92f3577b34da6a3ce929d0e0e4736'],
      },
    },
  ])
})

test('gzip is unpacked', async () => {
  const before = engine.stats.accepted
  const packed = new Uint8Array(gzipSync(otlpBody('all well', Date.now())))
  expect(await post(packed, { ...JSON_TYPE, 'content-encoding': 'gzip' })).toMatchObject({ status: 200 })
  expect(engine.stats.accepted).toBe(before + 1)
})

test('rejected records are counted and explained', async () => {
  const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ timeUnixNano: 'x' }, {}] }] }] })
  expect(await post(body)).toEqual({
    status: 200,
    body: {
      partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('logRecords[0]: timeUnixNano') },
    },
  })
})

describe('refusals', () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(1_000_000)))
  test.each([
    ['no JSON', '{', JSON_TYPE, 400, 3, 'the body is no JSON'],
    ['another shape', '{"resourceLogs":1}', JSON_TYPE, 400, 3, 'resourceLogs must be a list'],
    ['no gzip', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 400, 3, 'the body is no gzip'],
    [
      'protobuf',
      'x',
      { 'content-type': 'application/x-protobuf' },
      415,
      3,
      'send OTLP/HTTP as JSON (application/json)',
    ],
    ['zstd', 'x', { ...JSON_TYPE, 'content-encoding': 'zstd' }, 415, 3, 'send gzip or none'],
    ['large', ' '.repeat(100_001), JSON_TYPE, 413, 8, 'larger than 100000 bytes'],
    ['large when unpacked', bomb, { ...JSON_TYPE, 'content-encoding': 'gzip' }, 413, 8, 'when unpacked'],
  ])('%s', async (_, body, headers, status, code, message) => {
    expect(await post(body, headers)).toEqual({ status, body: { code, message: expect.stringContaining(message) } })
  })

  test('large without a stated length', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(url, { method: 'POST', headers: JSON_TYPE }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
      request.write(' '.repeat(60_000))
      request.write(' '.repeat(60_000))
    })
    expect(status).toBe(413)
  })

  test('GET', async () => {
    const response = await fetch(url)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('refused logs are counted by the status; accepted ones, and requests without logs, are not', async () => {
    const refused: number[] = []
    const counted = await serve(
      handleLogs(
        { ingest: async () => ({ accepted: 1, rejected: 0 }) },
        { onRefused: (status) => refused.push(status) },
      ),
    )
    const send = (type: string) => fetch(counted.url, { method: 'POST', body: '{}', headers: { 'content-type': type } })
    await send('application/json')
    await fetch(counted.url)
    await send('application/x-protobuf')
    expect(refused).toEqual([415])
    await counted.close()
  })

  test.each(['overloaded', 'unavailable'] as const)('%s: 503 with Retry-After', async (code) => {
    const busy = await serve(handleLogs({ ingest: () => Promise.reject(new LogEngineError(code, 'send again')) }))
    const response = await fetch(busy.url, { method: 'POST', body: '{}', headers: JSON_TYPE })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await response.json()).toEqual({ code: 14, message: 'send again' })
    await busy.close()
  })
})

test('new rules hold for the next body', async () => {
  const told = alerts.length
  engine.reload([{ ...RULE, alert: 'Renamed' }])
  await post(otlpBody('connection timeout', Date.now()))
  expect(alerts.slice(told).map(({ labels, endsAt }) => [labels['alertname'], endsAt > Date.now()])).toEqual([
    ['ConnectionTimeout', false],
    ['Renamed', true],
  ])
})
