import { expect, test } from 'vitest'
import { logSearchUrl, traceUrls } from './links.ts'

const GRAFANA = 'https://grafana.example/x'
const seen = { firstAt: 1_700_000_000_000, lastAt: 1_700_000_060_000 }
const RANGE = { from: '1699999700000', to: '1700000360000' }
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

/** As Grafana reads it. */
function panesOf(address: string): unknown {
  const url = new URL(address)
  expect(`${url.origin}${url.pathname}`).toBe(`${GRAFANA}/explore`)
  expect([url.searchParams.get('schemaVersion'), url.searchParams.get('orgId')]).toEqual(['1', '1'])
  return JSON.parse(url.searchParams.get('panes') ?? '')
}

test('the address of a log search, to the letter', () => {
  expect(logSearchUrl('http://g', '{a="b"} |= "c d"', seen)).toBe(
    'http://g/explore?schemaVersion=1&panes=%7B%22toc%22%3A%7B%22datasource%22%3A%22loki%22%2C%22queries%22%3A%5B%7B' +
      '%22refId%22%3A%22A%22%2C%22expr%22%3A%22%7Ba%3D%5C%22b%5C%22%7D+%7C%3D+%5C%22c+d%5C%22%22%2C%22queryType%22%3A' +
      '%22range%22%2C%22editorMode%22%3A%22code%22%7D%5D%2C%22range%22%3A%7B%22from%22%3A%221699999700000%22%2C%22to' +
      '%22%3A%221700000360000%22%7D%7D%7D&orgId=1',
  )
})

test.each([
  '{service_name="shop"} |= "timeout"',
  `{a="it's \\"quoted\\" \\\\ and + & # ? % = / <b> [x](y) \`z\`"}`,
  '日志 😀 \n\t',
  '',
])('a query comes back as it was, and the address holds no character that means something elsewhere: %j', (expr) => {
  const address = logSearchUrl(GRAFANA, expr, seen)
  expect(panesOf(address)).toEqual({
    toc: {
      datasource: 'loki',
      queries: [{ refId: 'A', expr, queryType: 'range', editorMode: 'code' }],
      range: RANGE,
    },
  })
  expect(address).toMatch(/^[\w:/.?=&%+*-]+$/)
})

test('each trace has its address; what is no trace id has none', () => {
  const traceIds = [TRACE, 'nope', '"}', TRACE.toUpperCase().slice(16), '']
  const urls = traceUrls(GRAFANA, { ...seen, traceIds })
  expect(Object.keys(urls)).toEqual([TRACE, 'A3CE929D0E0E4736'])
  expect(panesOf(urls[TRACE] ?? '')).toEqual({
    toc: { datasource: 'tempo', queries: [{ refId: 'A', queryType: 'traceql', query: TRACE }], range: RANGE },
  })
})
