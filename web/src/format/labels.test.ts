import { describe, expect, test } from 'vitest'
import { headline, inLanguage, labelsKey, remainingLabels } from './labels.ts'
import { webAddress } from './links.ts'

test('labelsKey does not depend on order and keeps different sets apart', () => {
  expect(labelsKey({ a: '1', b: '2' })).toBe(labelsKey({ b: '2', a: '1' }))
  expect(labelsKey({ a: '1,b', c: '' })).not.toBe(labelsKey({ a: '1', b: ',c' }))
})

test('remainingLabels drops what is already said, not what differs', () => {
  expect(remainingLabels({ a: '1', b: '2', c: '3' }, { a: '1', b: '0' })).toEqual({ b: '2', c: '3' })
})

describe('headline', () => {
  test.each([
    [
      { alertname: 'HighP99', service: 'shop' },
      { name: 'HighP99', service: 'shop' },
    ],
    [
      { alertname: 'TimeoutLines', service_name: 'shop' },
      { name: 'TimeoutLines', service: 'shop' },
    ],
    [{ service: 'shop' }, { name: 'shop', service: undefined }],
    [
      { region: 'eu', service: 'shop' },
      { name: 'region=eu', service: 'shop' },
    ],
    [{}, { name: '', service: undefined }],
  ])('%j', (labels, expected) => expect(headline(labels as Record<string, string>)).toEqual(expected))
})

describe('webAddress', () => {
  test.each([
    ['https://wiki.example/runbook', 'https://wiki.example/runbook'],
    ['http://127.0.0.1:9090/graph?g0.expr=up', 'http://127.0.0.1:9090/graph?g0.expr=up'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['runbooks/latency.md', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (text, expected) => expect(webAddress(text)).toBe(expected))
})

test.each([
  ['zh-CN', '中文'],
  ['zh', '中文'],
  ['en-US', 'plain'],
])('inLanguage(%s) prefers the text of the reader', (language, text) => {
  expect(inLanguage({ summary: 'plain', summary_zh: '中文' }, 'summary', language)).toBe(text)
  expect(inLanguage({ summary: 'plain' }, 'summary', language)).toBe('plain')
})
