import { expect, test } from 'vitest'
import { checkTable } from '../spec.ts'
import { type Env, routerChannels, sandboxOf } from './channels.ts'
import { DEFAULT_PORTS, SERVICES } from './ports.ts'
import { publicUrls } from './public-urls.ts'
import { type StackTableOptions, stackTable } from './table.ts'
import { valkeyConfig } from './valkey-spec.ts'

const OWNER = { uid: 101, gid: 104 }
const BASE: StackTableOptions = {
  root: '/repo',
  dataDir: '/repo/.tocsin',
  profile: 'demo',
  services: SERVICES,
  binaries: {
    node: '/bin/node',
    prometheus: { command: '/bin/prometheus', configFile: '/repo/.tocsin/prometheus/prometheus.yml' },
    postgres: {
      postgres: '/bin/postgres',
      dataDir: '/pg/data-15',
      socketDir: '/pg/run',
      owner: OWNER,
      password: 's3/t',
    },
    valkey: { command: '/bin/valkey-server', folder: '/v', configFile: '/v/valkey.conf', password: 'k/y' },
  },
  rulesDir: '/repo/alert-rules',
  routerConfig: '/repo/.tocsin/rules/router.yml',
  logRules: '/repo/.tocsin/rules/*.logs.yml',
  env: { PATH: '/bin', npm_lifecycle_event: 'start' },
}

function specOf(name: string, options: Partial<StackTableOptions> = {}) {
  const spec = stackTable({ ...BASE, ...options }).find((entry) => entry.name === name)
  if (!spec) throw new Error(`no ${name}`)
  return spec
}

test('the whole table, with its order', () => {
  const table = stackTable(BASE)
  expect(() => checkTable(table)).not.toThrow()
  expect(Object.fromEntries(table.map(({ name, dependsOn }) => [name, dependsOn]))).toEqual({
    postgres: [],
    valkey: [],
    sandbox: [],
    router: [],
    prometheus: [],
    shop: ['postgres'],
    load: ['shop'],
    rules: [],
  })
  expect(table.flatMap(({ ports }) => ports).toSorted((a, b) => a - b)).toEqual([
    2525, 8025, 8081, 8082, 8084, 8095, 9090, 9093, 15432, 16379,
  ])
})

test('the variables of each service', () => {
  const base = { PATH: '/bin', TOCSIN_ENVIRONMENT: 'demo' }
  const logs = { ...base, TOCSIN_LOGS_URL: 'http://127.0.0.1:9093/v1/logs' }
  expect(specOf('shop').env).toEqual({
    ...logs,
    TOCSIN_SHOP_LISTEN: '127.0.0.1:8081',
    TOCSIN_SHOP_FAULTS_LISTEN: '127.0.0.1:8082',
    TOCSIN_SHOP_POOL_MAX: '10',
    TOCSIN_SHOP_DATABASE_URL: 'postgres://shop:s3%2Ft@127.0.0.1:15432/shop',
    TOCSIN_SHOP_CACHE_URL: 'redis://:k%2Fy@127.0.0.1:16379',
  })
  expect(specOf('load').env).toEqual({
    ...logs,
    TOCSIN_LOAD_LISTEN: '127.0.0.1:8084',
    TOCSIN_LOAD_TARGET: 'http://127.0.0.1:8081',
    TOCSIN_LOAD_RATE: '30',
  })
  expect(specOf('router').env).toEqual({
    ...base,
    TOCSIN_WECOM_ROBOT_URL: 'http://127.0.0.1:8025/cgi-bin/webhook/send?key=sandbox-robot-0000c0de',
    TOCSIN_WECOM_APP_CORP_ID: 'wwsandbox0000c0de',
    TOCSIN_WECOM_APP_AGENT_ID: '1000002',
    TOCSIN_WECOM_APP_SECRET: 'sandbox-application-0000c0de',
    TOCSIN_WECOM_APP_TO_USER: '@all',
    TOCSIN_WECOM_APP_CALLBACK_TOKEN: 'sandbox-callback-0000c0de',
    TOCSIN_WECOM_APP_AES_KEY: 'sandboxsandboxsandboxsandboxsandboxsandbox0',
    TOCSIN_WECOM_APP_API_URL: 'http://127.0.0.1:8025',
    TOCSIN_SMS_URL: 'http://127.0.0.1:8025/sms/send',
    TOCSIN_TICKET_URL: 'http://127.0.0.1:8025/tickets',
    TOCSIN_SMS_TO: '13800000001,13800000002',
    TOCSIN_SMTP_SMARTHOST: '127.0.0.1:2525',
    TOCSIN_SMTP_FROM: 'Tocsin <tocsin@example.com>',
    TOCSIN_SMTP_TO: 'oncall@example.com',
    TOCSIN_SMTP_REQUIRE_TLS: 'false',
  })
  expect(specOf('sandbox').env['TOCSIN_SANDBOX_SMTP_LISTEN']).toBe('127.0.0.1:2525')
  expect(specOf('sandbox').env['TOCSIN_SANDBOX_WECOM_KEYS']).toBe('sandbox-robot-0000c0de')
  expect(specOf('sandbox').env['TOCSIN_SANDBOX_WECOM_CALLBACK_URL']).toBe(
    'http://127.0.0.1:9093/callback/wecom/wecom-app-oncall',
  )
})

