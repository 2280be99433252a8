/** A router that asks who is there, under a prefix: Prometheus, amtool and a browser get in with what they are given. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { freePorts } from '../support/ports.ts'
import { type Service, startService } from '../support/service.ts'
import { until } from '../support/until.ts'

/** By `htpasswd -nBC 10`. */
const HASHES = {
  s3cret: '$2b$10$KP56KDAibQITDkjRp3p.0OgXHSgFbCihByT4nVMRAUiVi0UyuW6qu',
  pr0m: '$2b$10$lUgFJwKZ/QR9N9X6Z5xisObArhsOEmVYtxL3rLgISxQqiZN58.33i',
}
const TOKEN = 'a-token-for-nobody-but-this-test'
const dir = mkdtempSync(join(tmpdir(), 'tocsin-security-'))
const file = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

let router: Service
beforeAll(async () => {
  file('token', TOKEN)
  router = await startService('router', {
    args: [
      `--config.file=${file('router.yml', 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n')}`,
      `--storage.path=${join(dir, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--web.external-url=https://ops.example/alerts/',
      `--web.config.file=${file(
        'web.yml',
        `basic_auth_users:
  admin: ${HASHES.s3cret}
  prometheus: ${HASHES.pr0m}
tocsin:
  user_roles: { prometheus: [ingest] }
  tokens: [{ name: amtool, token_file: token, roles: [operate, ingest] }]
`,
      )}`,
    ],
  })
})
afterAll(async () => {
  await router.stop()
  rmSync(dir, { recursive: true })
})

const run = promisify(execFile)

test('Prometheus sends alerts as a user who may bring them in, and nothing else', async () => {
  const { prometheus: port } = await freePorts(['prometheus'])
  const rules = 'groups: [{ name: a, rules: [{ alert: Always, expr: vector(1) }] }]'
  const config = `global: { evaluation_interval: 1s }
rule_files: [${file('a.rules.yml', rules)}]
alerting:
  alertmanagers:
    - path_prefix: /alerts
      basic_auth: { username: prometheus, password: pr0m }
      static_configs: [{ targets: ['${new URL(router.url).host}'] }]
`
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${file('prometheus.yml', config)}`,
      `--storage.tsdb.path=${join(dir, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // The first alert is lost: it comes before Prometheus has looked where to send it.
      '--rules.alert.resend-delay=1s',
    ],
    { stdio: 'ignore' },
  )
  try {
    const as = (auth: string) => ({ headers: { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } })
    await until('the alert of Prometheus', 30_000, async () => {
      const answer = await fetch(`${router.url}/alerts/api/v2/alerts`, as('admin:s3cret'))
      return (await answer.text()).includes('"alertname":"Always"') ? true : undefined
    })
    const reading = await fetch(`${router.url}/alerts/api/v2/alerts`, as('prometheus:pr0m'))
    expect([reading.status, await reading.text()]).toEqual([
      403,
      expect.stringContaining('the role \\"read\\" is missing'),
    ])
  } finally {
    const gone = new Promise((resolve) => prometheus.once('exit', resolve))
    prometheus.kill()
    await gone
  }
})

test.each([
  ['a user', 'basic_auth: { username: admin, password: s3cret }'],
  ['a token', `authorization: { credentials: ${TOKEN} }`],
])('amtool adds and lists alerts as %s', async (name, credentials) => {
  const http = file('http.yml', credentials)
  const amtool = (...args: string[]) =>
    run('amtool', [`--http.config.file=${http}`, `--alertmanager.url=${router.url}/alerts`, ...args])
  await amtool('alert', 'add', `alertname=By ${name}`)
  expect((await amtool('alert', 'query')).stdout).toContain(`By ${name}`)
})

test('amtool without credentials is refused', async () => {
  await expect(run('amtool', [`--alertmanager.url=${router.url}/alerts`, 'alert', 'query'])).rejects.toThrow(/401/)
})

test('the console works in a browser that knows the password, below the prefix', async () => {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({
      locale: 'en',
      httpCredentials: { username: 'admin', password: 's3cret' },
    })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('requestfailed', (request) => problems.push(request.url()))
    page.on('response', (response) => {
      if (response.status() >= 400 && response.status() !== 401) problems.push(`${response.status()} ${response.url()}`)
    })
    await page.goto(`${router.url}/`)
    expect(page.url()).toBe(`${router.url}/alerts/`)
    await page.getByText('By a user').first().waitFor({ timeout: 15_000 })
    await page.getByRole('link', { name: 'Deliveries' }).first().click()
    expect(page.url()).toBe(`${router.url}/alerts/#/deliveries`)
    expect(problems).toEqual([])
  } finally {
    await browser.close()
  }
})
