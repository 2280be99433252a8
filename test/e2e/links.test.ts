/** From a log line to a ticket: its links lead to the lines and the trace where there is a Grafana, and nowhere where there is none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type BenchOfTwo, startBenchOfTwo } from '../support/bench-of-two.ts'
import { until } from '../support/until.ts'

const GRAFANA = 'https://grafana.example.com/x'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const RULES = `
groups:
  - name: logs
    rules:
      - alert: ConnectionTimeout
        expr: |
          count_over_time({service_name=~".+", severity_text="error"} |= "connection timeout" or "say \\"when\\"" [1m]) > 0
        labels: { severity: warning, tier: ticket }
        annotations:
          summary: Connections time out.
          dashboard_url: ${GRAFANA}/d/pool?var-service={{ $labels.service_name | urlquery }}
`

const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops) await stop()
})

async function ticketOf(flags: readonly string[]): Promise<{ b: BenchOfTwo; text: string; at: number }> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-links-'))
  writeFileSync(join(dir, 'x.logs.yml'), RULES)
  const b = await startBenchOfTwo(5_000, [`--rules.logs=${dir}/*.logs.yml`, ...flags])
  stops.push(
    () => b.stop(),
    () => rmSync(dir, { recursive: true }),
  )
  const at = Date.now()
  const text = (stringValue: string) => ({ stringValue })
  await b.api().postLogs({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: text('shop & "co"') }] },
        scopeLogs: [
          {
            logRecords: [
              {
                timeUnixNano: `${at}000000`,
                severityText: 'error',
                body: text('order 7 failed: connection timeout'),
                traceId: TRACE,
              },
            ],
          },
        ],
      },
    ],
  })
  const created = await until('a ticket from the log line', 10_000, async () =>
    (await b.sandbox.accepted('ticket')).find(({ action }) => action === 'create'),
  )
  return { b, text: created.value.text, at }
}

/** `[name](address)` → the address as Grafana reads it. */
function panesOf(text: string, name: string): { path: string; pane: unknown } {
  const address = new RegExp(`\\[${name}\\]\\(([^)\\s]+)\\)`).exec(text)?.[1]
  if (address === undefined) throw new Error(`no link ${name} in:\n${text}`)
  const url = new URL(address)
  expect(url.searchParams.get('schemaVersion')).toBe('1')
  const panes: unknown = JSON.parse(url.searchParams.get('panes') ?? '')
  return { path: `${url.origin}${url.pathname}`, pane: Object.values(panes as object)[0] }
}

test('with --links.grafana: dashboard, log lines and trace, in the ticket, the API and the console', async () => {
  const { b, text, at } = await ticketOf([`--links.grafana=${GRAFANA}/`])
  const range = { from: String(at - 300_000), to: String(at + 300_000) }
  const logs = panesOf(text, 'Logs')
  expect(logs).toMatchObject({ path: `${GRAFANA}/explore`, pane: { datasource: 'loki', range } })
  const [query] = (logs.pane as { queries: { expr: string }[] }).queries
  expect(query?.expr).toMatch(/^\{service_name="shop & \\"co\\""\} \| severity_text="error" or severity_text="" /)
  expect(query?.expr).toMatch(/ \|= "connection timeout" or "say \\"when\\""$/)
  expect(panesOf(text, `\`${TRACE}\``)).toEqual({
    path: `${GRAFANA}/explore`,
    pane: { datasource: 'tempo', queries: [{ refId: 'A', queryType: 'traceql', query: TRACE }], range },
  })
  expect(text).toContain(`[Dashboard](${GRAFANA}/d/pool?var-service=shop+%26+%22co%22&from=${at - 1_800_000}&to=now)`)

  const [alert] = await b.api().alerts()
  expect(text).toContain(`[Logs](${alert?.generatorURL})`)
  const evidence = (await b.api().groups()).flatMap((group) => group.alerts)[0]?.evidence
  expect(text).toContain(`(${evidence?.traceUrls?.[TRACE]})`)
})

test('without: the id of the trace, and no link that leads nowhere', async () => {
  const { b, text } = await ticketOf([])
  expect(text).toContain(`: \`${TRACE}\``)
  expect(text).not.toMatch(/\[Logs\]|explore/)
  expect(await b.api().alerts()).toEqual([expect.not.objectContaining({ generatorURL: expect.anything() })])
  const alerts = (await b.api().groups()).flatMap((group) => group.alerts)
  expect(alerts.map(({ generatorUrl, evidence }) => [generatorUrl, evidence?.traceUrls])).toEqual([['', undefined]])
})
