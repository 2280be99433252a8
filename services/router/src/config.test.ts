import { expect, test } from 'vitest'
import { readSettings } from './config.ts'

const quiet = (): void => {}

test('defaults', () => {
  expect(readSettings([], quiet)).toMatchObject({
    listen: { host: '127.0.0.1', port: 9093 },
    externalUrl: undefined,
    grafanaUrl: undefined,
    rulesLogs: [],
    resendPeriodMs: 90_000,
  })
})

test.each([
  [['--web.listen-adress=:1'], /Unknown option '--web.listen-adress'\. Flags: --config\.file/],
  [['--web.listen-address=host'], /"host" is no listen address; write HOST:PORT/],
  [['--alerts.resend-period=soon'], /--alerts\.resend-period: "soon" is no duration; write 90s/],
  [['--web.external-url=router'], /--web\.external-url: "router" is no http or https URL/],
  [['--links.grafana=g:3000'], /--links\.grafana: "g:3000" is no http or https URL; write https:/],
  [['--links.grafana=https://admin:s3cret@g'], /^(?!.*s3cret)--links\.grafana: /],
  [['--cluster.peer=other:9094'], /two routers on two disks would tell everyone twice/],
  [['--web.route-prefix=/x'], /--web\.route-prefix is not supported yet/],
])('%j is refused with what is allowed', (args, message) => {
  expect(() => readSettings(args, quiet)).toThrow(message)
})

test("Alertmanager's other flags are accepted, and said to be without effect", () => {
  const said: string[] = []
  readSettings(['--web.timeout=30s', '--web.external-url=https://a.example/'], (message) => said.push(message))
  expect(said).toEqual(['--web.timeout is accepted and has no effect'])
})

test('addresses for links lose their last slash and keep their path', () => {
  const args = ['--web.external-url=https://a.example/', '--links.grafana=https://a.example/grafana/']
  expect(readSettings(args, quiet)).toMatchObject({
    externalUrl: 'https://a.example',
    grafanaUrl: 'https://a.example/grafana',
  })
  expect(readSettings(['--web.external-url=', '--links.grafana='], quiet)).toMatchObject({
    externalUrl: undefined,
    grafanaUrl: undefined,
  })
})