test("the user's variables win, except listen addresses, and reach only the service that they name", () => {
  const env: Env = {
    ...BASE.env,
    TOCSIN_LOAD_RATE: '5',
    TOCSIN_SHOP_LISTEN: ':1',
    TOCSIN_TICKET_URL: 'https://t.example',
    TOCSIN_TICKET_TOKEN: 'x',
  }
  expect(specOf('load', { env }).env['TOCSIN_LOAD_RATE']).toBe('5')
  expect(specOf('shop', { env }).env).toMatchObject({ TOCSIN_SHOP_LISTEN: '127.0.0.1:8081' })
  expect(specOf('shop', { env }).env).not.toHaveProperty('TOCSIN_TICKET_TOKEN')
  expect(specOf('router', { env }).env).toMatchObject({
    TOCSIN_TICKET_URL: 'https://t.example',
    TOCSIN_TICKET_TOKEN: 'x',
  })
})

test('telemetry of the user goes to every service; the router never logs to itself', () => {
  const env: Env = {
    ...BASE.env,
    TOCSIN_TRACES_URL: 'http://c/v1/traces',
    TOCSIN_LOGS_URL: 'http://c/v1/logs',
    TOCSIN_ENVIRONMENT: 'lab',
  }
  for (const name of ['shop', 'load', 'sandbox', 'router', 'rules']) {
    const { TOCSIN_TRACES_URL, TOCSIN_LOGS_URL, TOCSIN_ENVIRONMENT } = specOf(name, { env }).env
    expect([TOCSIN_TRACES_URL, TOCSIN_LOGS_URL, TOCSIN_ENVIRONMENT]).toEqual([
      'http://c/v1/traces',
      'http://c/v1/logs',
      'lab',
    ])
  }
  expect(specOf('router').env).not.toHaveProperty('TOCSIN_LOGS_URL')
})

test('the rules service has the folders, whom to tell, and the variables that router.yml names, as the router has them', () => {
  const env: Env = { ...BASE.env, TOCSIN_RULES_TO: '/elsewhere', TOCSIN_TICKET_TOKEN: 'x' }
  const spec = specOf('rules', { env, binaries: { ...BASE.binaries, promtool: '/bin/promtool' } })
  expect(spec.env).toMatchObject({
    TOCSIN_RULES_LISTEN: '127.0.0.1:8095',
    TOCSIN_RULES_FROM: '/repo/alert-rules',
    TOCSIN_RULES_TO: '/repo/.tocsin/rules',
    TOCSIN_RULES_PROFILE: 'demo',
    TOCSIN_RULES_ROUTER_URL: 'http://127.0.0.1:9093',
    TOCSIN_RULES_PROMETHEUS_URL: 'http://127.0.0.1:9090',
    TOCSIN_RULES_PROMTOOL: '/bin/promtool',
    TOCSIN_EXTERNAL_URL: 'http://127.0.0.1:9093',
  })
  const router = specOf('router', { env }).env
  for (const name of ['TOCSIN_WECOM_ROBOT_URL', 'TOCSIN_SMS_TO', 'TOCSIN_TICKET_URL', 'TOCSIN_TICKET_TOKEN']) {
    expect([name, spec.env[name]]).toEqual([name, router[name]])
  }
  const alone = specOf('rules', { services: ['rules'] }).env
  expect([alone['TOCSIN_RULES_ROUTER_URL'], alone['TOCSIN_RULES_PROMETHEUS_URL']]).toEqual(['', ''])
})

