import type { LogRule } from '@tocsin/rules'
import { expect, test } from 'vitest'
import { createWatch } from './watch.ts'

const T = 1_700_000_000_000
const STREAM = { service_name: 'shop', severity_text: 'error' }
const RULE: LogRule = {
  group: 'logs',
  alert: 'ConnectionTimeout',
  expr: 'count_over_time({severity_text="error"} |= "timeout" or "timed out" [1m]) > 0',
  selector: [{ name: 'severity_text', op: '=', value: 'error' }],
  filters: [{ op: '|=', texts: ['timeout', 'timed out'] }],
  rangeMs: 60_000,
  comparison: { op: '>', value: 0 },
  forMs: 0,
  keepFiringForMs: 0,
  labels: {},
  annotations: {},
}

/** `labels` are those of the alert. */
function linkOf(grafanaUrl: string | undefined, labels: Readonly<Record<string, string>>): string | undefined {
  const watch = createWatch({ rule: RULE, labels, stream: STREAM, grafanaUrl, renewMs: 60_000, maxTimes: 10 })
  for (const at of [T - 900, T - 300]) watch.add({ at, line: 'timeout', shape: 'timeout' })
  return watch.evaluate(T)?.generatorUrl
}

function paneOf(link: string | undefined): { queries: { expr: string }[]; range: unknown } {
  return JSON.parse(new URL(link ?? '').searchParams.get('panes') ?? '').toc
}

test('without Grafana there is no link to the lines', () => {
  expect(linkOf(undefined, STREAM)).toBe('')
})

test('with Grafana: the stream, the texts of the rule, and the time around the evidence', () => {
  const { queries, range } = paneOf(linkOf('https://g.example', STREAM))
  expect(queries[0]?.expr).toMatch(
    /^\{service_name="shop"\} \| severity_text="error" or severity_text="" .* \|= "timeout" or "timed out"$/,
  )
  expect(range).toEqual({ from: String(T - 900 - 300_000), to: String(T - 300 + 300_000) })
})

test('a label that the rule writes over does not narrow it: the alert counts other streams, too', () => {
  const { queries } = paneOf(linkOf('https://g.example', { ...STREAM, service_name: 'backend' }))
  expect(queries[0]?.expr).toMatch(/^\{service_name=~"\.\+"\} \| severity_text="error"/)
})
