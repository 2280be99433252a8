/** Moving over from a running Alertmanager, and asking why: Debian's Alertmanager on one side, our router on the other. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Alertmanager, startAlertmanager } from '../support/alertmanager.ts'
import { type Service, startService } from '../support/service.ts'
import { stays, until } from '../support/until.ts'
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

const run = promisify(execFile)
const dir = mkdtempSync(join(tmpdir(), 'tocsin-adopt-'))
let sink: WebhookSink
let theirs: Alertmanager
let ours: Service

const iso = (offsetMs: number): string => new Date(Date.now() + offsetMs).toISOString()
const post = async (url: string, path: string, body: unknown): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(response.status).toBe(200)
  return response.json().catch(() => undefined)
}
const alert = (alertname: string, change: Record<string, unknown> = {}) => ({
  labels: { alertname, severity: 'critical' },
  annotations: { summary: `${alertname} is wrong` },
  ...{ startsAt: iso(-600_000), endsAt: iso(600_000) },
  ...change,
})
const tocsin = async (...args: string[]): Promise<string> =>
  (await run('npx', ['tocsin', ...args, '--router.url', ours.url])).stdout

beforeAll(async () => {
  sink = await startWebhookSink()
  const config = (url: string): string => `
route: { receiver: team, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers: [ { name: team, webhook_configs: [ { url: '${url}' } ] } ]
`
  // What the other one tells goes nowhere: only ours is listened to.
  theirs = await startAlertmanager(config('http://127.0.0.1:9/'))
  writeFileSync(join(dir, 'router.yml'), config(sink.url))
  ours = await startService('router', {
    args: [
      ...[`--config.file=${join(dir, 'router.yml')}`, `--storage.path=${join(dir, 'data')}`],
      '--web.listen-address=127.0.0.1:0',
    ],
  })
  await post(theirs.url, '/api/v2/alerts', [alert('Old'), alert('Muted')])
  await post(theirs.url, '/api/v2/silences', {
    matchers: [{ name: 'alertname', value: 'Muted', isRegex: false }],
    ...{ startsAt: iso(0), endsAt: iso(3_600_000), createdBy: 'wang', comment: 'planned work' },
  })
}, 60_000)

afterAll(async () => {
  await Promise.all([ours?.stop(), theirs?.stop()])
  await sink?.stop()
  rmSync(dir, { recursive: true, force: true })
})

test('what fires there is taken over as told, and nobody hears of it again', async () => {
  await until('the silence mutes there', 10_000, async () => {
    const alerts = (await (await fetch(`${theirs.url}/api/v2/alerts`)).json()) as { status: { state: string } }[]
    return alerts.some(({ status }) => status.state === 'suppressed') ? true : undefined
  })
  const said = await tocsin('adopt', theirs.url)
  expect(said).toContain('1 taken over as told')
  expect(said).toContain('1 taken over untold')
  expect(said).toContain('silences  1 taken over')
  // As Prometheus does when it is pointed to us: the same alerts again.
  await post(ours.url, '/api/v2/alerts', [alert('Old')])
  await stays('nobody hears of what was told', 3_000, async () => !sink.heard.some((one) => one.includes('Old')))
})

test('a takeover of nothing is refused with what is wanted', async () => {
  const response = await fetch(`${ours.url}/api/tocsin/adopt`, { method: 'POST' })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('both lists')
})

test('a second time changes nothing', async () => {
  const said = await tocsin('adopt', theirs.url)
  expect(said).toContain('alerts    0 taken over as told')
  expect(said).toContain('2 known here already')
})

test('the history tells that it was told before, and why says that there is no news since', async () => {
  expect(await tocsin('history', '{alertname="Old"}')).toContain('told before, by the Alertmanager that was taken over')
  expect(await tocsin('why', '{alertname="Old"}')).toContain('told already')
})

test('its end is told, and what begins is told as usual', async () => {
  await post(ours.url, '/api/v2/alerts', [alert('Old', { endsAt: iso(-1) }), alert('New')])
  await until('the end of the old and the begin of the new one are told', 10_000, async () =>
    sink.heard.includes('resolved Old') && sink.heard.includes('firing New') ? true : undefined,
  )
  const told = await tocsin('why', '{alertname="New"}')
  expect(told).toContain('→ team')
  expect(told).toMatch(/first notification: accepted/)
  expect(await tocsin('history', '--kind', 'attempt')).toMatch(/team {2}webhook.* {2}firing: sent/)
  expect(await tocsin('route', '{alertname="Any"}')).toContain('  team\n')
})

test('a receiver can be tried, and a name that is wrong is told with those that are right', async () => {
  const said = await tocsin('send-test', 'team')
  expect(said).toMatch(/webhook.*: accepted \(.*200.*\) after/)
  expect(said).toContain('which no phone can open')
  expect(sink.heard).toContain('firing TocsinTest')
  await expect(tocsin('send-test', 'tema')).rejects.toThrow('there is no receiver "tema"; receivers: team')
})