test('another map of ports moves everything', () => {
  const ports = Object.fromEntries(Object.entries(DEFAULT_PORTS).map(([name, port]) => [name, port + 10_000]))
  const text = JSON.stringify(stackTable({ ...BASE, ports: { ...DEFAULT_PORTS, ...ports } }))
  for (const port of Object.values(DEFAULT_PORTS)) expect(text).not.toMatch(new RegExp(`\\b${port}\\b`))
})

test('what goes with the profile', () => {
  const production = { profile: 'production', services: SERVICES.filter((name) => name !== 'sandbox') } as const
  expect(specOf('prometheus').args).toContain('--rules.alert.resend-delay=5s')
  expect(specOf('router').args).toContain('--alerts.resend-period=10s')
  expect(specOf('prometheus', production).args).toContain('--rules.alert.resend-delay=1m')
  expect(specOf('router', production).args).toContain('--alerts.resend-period=90s')
  expect(specOf('router', production).env).not.toHaveProperty('TOCSIN_SMS_URL')
})

test('addresses as people reach them: the loopback ones, and no Grafana, unless the user says otherwise', () => {
  expect(specOf('router').args).toContain('--web.external-url=http://127.0.0.1:9093')
  expect(specOf('prometheus').args).toContain('--web.external-url=http://127.0.0.1:9090')
  expect(specOf('router').args.filter((arg) => arg.startsWith('--links'))).toEqual([])
  const env: Env = {
    ...BASE.env,
    TOCSIN_EXTERNAL_URL: 'https://alerts.example.com/',
    TOCSIN_PROMETHEUS_URL: 'https://example.com/prometheus/',
    TOCSIN_GRAFANA_URL: 'https://example.com/grafana/',
  }
  expect(specOf('router', { env }).args).toContain('--web.external-url=https://alerts.example.com')
  const prometheus = specOf('prometheus', { env })
  expect(prometheus.args).toContain('--web.external-url=https://example.com/prometheus')
  expect(prometheus.args).toContain('--web.route-prefix=/')
  expect(prometheus.readiness).toMatchObject({ url: 'http://127.0.0.1:9090/-/ready' })
  expect(specOf('router', { env }).args).toContain('--links.grafana=https://example.com/grafana')
})

test('every address that is none is named', () => {
  const env: Env = { TOCSIN_EXTERNAL_URL: 'alerts', TOCSIN_PROMETHEUS_URL: 'p:9090', TOCSIN_GRAFANA_URL: 'ftp://g' }
  expect(() => publicUrls(env, DEFAULT_PORTS)).toThrow(
    /^TOCSIN_EXTERNAL_URL: .*\nTOCSIN_PROMETHEUS_URL: .*\nTOCSIN_GRAFANA_URL: "ftp:\/\/g" is no http or https URL/,
  )
})

test('what was not found is not in the table, nor depended on', () => {
  const table = stackTable({ ...BASE, binaries: { node: '/bin/node' } })
  expect(table.map(({ name }) => name)).toEqual(['sandbox', 'router', 'shop', 'load', 'rules'])
  expect(table.find(({ name }) => name === 'shop')?.dependsOn).toEqual([])
})

test('the shop starts without waiting for Valkey, stops before it, and has no cache where there is none', () => {
  expect(specOf('shop').dependsOn).toEqual(['postgres'])
  expect(specOf('shop').stopsBefore).toContain('valkey')
  const { valkey: _, ...binaries } = BASE.binaries
  expect(specOf('shop', { binaries }).env).not.toHaveProperty('TOCSIN_SHOP_CACHE_URL')
  const env: Env = { TOCSIN_SHOP_CACHE_URL: 'redis://a:1,b:2' }
  expect(specOf('shop', { env }).env['TOCSIN_SHOP_CACHE_URL']).toBe('redis://a:1,b:2')
})

