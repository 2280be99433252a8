/** The router behind a real Alertmanager: what that tells, the router hears, the end included. */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { freePorts } from '../support/ports.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-webhooks-'))
const stops: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  rmSync(dir, { recursive: true })
})

const file = (name: string, text: string): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

test('an alert of Alertmanager fires and ends in the router', async () => {
  const router = await startService('router', {
    args: [
      `--config.file=${file('router.yml', 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n')}`,
      `--storage.path=${join(dir, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
  })
  stops.push(() => router.stop())
  const { alertmanager: port } = await freePorts(['alertmanager'])
  const config = `route: { receiver: tocsin, group_wait: 0s, group_interval: 1s, group_by: [alertname] }
receivers:
  - name: tocsin
    webhook_configs: [{ url: '${router.url}/webhook/alertmanager' }]
`
  const alertmanager = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${file('alertmanager.yml', config)}`,
      `--storage.path=${join(dir, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  stops.push(() => {
    const gone = new Promise((resolve) => alertmanager.once('exit', resolve))
    alertmanager.kill()
    return gone
  })
  const url = `http://127.0.0.1:${port}`
  await until('Alertmanager', 15_000, async () => ((await fetch(`${url}/-/ready`)).ok ? true : undefined))
  const add = (...more: string[]) =>
    promisify(execFile)('amtool', [
      `--alertmanager.url=${url}`,
      'alert',
      'add',
      'alertname=DiskFull',
      'instance=db-1',
      ...more,
    ])
  const firing = async (): Promise<{ labels: unknown; endsAt: string }[]> => {
    const response = await fetch(`${router.url}/api/v2/alerts`)
    return (await response.json()) as { labels: unknown; endsAt: string }[]
  }
  await add()
  const { value } = await until('the alert in the router', 10_000, async () => (await firing())[0])
  expect(value).toMatchObject({
    labels: { alertname: 'DiskFull', instance: 'db-1' },
    endsAt: '9999-12-31T23:59:59.999Z',
  })
  await add(`--end=${new Date().toISOString()}`)
  await until('its end', 15_000, async () => ((await firing()).length === 0 ? true : undefined))
})
