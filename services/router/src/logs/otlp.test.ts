import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeLogs, OtlpError } from './otlp.ts'

const NOW = 1_700_000_000_500
const text = (stringValue: string) => ({ stringValue })
const attribute = (key: string, value: unknown) => ({ key, value })

function decode(records: readonly unknown[], resource: readonly unknown[] = []) {
  const body = { resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ logRecords: records }] }] }
  return decodeLogs(JSON.stringify(body), NOW)
}

function lineOf(record: Readonly<Record<string, unknown>>) {
  return decode([record]).records[0]?.line
}

test('a record as the OpenTelemetry SDK sends it', () => {
  const record = {
    timeUnixNano: '1700000000123456789',
    observedTimeUnixNano: '1700000000200000000',
    severityNumber: 17,
    severityText: 'error',
    body: text('checkout failed'),
    attributes: [attribute('orderId', { intValue: '7' })],
    traceId: '4BF92F3577B34DA6A3CE929D0E0E4736',
    spanId: '00f067aa0ba902b7',
  }
  const resource = [
    attribute('service.name', text('shop')),
    attribute('deployment.environment.name', text('demo')),
    attribute('host.name', text('h1')),
  ]
  expect(decode([record], resource)).toEqual({
    records: [
      {
        at: 1_700_000_000_123,
        stream: { service_name: 'shop', deployment_environment_name: 'demo', severity_text: 'error' },
        line: 'checkout failed',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      },
    ],
    rejected: 0,
  })
})

test.each([
  [{ timeUnixNano: '1700000000999999999' }, 1_700_000_000_999],
  [{ timeUnixNano: 1_700_000_000_123_000_000 }, 1_700_000_000_123],
  [{ timeUnixNano: '0', observedTimeUnixNano: '1700000000200000000' }, 1_700_000_000_200],
  [{ observedTimeUnixNano: '1700000000200000000' }, 1_700_000_000_200],
  [{}, NOW],
])('time of %j is %d', (record, at) => {
  expect(decode([record]).records[0]?.at).toBe(at)
})

test.each([
  [{ severityText: 'ERROR', severityNumber: 9 }, 'ERROR'],
  [{ severityNumber: 1 }, 'trace'],
  [{ severityNumber: 8 }, 'debug'],
  [{ severityNumber: 9 }, 'info'],
  [{ severityNumber: 14 }, 'warn'],
  [{ severityNumber: 20 }, 'error'],
  [{ severityNumber: 24 }, 'fatal'],
  [{ severityNumber: 0 }, undefined],
  [{ severityNumber: 99 }, undefined],
])('severity of %j is %s', (record, severity) => {
  expect(decode([record]).records[0]?.stream['severity_text']).toBe(severity)
})

test.each([
  [{ stringValue: 'x' }, 'x'],
  [{ boolValue: false }, 'false'],
  [{ intValue: '9007199254740993' }, '9007199254740993'],
  [{ doubleValue: 0.5 }, '0.5'],
  [{ bytesValue: 'AQI=' }, 'AQI='],
  [{ arrayValue: { values: [text('a'), { intValue: 2 }] } }, '["a",2]'],
  [
    { kvlistValue: { values: [attribute('event', text('boom')), attribute('n', { doubleValue: 1 })] } },
    '{"event":"boom","n":1}',
  ],
  [{}, ''],
  [undefined, ''],
])('body %j reads %s', (body, line) => {
  expect(lineOf({ body })).toBe(line)
})

describe('what the record says of an exception joins the line', () => {
  const body = text('order failed')
  test.each([
    [[attribute('exception.message', text('connection timeout'))], 'order failed connection timeout'],
    [
      [
        attribute('exception.message', text('timed out')),
        attribute('exception.stacktrace', text('Error: timed out\n  at a')),
      ],
      'order failed timed out\nError: timed out\n  at a',
    ],
    [[attribute('exception.message', text('failed'))], 'order failed'],
    [[attribute('err', text('boom'))], 'order failed boom'],
    [
      [
        attribute('err', {
          kvlistValue: { values: [attribute('message', text('boom')), attribute('stack', text('Error: boom\n at b'))] },
        }),
      ],
      'order failed boom\nError: boom\n at b',
    ],
    [[attribute('other', text('boom'))], 'order failed'],
  ])('%j', (attributes, line) => {
    expect(lineOf({ body, attributes })).toBe(line)
  })
})

test.each([
  ["a router's own", 'tocsin', 'router', 0],
  ["a router of the user's, which is another thing", undefined, 'router', 1],
  ['any other service of ours', 'tocsin', 'shop', 1],
])('records of %s: %s/%s', (_, namespace, name, taken) => {
  const resource = [
    attribute('service.name', text(name)),
    ...(namespace === undefined ? [] : [attribute('service.namespace', text(namespace))]),
  ]
  const { records, rejected } = decode([{ body: text('x') }], resource)
  expect([records.length, rejected]).toEqual([taken, 0])
})

test('a record that cannot be read is rejected, the others stay', () => {
  const { records, rejected, rejectedReason } = decode([7, { timeUnixNano: 'soon' }, { body: text('good') }])
  expect(records.map(({ line }) => line)).toEqual(['good'])
  expect(rejected).toBe(2)
  expect(rejectedReason).toBe('resourceLogs[0].scopeLogs[0].logRecords[0]: must be an object')
})

test.each([
  ['', 'no JSON'],
  ['[]', 'must be a JSON object'],
  ['{"resourceLogs":{}}', 'resourceLogs must be a list'],
  ['{"resourceLogs":[{"scopeLogs":[3]}]}', 'resourceLogs[0].scopeLogs[0] must be an object'],
  ['{"resourceLogs":[{"scopeLogs":[{"logRecords":1}]}]}', 'resourceLogs[0].scopeLogs[0].logRecords must be a list'],
])('%s is refused', (body, message) => {
  expect(() => decodeLogs(body, NOW)).toThrow(OtlpError)
  expect(() => decodeLogs(body, NOW)).toThrow(message)
})

test('nothing to read is nothing', () => {
  expect(decodeLogs('{}', NOW)).toEqual({ records: [], rejected: 0 })
})

test('whatever JSON comes: records or an OtlpError', () => {
  const names = [
    'resourceLogs',
    'scopeLogs',
    'logRecords',
    'body',
    'attributes',
    'key',
    'value',
    'kvlistValue',
    'values',
  ]
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, 1, 'x'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(tree, (value) => {
      try {
        decodeLogs(JSON.stringify(value), NOW)
      } catch (error) {
        expect(error).toBeInstanceOf(OtlpError)
      }
    }),
  )
})

test('nesting without end is cut, not followed', () => {
  const depth = 5_000
  const open = '{"arrayValue":{"values":['
  const body = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${open.repeat(depth)}${']}}'.repeat(depth)}}]}]}]}`
  expect(decodeLogs(body, NOW).records[0]?.line).toContain('…')
})