test("Valkey's password is in no argument and no variable of its own", () => {
  const { args, env } = specOf('valkey')
  expect(args).toEqual(['/v/valkey.conf'])
  expect(JSON.stringify(env)).not.toContain('k/y')
  const config = valkeyConfig({ port: 1, folder: '/a "b" c', password: 'k/y' }).split('\n')
  for (const line of ['bind 127.0.0.1', 'requirepass k/y', 'save ""', 'appendonly no', 'dir "/a \\"b\\" c"']) {
    expect(config).toContain(line)
  }
})

test('PostgreSQL runs as its owner, stops fast, and has no socket where the path would be too long', () => {
  const spec = specOf('postgres')
  expect(spec).toMatchObject({ ...OWNER, stopSignal: 'SIGINT', args: expect.arrayContaining(['/pg/run']) })
  const place = { postgres: '/bin/postgres', dataDir: '/d', socketDir: `/${'x'.repeat(100)}`, password: 'p' }
  const { args } = specOf('postgres', { binaries: { node: '/bin/node', postgres: place } })
  expect(args[args.indexOf('-k') + 1]).toBe('')
})

test('the phones of the sandbox are not sent to a real SMS gateway', () => {
  const { env, channels } = routerChannels('demo', { TOCSIN_SMS_URL: 'https://sms.example' }, sandboxOf(DEFAULT_PORTS))
  expect(env).not.toHaveProperty('TOCSIN_SMS_TO')
  expect(channels.map(({ channel, target }) => `${channel} ${target}`)).toEqual([
    'WeCom sandbox',
    'WeCom application sandbox',
    'SMS real',
    'ticket sandbox',
    'e-mail sandbox',
  ])
})

test("a company of the user's has nothing of the sandbox's application", () => {
  const appOf = (...options: Parameters<typeof routerChannels>) =>
    Object.fromEntries(Object.entries(routerChannels(...options).env).filter(([name]) => name.includes('WECOM_APP')))
  const official = { TOCSIN_WECOM_APP_API_URL: 'https://qyapi.weixin.qq.com' }
  const own = { TOCSIN_WECOM_APP_CORP_ID: 'wwmine' }
  expect(appOf('demo', own, sandboxOf(DEFAULT_PORTS))).toEqual({ ...own, ...official })
  expect(appOf('production', {}, undefined)).toEqual(official)
  expect(routerChannels('production', {}, undefined).channels.map(({ channel }) => channel)).not.toContain(
    'WeCom application',
  )
})

test('mail: TLS for everybody but the sandbox, whose addresses are sent to no real server', () => {
  const own = { TOCSIN_SMTP_SMARTHOST: 'smtp.example.com:587', TOCSIN_SMTP_TO: 'ops@example.com' }
  const mailOf = (...options: Parameters<typeof routerChannels>) =>
    Object.fromEntries(Object.entries(routerChannels(...options).env).filter(([name]) => name.includes('SMTP')))
  const tls = { TOCSIN_SMTP_REQUIRE_TLS: 'true' }
  expect(mailOf('demo', own, sandboxOf(DEFAULT_PORTS))).toEqual({
    TOCSIN_SMTP_SMARTHOST: 'smtp.example.com:587',
    ...tls,
  })
  expect(mailOf('production', {}, undefined)).toEqual(tls)
  expect(routerChannels('production', {}, undefined).channels.map(({ channel }) => channel)).not.toContain('e-mail')
  expect(mailOf('production', { ...own, TOCSIN_SMTP_REQUIRE_TLS: 'false' }, undefined)).toMatchObject({
    TOCSIN_SMTP_REQUIRE_TLS: 'false',
  })
  expect(mailOf('demo', { TOCSIN_SMTP_TO: 'me@example.com' }, sandboxOf(DEFAULT_PORTS))).toMatchObject({
    TOCSIN_SMTP_TO: 'me@example.com',
    TOCSIN_SMTP_REQUIRE_TLS: 'false',
  })
})
