/** The containers themselves: confined, with passwords of their own, and telling one story in metrics, traces and logs. */
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, inject, test } from 'vitest'
import { getJson, inMs, metricOf, putJson, remove, routerClient } from '../../support/clients.ts'
import { compose, controlsOf } from '../../support/compose.ts'
import { freePorts } from '../../support/ports.ts'
import { until } from '../../support/until.ts'

const run = promisify(execFile)
const containers = inject('compose')
if (!containers) throw new Error('this file wants a run with containers: npm run e2e:compose')
const box = containers
const url = (name: string): string => {
  const found = box.urls[name]
  if (!found) throw new Error(`the stack has no ${name}`)
  return found
}
const has = (...names: string[]): boolean => names.every((name) => box.services.includes(name))

interface Inspected {
  readonly Name: string
  readonly Config: { readonly User: string }
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean
    readonly CapDrop: readonly string[]
    readonly Memory: number
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>
  }
}

test('no container is root, writes to its root file system, or listens beyond this machine', async () => {
  const ids = (await compose(box, 'ps', '--all', '--quiet')).trim().split('\n')
  const { stdout } = await run('docker', ['inspect', ...ids])
  const containers = JSON.parse(stdout) as Inspected[]
  expect(containers).toHaveLength(box.services.length)
  for (const { Name, Config, HostConfig } of containers) {
    expect({ Name, user: Config.User }).not.toEqual({ Name, user: expect.stringMatching(/^(|0|root)(:|$)/) })
    expect({ Name, ...HostConfig }).toMatchObject({ Name, ReadonlyRootfs: true, CapDrop: ['ALL'] })
    expect(HostConfig.Memory).toBeGreaterThan(0)
    const addresses = Object.values(HostConfig.PortBindings ?? {}).flatMap((all) => all.map(({ HostIp }) => HostIp))
    expect(addresses.filter((address) => address !== '127.0.0.1')).toEqual([])
  }
})

test("Grafana's password is said once, at the first start, and is nobody else's", async () => {
  const said = async (): Promise<string[]> =>
    (await compose(box, 'logs', '--no-log-prefix', 'secrets')).split('\n').filter((line) => line.includes('password'))
  const first = await said()
  expect(first).toHaveLength(1)
  expect(first[0]).toMatch(/admin with the password [\w-]{32} /)
  await compose(box, 'start', 'secrets')
  expect(await said()).toEqual(first)
})

test('the shop sells through Valkey, and without it', async () => {
  const product = () => fetch(`${url('shop')}/products/1`).then((response) => response.status)
  const counted = async (result: string): Promise<number> =>
    (await metricOf(url('shop'), `cache_requests_total{cache="products",result="${result}"}`)) ?? 0
  await until('hits are counted', 10_000, async () => ((await counted('hit')) > 0 ? true : undefined))
  await compose(box, 'kill', 'valkey')
  try {
    const before = await counted('error')
    expect(await Promise.all([product(), product(), product()])).toEqual([200, 200, 200])
    await until('errors are counted', 10_000, async () => ((await counted('error')) > before ? true : undefined))
  } finally {
    await compose(box, 'start', 'valkey')
  }
  const hits = await counted('hit')
  await until('hits again', 20_000, async () => ((await counted('hit')) > hits ? true : undefined))
})

test('the router is killed, and comes back with what it knew', async () => {
  const router = routerClient(url('router'))
  const alert = {
    labels: { alertname: 'KilledRouter', severity: 'none' },
    annotations: {},
    endsAt: '2099-01-01T00:00:00Z',
  }
  await router.post([alert])
  await controlsOf(box).killHard('router')
  await until('the alert is there again', 20_000, async () =>
    (await router.alerts()).find(({ labels }) => labels['alertname'] === 'KilledRouter'),
  )
  await router.post([{ ...alert, endsAt: inMs(0) }])
})

test.runIf(has('collector', 'tempo'))('one request is one trace, from load through shop to the database', async () => {
  interface Trace {
    readonly batches: readonly {
      readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] }
      readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[]
    }[]
  }
  const query = encodeURIComponent('{resource.service.name="shop" && name="POST /checkout"}')
  const found = await until('a trace of POST /checkout is in Tempo', 60_000, async () => {
    const { traces } = await getJson<{ traces: { traceID: string }[] }>(`${url('tempo')}/api/search?q=${query}`)
    return traces[0]?.traceID
  })
  const trace = await getJson<Trace>(`${url('tempo')}/api/traces/${found.value}`)
  const services = trace.batches.map(
    ({ resource }) => resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue,
  )
  const spans = trace.batches.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map((s) => s.name)))
  expect(new Set(services)).toEqual(new Set(['load', 'shop']))
  expect(spans.join('\n')).toMatch(/pg\.query/)
})

test.runIf(has('collector', 'loki', 'tempo'))('from a log line to its trace', async () => {
  await putJson(`${url('faults')}/dbTimeout`, { share: 0.2 })
  try {
    interface Streams {
      readonly data: { readonly result: readonly { readonly stream: Readonly<Record<string, string>> }[] }
    }
    const query = encodeURIComponent('{service_name="shop"} | severity_text="error" | trace_id!=""')
    const line = await until('an error line with a trace id is in Loki', 60_000, async () => {
      const { data } = await getJson<Streams>(`${url('loki')}/loki/api/v1/query_range?query=${query}`)
      return data.result[0]?.stream['trace_id']
    })
    await until('its trace is in Tempo', 30_000, async () =>
      (await fetch(`${url('tempo')}/api/traces/${line.value}`)).ok ? true : undefined,
    )
  } finally {
    await remove(url('faults'))
  }
})

test('the profile router: two containers; what it needs and lacks is said with file, line and column', async () => {
  const ports = await freePorts(['router', 'rules'] as const)
  const alone = {
    dir: box.dir,
    env: {
      ...box.env,
      COMPOSE_PROJECT_NAME: `${box.env['COMPOSE_PROJECT_NAME']}-alone`,
      TOCSIN_PROFILE: 'production',
      TOCSIN_ROUTER_PORT: String(ports.router),
      TOCSIN_RULES_PORT: String(ports.rules),
      TOCSIN_RULES_PROMETHEUS_URL: '',
    },
  }
  const channels = {
    TOCSIN_WECOM_ROBOT_URL: `${url('sandbox')}/cgi-bin/webhook/send?key=sandbox-robot-0000c0de`,
    TOCSIN_SMS_URL: `${url('sandbox')}/sms/send`,
    TOCSIN_SMS_TO: '13800000001',
    TOCSIN_TICKET_URL: `${url('sandbox')}/tickets`,
  }
  const up = () => compose(alone, '--profile', 'router', 'up', '--detach', '--wait', '--wait-timeout', '120')
  try {
    await expect(up()).rejects.toThrow('rules')
    expect(await compose(alone, '--profile', 'router', 'logs', 'rules')).toMatch(
      /"file":"alert-rules\/router\.yml","line":\d+,"column":\d+,.*TOCSIN_WECOM_ROBOT_URL is not set/,
    )
    await writeFile(
      `${box.dir}/tocsin.env`,
      Object.entries(channels)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    await up()
    const running = await compose(alone, '--profile', 'router', 'ps', '--services')
    expect(running.trim().split('\n').toSorted()).toEqual(['router', 'rules'])
    expect((await fetch(`http://127.0.0.1:${ports.router}/-/ready`)).status).toBe(200)
  } finally {
    await rm(`${box.dir}/tocsin.env`, { force: true })
    await compose(alone, '--profile', 'router', 'down', '--volumes', '--timeout', '5')
  }
})
