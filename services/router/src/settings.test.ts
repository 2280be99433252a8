import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { readCommandLine } from './settings.ts'

const quiet = (): void => {}

function settings(args: readonly string[]) {
  const read = readCommandLine(args, '1.2.3', quiet)
  if (read.kind !== 'run') throw new Error(read.text)
  return read.settings
}

test('defaults', () => {
  expect(settings([])).toEqual({
    configFile: 'alertmanager.yml',
    storagePath: 'data/',
    listen: [{ host: '127.0.0.1', port: 9093 }],
    externalUrl: undefined,
    routePrefix: '',
    webConfigFile: undefined,
    grafanaUrl: undefined,
    rulesLogs: [],
    resendPeriodMs: 90_000,
    webhookExpiryMs: undefined,
    retentionMs: 432_000_000,
    logLevel: 'info',
    silenceLimits: { maxSilences: 0, maxBytes: 0 },
    apiLimits: { getConcurrency: Math.max(availableParallelism(), 8), timeoutMs: 0 },
    matchers: 'fallback',
  })
})

test.each([
  [['--web.listen-adress=:1'], /Unknown option '--web.listen-adress'\. Flags: --config\.file/],
  [['--web.listen-address=host'], /"host" is no listen address; write HOST:PORT/],
  [['--web.listen-address=vsock://:9100'], /"vsock:\/\/:9100" is not supported/],
  [['--config.file=a', '--config.file', 'b'], /--config\.file is given 2 times/],
  [['--config.file'], /'--config\.file <value>' argument missing/],
  [['--log.silences=false'], /'--log\.silences' does not take an argument/],
  [['alertmanager.yml'], /Unexpected argument 'alertmanager\.yml'/],
  [['--alerts.resend-period=soon'], /--alerts\.resend-period: "soon" is no duration; write 90s/],
  [['--web.external-url=router'], /--web\.external-url: "router" is no http or https URL/],
  [['--web.get-concurrency=many'], /--web\.get-concurrency: "many" is no number; write 0/],
  [['--silences.max-silences=-1'], /--silences\.max-silences: "-1" is no number/],
  [['--links.grafana=g:3000'], /--links\.grafana: "g:3000" is no http or https URL; write https:/],
  [['--links.grafana=https://admin:s3cret@g'], /^(?!.*s3cret)--links\.grafana: /],
  [['--cluster.peer=other:9094'], /two routers on two disks would tell everyone twice/],
  [['--web.systemd-socket'], /--web\.systemd-socket is not supported/],
  [['--web.route-prefix=/a?b'], /--web\.route-prefix: "\/a\?b" is no path; write \/alerts/],
  [['--web.route-prefix=/a/../b'], /is no path/],
  [['--log.level=loud'], /"loud" is none of debug, info, warn, error/],
  [['--log.format=xml'], /neither json nor logfmt/],
  [['--enable-feature=warp'], /"warp" is none of classic-mode, utf8-strict-mode/],
  [['--enable-feature=classic-mode,utf8-strict-mode'], /exclude each other/],
])('%j is refused with what is allowed', (args, message) => {
  expect(() => settings(args)).toThrow(message)
})

/** As `alertmanager --help` of 0.34.0 lists them. */
const ALERTMANAGERS: readonly string[] = [
  ...['--config.file=a.yml', '--storage.path=d/', '--data.retention=120h', '--data.maintenance-interval=15m'],
  ...[
    '--silences.max-silences=0',
    '--silences.max-silence-size-bytes=0',
    '--no-log.silences',
    '--alerts.gc-interval=30m',
  ],
  ...['--alerts.per-alertname-limit=0', '--dispatch.maintenance-interval=30s', '--dispatch.start-delay=0s'],
  ...['--no-web.systemd-socket', '--web.listen-address=:9093', '--web.config.file=', '--web.external-url=http://a/b'],
  ...['--web.route-prefix=/', '--web.get-concurrency=0', '--web.timeout=0s', '--auto-gomemlimit.ratio=0.9'],
  ...['--cluster.listen-address=0.0.0.0:9094', '--cluster.advertise-address=1.2.3.4:5', '--cluster.peer-name=a'],
  ...['--cluster.peer-timeout=15s', '--cluster.peers-resolve-timeout=15s', '--cluster.gossip-interval=200ms'],
  ...['--cluster.pushpull-interval=1m0s', '--cluster.tcp-timeout=10s', '--cluster.probe-timeout=500ms'],
  ...['--cluster.probe-interval=1s', '--cluster.settle-timeout=1m0s', '--cluster.reconnect-interval=10s'],
  ...['--cluster.reconnect-timeout=6h0m0s', '--cluster.tls-config=', '--cluster.label='],
  ...['--cluster.allow-insecure-public-advertise-address-discovery', '--enable-feature=receiver-name-in-metrics'],
  ...['--log.level=info', '--log.format=logfmt'],
]

test("all of Alertmanager's flags are accepted, in both forms; what has no effect says so", () => {
  const said: string[] = []
  const spaced = ALERTMANAGERS.flatMap((flag) => (flag.includes('=') ? [flag.split('=')].flat() : [flag]))
  for (const args of [ALERTMANAGERS, spaced]) {
    said.length = 0
    expect(readCommandLine(args, '1', (message) => said.push(message))).toMatchObject({ kind: 'run' })
    expect(said.every((line) => /^--[\w.=-]+ (is accepted and )?has no effect/.test(line))).toBe(true)
    expect(said.length).toBe(25)
  }
  expect(said).toContain('--cluster.label is accepted and has no effect: there is no cluster')
})

test.each([
  [[], ''],
  [['--web.external-url=https://a.example/alerts/'], '/alerts'],
  [['--web.external-url=https://a.example/alerts/', '--web.route-prefix=/'], ''],
  [['--web.external-url=https://a.example/alerts/', '--web.route-prefix=x/y/'], '/x/y'],
  [['--web.route-prefix=', '--web.external-url=https://a.example'], ''],
])('the route prefix of %j', (args, prefix) => {
  expect(settings(args).routePrefix).toBe(prefix)
})

test('several addresses to listen on', () => {
  expect(settings(['--web.listen-address=:9093', '--web.listen-address', '[::1]:9094']).listen).toEqual([
    { host: '0.0.0.0', port: 9093 },
    { host: '::1', port: 9094 },
  ])
})

test.each(['--help', '-h'])('%s names every flag, with its default', (flag) => {
  const said = readCommandLine([flag], '1.2.3', quiet)
  if (said.kind !== 'say') throw new Error('nothing said')
  for (const name of ALERTMANAGERS) expect(said.text).toContain(name.replace(/^--(no-)?([\w.-]+).*/, '--$2'))
  expect(said.text).toMatch(/--web\.listen-address=HOST:PORT .* \(127\.0\.0\.1:9093\)/)
})

test('the version', () => {
  expect(readCommandLine(['--version'], '1.2.3', quiet)).toEqual({
    kind: 'say',
    text: 'tocsin router, version 1.2.3\n',
  })
})

test('addresses for links lose their last slash and keep their path', () => {
  const args = ['--web.external-url=https://a.example/', '--links.grafana=https://a.example/grafana/']
  expect(settings(args)).toMatchObject({ externalUrl: 'https://a.example', grafanaUrl: 'https://a.example/grafana' })
  expect(settings(['--web.external-url=', '--links.grafana='])).toMatchObject({
    externalUrl: undefined,
    grafanaUrl: undefined,
  })
})
