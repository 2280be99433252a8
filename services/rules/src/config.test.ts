import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('without variables: the folders of the repository, nobody to tell', () => {
  expect(readConfig({ PATH: '/nowhere' })).toEqual({
    listen: { host: '127.0.0.1', port: 8095 },
    from: resolve('alert-rules'),
    to: resolve('.tocsin/rules'),
    profile: 'production',
    routerUrl: undefined,
    routerToken: undefined,
    prometheusUrl: undefined,
    promtool: undefined,
    externalUrl: 'http://127.0.0.1:9093',
    grafanaUrl: undefined,
  })
})

test('everything given; promtool by its path, else the one on PATH', () => {
  const env = {
    TOCSIN_RULES_LISTEN: ':8095',
    TOCSIN_RULES_FROM: '/alert-rules',
    TOCSIN_RULES_TO: '/rules',
    TOCSIN_RULES_PROFILE: 'demo',
    TOCSIN_RULES_ROUTER_URL: 'http://router:9093/',
    TOCSIN_RULES_PROMETHEUS_URL: 'http://prometheus:9090',
    TOCSIN_RULES_PROMTOOL: process.execPath,
    TOCSIN_EXTERNAL_URL: 'https://alerts.example.com',
    TOCSIN_GRAFANA_URL: 'https://grafana.example.com',
  }
  expect(readConfig(env)).toMatchObject({
    profile: 'demo',
    routerUrl: 'http://router:9093',
    prometheusUrl: 'http://prometheus:9090',
    promtool: process.execPath,
    grafanaUrl: 'https://grafana.example.com',
  })
  const bin = join(process.execPath, '..')
  expect(readConfig({ PATH: bin }).promtool).toBeUndefined()
})

test('a token for the router is read from its file, which is not repeated where it holds something else', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-token-')), 'token')
  writeFileSync(file, 'a-token\n')
  expect(readConfig({ TOCSIN_RULES_ROUTER_TOKEN_FILE: file }).routerToken).toBe('a-token')
  writeFileSync(file, 'a token')
  const read = (): unknown => readConfig({ TOCSIN_RULES_ROUTER_TOKEN_FILE: file })
  expect(read).toThrow(/TOCSIN_RULES_ROUTER_TOKEN_FILE: the file .* must hold one token/)
  expect(read).not.toThrow('a token')
})

test.each([
  ['TOCSIN_RULES_PROFILE', 'fast', 'TOCSIN_RULES_PROFILE: "fast" is no profile; write demo or production'],
  ['TOCSIN_RULES_ROUTER_URL', 'router:9093', 'TOCSIN_RULES_ROUTER_URL: "router:9093" is no http or https URL'],
  ['TOCSIN_RULES_PROMTOOL', '/nowhere/promtool', 'TOCSIN_RULES_PROMTOOL: "/nowhere/promtool" is no program'],
  ['TOCSIN_RULES_LISTEN', 'x', 'TOCSIN_RULES_LISTEN: "x" is no listen address'],
  ['TOCSIN_RULES_TO', 'alert-rules', 'must be two folders, neither inside the other'],
  ['TOCSIN_RULES_TO', 'alert-rules/out', 'must be two folders, neither inside the other'],
  ['TOCSIN_RULES_TO', '.', 'must be two folders, neither inside the other'],
])('%s=%s: %s', (name, value, message) => {
  expect(() => readConfig({ [name]: value })).toThrow(message)
})

test('a password in an address is refused, and not repeated', () => {
  const read = () => readConfig({ TOCSIN_RULES_PROMETHEUS_URL: 'http://admin:s3cret@prometheus' })
  expect(read).toThrow(/TOCSIN_RULES_PROMETHEUS_URL: the URL holds a user or a password/)
  expect(read).toThrow(/^(?!.*s3cret)/)
})
