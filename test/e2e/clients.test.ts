/**
 * Clients of Alertmanager against our router. Prometheus runs; vmalert, Grafana and karma do not: they are stood in for by
 * the calls that they are known to make. Sources: vmalert `notifier/alertmanager_request.qtpl`; Grafana
 * `plugins/datasource/alertmanager/DataSource.ts`; karma `internal/mapper/v017`, `internal/alertmanager`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { hear, JSON_TYPE, startRouter } from '../support/beside.ts'
import { getJson, inMs, metricOf } from '../support/clients.ts'
import { freePorts } from '../support/ports.ts'
import type { Service } from '../support/service.ts'
import { until } from '../support/until.ts'
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-clients-'))
let sink: WebhookSink
let router: Service

interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL?: string
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] }
}

const alerts = (query = '') => getJson<ShownAlert[]>(`${router.url}/api/v2/alerts${query}`)
const called = (name: string) => alerts(`?filter=alertname%3D${name}`)
const postSilence = async (posted: unknown): Promise<string> => {
  const request = { method: 'POST', path: '/api/v2/silences', body: JSON.stringify(posted), headers: JSON_TYPE }
  const { status, body } = await hear(router.url, request)
  expect(status, body).toBe(200)
  return (JSON.parse(body) as { silenceID: string }).silenceID
}

beforeAll(async () => {
  sink = await startWebhookSink()
  writeFileSync(
    join(dir, 'router.yml'),
    `
route: { receiver: team, group_by: [ alertname ], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [ { name: team, webhook_configs: [ { url: '${sink.url}' } ] } ]
`,
  )
  router = await startRouter(dir)
}, 60_000)
afterAll(async () => {
  await router?.stop()
  await sink?.stop()
  rmSync(dir, { recursive: true, force: true })
})

describe('Prometheus', () => {
  let prometheus: ChildProcess
  let url = ''
  const rule = (expr: string): void =>
    writeFileSync(
      join(dir, 'demo.rules.yml'),
      `groups: [ { name: demo, interval: 1s, rules: [ { alert: FromPrometheus, expr: '${expr}', labels: { severity: warning } } ] } ]\n`,
    )
  beforeAll(async () => {
    const { web } = await freePorts(['web'])
    url = `http://127.0.0.1:${web}`
    rule('vector(1)')
    const target = router.url.replace('http://', '')
    writeFileSync(
      join(dir, 'prometheus.yml'),
      `
global: { evaluation_interval: 1s }
rule_files: [ '${join(dir, 'demo.rules.yml')}' ]
alerting: { alertmanagers: [ { static_configs: [ { targets: [ '${target}' ] } ] } ] }
`,
    )
    prometheus = spawn(
      'prometheus',
      [
        ...[`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'tsdb')}`],
        ...[`--web.listen-address=127.0.0.1:${web}`, '--web.enable-lifecycle', '--rules.alert.resend-delay=1s'],
      ],
      { stdio: 'ignore' },
    )
  })
  afterAll(async () => {
    const gone = once(prometheus, 'exit')
    prometheus.kill('SIGKILL')
    await gone
  })

  test('its alert arrives, fires, and is told', async () => {
    await until('Prometheus → router', 30_000, async () => (await called('FromPrometheus'))[0])
    const [alert] = await called('FromPrometheus')
    expect(alert).toMatchObject({ labels: { severity: 'warning' }, status: { state: 'active' } })
    expect(alert?.generatorURL).toMatch(/\/graph\?g0\.expr=/)
    await until('router → receiver', 10_000, async () => sink.heard.find((one) => one === 'firing FromPrometheus'))
  })
  test('its repetitions move the end ahead, and neither start nor receiver hear of them', async () => {
    const [before] = await called('FromPrometheus')
    const told = sink.heard.length
    await until('a later end', 20_000, async () => {
      const [now] = await called('FromPrometheus')
      return now && now.endsAt > (before?.endsAt ?? '') ? now : undefined
    })
    expect((await called('FromPrometheus'))[0]?.startsAt).toBe(before?.startsAt)
    expect(sink.heard.length).toBe(told)
  })
  test('silenced, it goes on arriving and is shown as suppressed', async () => {
    const id = await postSilence({
      matchers: [{ name: 'alertname', value: 'FromPrometheus', isRegex: false }],
      ...{ startsAt: inMs(0), endsAt: inMs(3_600_000), createdBy: 'wang', comment: 'known' },
    })
    expect((await called('FromPrometheus'))[0]?.status).toMatchObject({ state: 'suppressed', silencedBy: [id] })
    expect(await alerts('?silenced=false')).toEqual([])
    await hear(router.url, { method: 'DELETE', path: `/api/v2/silence/${id}` })
    expect((await called('FromPrometheus'))[0]?.status).toMatchObject({ state: 'active' })
  })
  test('its end arrives, and is told', async () => {
    rule('vector(1) > 2')
    await fetch(`${url}/-/reload`, { method: 'POST' })
    await until('the end → router', 30_000, async () =>
      (await called('FromPrometheus')).length === 0 ? true : undefined,
    )
    await until('the end → receiver', 10_000, async () => sink.heard.find((one) => one === 'resolved FromPrometheus'))
  })
  test('it saw no error', async () => {
    const series = `prometheus_notifications_errors_total{alertmanager="${router.url}/api/v2/alerts"}`
    expect(await metricOf(url, series)).toBe(0)
  })
})

describe('vmalert, by the form of its request', () => {
  test('times in nanoseconds and with a zone; the answer is exactly 200, which its older versions insist on', async () => {
    const at = (ms: number): string => inMs(ms).replace('Z', '987654+00:00')
    const request = {
      ...{ method: 'POST', path: '/api/v2/alerts', headers: JSON_TYPE },
      body: `[{"startsAt":"${at(-60_000)}","generatorURL":"http://vmalert:8880/vmalert/alert?group_id=1&alert_id=2","endsAt":"${at(240_000)}","labels":{"alertname":"FromVmalert","alertgroup":"demo"},"annotations":{"summary":"x"}}]`,
    }
    expect(await hear(router.url, request)).toMatchObject({ status: 200, body: '' })
    const [alert] = await called('FromVmalert')
    expect(alert?.startsAt).toMatch(/^[\d-]+T[\d:]+\.\d{3}Z$/)
  })
})

describe('the Alertmanager data source of Grafana, by the calls it is known to make', () => {
  test('its test of health: not Mimir, which would answer below /alertmanager, but Alertmanager', async () => {
    expect((await hear(router.url, { path: '/alertmanager/api/v2/status' })).status).not.toBe(200)
    expect((await hear(router.url, { path: '/api/v2/status' })).status).toBe(200)
  })
  test('it reads the configuration as YAML, for receivers and routes', async () => {
    const status = await getJson<{ config: { original: string } }>(`${router.url}/api/v2/status`)
    expect(parse(status.config.original)).toMatchObject({
      route: { receiver: 'team', group_by: ['alertname'] },
      receivers: [{ name: 'team' }],
    })
  })
  test('alerts of groups, silences, one silence, an edit, its end', async () => {
    const posted = {
      matchers: [{ name: 'alertname', value: 'FromVmalert', isRegex: false, isEqual: true }],
      ...{ startsAt: inMs(0), endsAt: inMs(7_200_000), createdBy: 'admin', comment: 'from Grafana' },
    }
    const id = await postSilence(posted)
    const groups = await getJson<{ alerts: ShownAlert[] }[]>(
      `${router.url}/api/v2/alerts/groups?silenced=true&active=true&inhibited=true`,
    )
    expect(
      groups.flatMap((group) => group.alerts).find(({ labels }) => labels['alertname'] === 'FromVmalert'),
    ).toMatchObject({ status: { state: 'suppressed', silencedBy: [id] } })
    expect((await getJson<{ id: string }[]>(`${router.url}/api/v2/silences`)).some((one) => one.id === id)).toBe(true)
    const one = await getJson<{ startsAt: string }>(`${router.url}/api/v2/silence/${id}`)
    expect(await postSilence({ ...posted, id, startsAt: one.startsAt, comment: 'longer' })).toBe(id)
    expect(await hear(router.url, { method: 'DELETE', path: `/api/v2/silence/${id}` })).toMatchObject({ status: 200 })
  })
})

describe('karma, by the calls it is known to make', () => {
  test('the version, from the metrics: 0.22 or later', async () => {
    const { body } = await hear(router.url, { path: '/metrics' })
    const [, minor] = /^alertmanager_build_info\{[^}]*version="0\.(\d+)\.\d+"/m.exec(body) ?? []
    expect(Number(minor)).toBeGreaterThanOrEqual(22)
  })
  test('silences and groups: every field that its models require', async () => {
    const id = await postSilence({
      matchers: [{ name: 'alertname', value: 'From.*', isRegex: true }],
      ...{ startsAt: inMs(0), endsAt: inMs(3_600_000), createdBy: 'me@example.com', comment: 'ACK! by karma' },
    })
    const silences = await getJson<{ id: string }[]>(`${router.url}/api/v2/silences`)
    expect(silences.find((silence) => silence.id === id)).toEqual({
      ...{ id, comment: 'ACK! by karma', createdBy: 'me@example.com', status: { state: 'active' } },
      ...{ startsAt: expect.any(String), endsAt: expect.any(String), updatedAt: expect.any(String) },
      matchers: [{ name: 'alertname', value: 'From.*', isRegex: true, isEqual: true }],
    })
    const groups = await getJson<unknown[]>(`${router.url}/api/v2/alerts/groups`)
    expect(groups).toContainEqual({
      labels: { alertname: 'FromVmalert' },
      ...{ receiver: { name: 'team' }, routeLabels: {} },
      alerts: [
        {
          labels: { alertname: 'FromVmalert', alertgroup: 'demo' },
          annotations: { summary: 'x' },
          ...{ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), generatorURL: expect.any(String) },
          ...{ startsAt: expect.any(String), endsAt: expect.any(String), updatedAt: expect.any(String) },
          receivers: [{ name: 'team' }],
          status: { state: 'suppressed', silencedBy: [id], inhibitedBy: [], mutedBy: [] },
        },
      ],
    })
    expect((await hear(router.url, { method: 'DELETE', path: `/api/v2/silence/${id}` })).status).toBe(200)
  })
  test('its pages ask from another origin', async () => {
    const { headers } = await hear(router.url, { path: '/api/v2/silences', headers: { origin: 'http://karma' } })
    expect(headers['access-control-allow-origin']).toBe('*')
    const asked = { origin: 'http://karma', 'access-control-request-method': 'POST' }
    const preflight = await hear(router.url, {
      ...{ method: 'OPTIONS', path: '/api/v2/silences' },
      headers: { ...asked, 'access-control-request-headers': 'content-type' },
    })
    expect(preflight).toMatchObject({
      status: 204,
      headers: { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' },
    })
  })
})
