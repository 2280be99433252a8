/** Every service, as a real process: what it sends of traces, logs and metrics, and that one request is one trace. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from '../services/shop/src/testing/postgres.ts'
import { findRedis, startRedis, type TestRedis } from '../services/shop/src/testing/redis.ts'
import { putJson, routerClient } from './support/clients.ts'
import { type OtlpSink, type SinkSpan, startOtlpSink } from './support/otlp-sink.ts'
import { type Service, startService } from './support/service.ts'
import { until } from './support/until.ts'

const bin = findPostgres()
const program = findRedis()
const MISSING = 'no PostgreSQL or no cache server (valkey-server, redis-server) on this machine'
const SERVER = 2
const CLIENT = 3
const CACHE_PASSWORD = 'cache-horse'
const ROBOT_KEY = 'robot-battery'

const ROUTER_YML = `
route: { receiver: chat, group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 4h }
receivers:
  - name: chat
    wecom_robot_configs:
      - url: \${ROBOT_URL}
`

/** The first is a cause of tickets; of the other two, alike but for the service, the router's own must stay silent. */
const LOG_RULES = `
groups:
  - name: test
    rules:
      - alert: ConnectionTimeout
        expr: count_over_time({service_name=~".+", severity_text="error"} |= "connection timeout" [1m]) > 0
        labels: { severity: warning, service: '{{ $labels.service_name }}' }
        annotations: { summary: x }
      - alert: LoadSpoke
        expr: count_over_time({service_name="load"} |= "the target answers" [1m]) > 0
        labels: { severity: warning }
        annotations: { summary: x }
      - alert: RouterSpoke
        expr: count_over_time({service_name="router"} |= "delivered" [1m]) > 0
        labels: { severity: warning }
        annotations: { summary: x }
`

test('a database and a cache server are there', (context) => {
  if (bin !== undefined && program !== undefined) return
  if (process.env['CI']) throw new Error(MISSING)
  context.skip(MISSING)
})

