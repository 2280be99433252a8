import { expect, test } from 'vitest'
import { isLoopback, readSettings } from './config.ts'

const quiet = (): void => {}

test('defaults', () => {
  expect(readSettings([], quiet)).toMatchObject({
    listen: { host: '127.0.0.1', port: 9093 },
    externalUrl: undefined,
    rulesLogs: [],
    resendPeriodMs: 90_000,
  })
})

test.each([
  [['--web.listen-adress=:1'], /Unknown option '--web.listen-adress'\. Flags: --config\.file/],
  [['--web.listen-address=host'], /"host" is no listen address; write HOST:PORT/],
  [['--alerts.resend-period=soon'], /--alerts\.resend-period: "soon" is no duration; write 90s/],
  [['--web.external-url=router'], /--web\.external-url: "router" is no http or https URL/],
  [['--cluster.peer=other:9094'], /two routers on two disks would tell everyone twice/],
  [['--web.route-prefix=/x'], /--web\.route-prefix is not supported yet/],
])('%j is refused with what is allowed', (args, message) => {
  expect(() => readSettings(args, quiet)).toThrow(message)
})

test("Alertmanager's other flags are accepted, and said to be without effect", () => {
  const said: string[] = []
  readSettings(['--data.retention=120h', '--web.external-url=https://a.example/'], (message) => said.push(message))
  expect(said).toEqual(['--data.retention is accepted and has no effect'])
})

test.each([
  ['http://127.0.0.1:9093', true],
  ['http://localhost', true],
  ['http://[::1]:9093', true],
  ['https://alerts.example.com', false],
])('%s is loopback: %s', (url, loopback) => {
  expect(isLoopback(url)).toBe(loopback)
})