describe.skipIf(bin === undefined || program === undefined)('telemetry', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-telemetry-'))
  let postgres: TestPostgres
  let redis: TestRedis
  let sink: OtlpSink
  const services: Partial<Record<string, Service>> = {}

  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    redis = await startRedis(program ?? '', { password: CACHE_PASSWORD })
    sink = await startOtlpSink()
    const telemetry = {
      TOCSIN_TRACES_URL: sink.tracesUrl,
      TOCSIN_LOGS_URL: sink.logsUrl,
      TOCSIN_ENVIRONMENT: 'test',
    }
    const start = async (name: string, env: Record<string, string>, args: readonly string[] = []): Promise<string> => {
      const service = await startService(name, { env: { ...telemetry, ...env }, args })
      services[name] = service
      return service.url
    }
    const sandbox = await start('sandbox', {
      TOCSIN_SANDBOX_LISTEN: '127.0.0.1:0',
      TOCSIN_SANDBOX_WECOM_KEYS: ROBOT_KEY,
      // What the live tests of the sandbox need is not needed here, and must take no fixed port.
      TOCSIN_SANDBOX_SMTP_LISTEN: '127.0.0.1:0',
    })
    writeFileSync(join(dir, 'router.yml'), ROUTER_YML)
    writeFileSync(join(dir, 'test.logs.yml'), LOG_RULES)
    const router = await start('router', { ROBOT_URL: `${sandbox}/cgi-bin/webhook/send?key=${ROBOT_KEY}` }, [
      `--config.file=${join(dir, 'router.yml')}`,
      `--storage.path=${join(dir, 'data')}`,
      `--rules.logs=${join(dir, '*.logs.yml')}`,
      '--web.listen-address=127.0.0.1:0',
    ])
    // As a collector does, without asking whose lines they are.
    sink.forwardLogsTo(`${router}/v1/logs`)
    const shop = await start('shop', {
      TOCSIN_SHOP_LISTEN: '127.0.0.1:0',
      TOCSIN_SHOP_FAULTS_LISTEN: '127.0.0.1:0',
      TOCSIN_SHOP_DATABASE_URL: postgres.url.replace('shop@', 'shop:database-horse@'),
      TOCSIN_SHOP_CACHE_URL: `redis://:${CACHE_PASSWORD}@127.0.0.1:${redis.port}`,
    })
    await start('load', { TOCSIN_LOAD_LISTEN: '127.0.0.1:0', TOCSIN_LOAD_TARGET: shop, TOCSIN_LOAD_RATE: '20' })
    await routerClient(router).post([{ labels: { alertname: 'Test', service: 'test' } }])
  })
  afterAll(async () => {
    for (const service of Object.values(services)) await service?.stop()
    sink?.close()
    await redis?.stop()
    await postgres?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const urlOf = (name: string): string => services[name]?.url ?? ''
  const spansOf = (service: string, name: string): readonly SinkSpan[] =>
    sink.spans.filter((span) => span.service === service && span.name === name)
  const spanOf = async (service: string, name: string): Promise<SinkSpan> =>
    (await until(`${service}: span ${name}`, 15_000, async () => spansOf(service, name)[0])).value
  const trace = (traceId: string): readonly SinkSpan[] => sink.spans.filter((span) => span.traceId === traceId)
  const systemsOf = (spans: readonly SinkSpan[]): ReadonlySet<unknown> =>
    new Set(spans.map(({ attributes }) => attributes['db.system.name'] ?? attributes['db.system']))

  /** One line per service: the name of a span with its route, words of a log line, a metric of its own. */
  test.each([
    ['shop', 'GET /products/:id', 'the shop is open', 'http_request_duration_seconds_count'],
    ['load', 'GET /products/:id', 'the target answers, sending', 'load_requests_total'],
    ['router', 'POST /api/v2/alerts', 'delivered', 'tocsin_alerts_received_total'],
    ['sandbox', 'POST /cgi-bin/webhook/send', 'call received', 'sandbox_calls_total'],
  ])('%s: traces, logs, metrics', async (service, spanName, words, metric) => {
    const span = await spanOf(service, spanName)
    const log = await until(`${service}: log`, 10_000, async () =>
      sink.logs.find((entry) => entry.service === service && entry.body.includes(words)),
    )
    for (const { resource } of [span, log.value]) {
      expect(resource).toMatchObject({
        'service.name': service,
        'service.namespace': 'tocsin',
        'service.version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
        'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'deployment.environment.name': 'test',
      })
    }
    expect(span.resource['service.instance.id']).toBe(log.value.resource['service.instance.id'])
    const response = await fetch(`${urlOf(service)}/metrics`)
    const series = new Set((await response.text()).split('\n').map((line) => /^\w+/.exec(line)?.[0]))
    for (const name of [metric, 'nodejs_eventloop_lag_p99_seconds']) expect(series.has(name), name).toBe(true)
  })

  test('one request is one trace: load → shop → cache, then database', async () => {
    const complete = await until('a trace through all of them', 20_000, async () =>
      spansOf('load', 'GET /products/:id')
        .map(({ traceId }) => trace(traceId))
        .find(
          (spans) =>
            spans.some(({ service, kind }) => service === 'load' && kind === CLIENT) &&
            systemsOf(spans).isSupersetOf(new Set(['redis', 'postgresql'])),
        ),
    )
    const spans = complete.value
    const client = spans.find(({ service, kind }) => service === 'load' && kind === CLIENT)
    const server = spans.find(({ service, kind }) => service === 'shop' && kind === SERVER)
    expect(client?.parentSpanId).toBe('')
    expect(server).toMatchObject({ name: 'GET /products/:id', parentSpanId: client?.spanId })
    expect(client?.attributes).toMatchObject({ 'http.response.status_code': 200, 'url.template': '/products/:id' })
    const byId = new Map(spans.map((span) => [span.spanId, span]))
    const isBelow = (span: SinkSpan | undefined, id: string | undefined): boolean =>
      span !== undefined && (span.parentSpanId === id || isBelow(byId.get(span.parentSpanId), id))
    for (const span of spans) if (span !== client && span !== server) expect(isBelow(span, server?.spanId)).toBe(true)
    const names = spans.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['get', 'set', expect.stringContaining('pg.query')]))
  })

  test("a failed request's log record carries the trace, and reaches the router as the label that rules look at", async () => {
    const faults = /"faultsAddress":"([^"]+)"/.exec(services['shop']?.output() ?? '')?.[1]
    await putJson(`http://${faults}/faults/dbTimeout`, { share: 1 })
    // Products are asked of the database again.
    await forgetAll(redis.port)
    const failed = await until('an error record with a whole trace', 20_000, async () =>
      sink.logs
        .filter(({ service, severity, traceId }) => service === 'shop' && severity === 'error' && traceId !== '')
        .map((log) => ({ log, spans: trace(log.traceId) }))
        // Each service sends its spans when it likes: a trace is looked at once all of it is there.
        .find(
          ({ spans }) =>
            spans.some(({ service }) => service === 'load') &&
            spans.some(({ service, kind }) => service === 'shop' && kind === SERVER) &&
            systemsOf(spans).isSupersetOf(new Set(['redis', 'postgresql'])),
        ),
    )
    const { log, spans } = failed.value
    expect(log.body).toContain('Connection terminated due to connection timeout')
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['load', 'shop']))
    expect(spans.find(({ kind, service }) => kind === SERVER && service === 'shop')?.attributes).toMatchObject({
      'http.response.status_code': 503,
    })
    const alert = await until('the alert', 10_000, async () =>
      (await routerClient(urlOf('router')).alerts()).find(({ labels }) => labels['alertname'] === 'ConnectionTimeout'),
    )
    expect(alert.value.labels).toMatchObject({ service: 'shop', service_name: 'shop' })
  })

  test("the router's own lines are exported, come back through the collector, and are never judged", async () => {
    const alertNames = async (): Promise<readonly unknown[]> =>
      (await routerClient(urlOf('router')).alerts()).map(({ labels }) => labels['alertname'])
    await until('the same rule about another service', 10_000, async () =>
      (await alertNames()).includes('LoadSpoke') ? true : undefined,
    )
    await until('a line of the router', 10_000, async () =>
      sink.logs.find(({ service, body }) => service === 'router' && body.includes('delivered')),
    )
    // What came after that line has been judged, so the line itself would have been.
    const seen = sink.logs.length
    await until('later lines', 10_000, async () => (sink.logs.length > seen + 20 ? true : undefined))
    expect(await alertNames()).not.toContain('RouterSpoke')
  })

  test('what machines ask every few seconds makes no span', async () => {
    for (const name of ['shop', 'load', 'router', 'sandbox']) {
      for (const path of ['/metrics', '/metrics?x=1', '/healthz', '/-/ready', '/-/healthy'])
        await fetch(urlOf(name) + path)
    }
    await fetch(`${urlOf('shop')}/orders/2147483647`)
    // Sent with the same batch as the others would be, or a later one.
    await spanOf('shop', 'GET /orders/:id')
    const paths = new Set(sink.spans.map(({ attributes }) => attributes['url.path']))
    expect(paths).toContain('/orders/2147483647')
    for (const path of ['/metrics', '/healthz', '/-/ready', '/-/healthy', '/v1/logs']) expect(paths).not.toContain(path)
  })

  test('no secret in any span or record', () => {
    expect(sink.raw.length).toBeGreaterThan(10)
    const all = sink.raw.join('\n')
    for (const secret of [CACHE_PASSWORD, 'database-horse', ROBOT_KEY]) expect(all).not.toContain(secret)
  })
})

function forgetAll(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(`AUTH ${CACHE_PASSWORD}\r\nFLUSHALL\r\n`))
    socket.resume()
    socket.once('error', reject)
    socket.once('close', () => resolve())
  })
}
