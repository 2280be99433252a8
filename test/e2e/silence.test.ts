/** A person hushes an alert in the console, sees that it is hushed and why, and ends it: a real router, a real browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type Service, startService } from '../support/service.ts'
import { stays, until } from '../support/until.ts'
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-silence-'))
let sink: WebhookSink
let router: Service
let browser: Browser

const fire = async (alertname: string, endsInMs: number): Promise<void> => {
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString()
  const alert = {
    labels: { alertname, service: 'shop', severity: 'warning' },
    annotations: { summary: `${alertname} in the shop` },
    ...{ startsAt: at(-1_000), endsAt: at(endsInMs) },
  }
  const headers = { 'content-type': 'application/json' }
  const url = `${router.url}/api/v2/alerts`
  expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify([alert]) })).status).toBe(200)
}

beforeAll(async () => {
  sink = await startWebhookSink()
  writeFileSync(
    join(dir, 'router.yml'),
    `route: { receiver: team, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 2s }
receivers: [ { name: team, webhook_configs: [ { url: '${sink.url}' } ] } ]
`,
  )
  router = await startService('router', {
    args: [
      ...[`--config.file=${join(dir, 'router.yml')}`, `--storage.path=${join(dir, 'data')}`],
      '--web.listen-address=127.0.0.1:0',
    ],
  })
  browser = await launchBrowser()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await router?.stop()
  await sink?.stop()
  rmSync(dir, { recursive: true, force: true })
})

test('an alert is silenced from its row, is seen as muted and explained, and is told again when the silence ends', async () => {
  await fire('DiskFull', 600_000)
  await until('it is told', 10_000, async () => (sink.heard.includes('firing DiskFull') ? true : undefined))

  const { page, problems } = await openPage(browser, { locale: 'en-GB', width: 1280, height: 900 })
  await page.goto(router.url)
  await page.getByRole('link', { name: 'Silence DiskFull in the shop' }).click()
  await page.getByText('Mutes 1 alert that fires now:').waitFor()
  await page.getByLabel('Your name').fill('王芳')
  await page.getByLabel('Why', { exact: true }).fill('planned work')
  await page.getByRole('button', { name: 'Silence', exact: true }).click()
  await page.getByRole('region', { name: 'Active 1' }).waitFor()

  await page.getByRole('link', { name: 'Alerts', exact: true }).click()
  await page.getByText('王芳: planned work').waitFor()
  const told = sink.heard.length
  await stays('nobody is told while it is silenced', 4_000, async () => sink.heard.length <= told + 1)

  await page.getByRole('link', { name: 'Why? DiskFull in the shop' }).click()
  await page.getByText('all that fires is muted').first().waitFor()
  expect(await page.getByRole('article').textContent()).toMatch(/silenced by 王芳: planned work · until/)

  await page.getByRole('link', { name: 'Silences' }).click()
  await page.getByRole('button', { name: 'End now' }).click()
  await page.getByRole('button', { name: 'Really end it' }).click()
  await page.getByRole('region', { name: 'Expired 1' }).waitFor()
  const before = sink.heard.length
  await until('it is repeated again', 10_000, async () => (sink.heard.length > before ? true : undefined))

  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('ended by').waitFor()
  expect(problems).toEqual([])
})

test('an alert that recovers while it is silenced is told as recovered to those who knew of it', async () => {
  await fire('Recovering', 600_000)
  await until('it is told', 10_000, async () => (sink.heard.includes('firing Recovering') ? true : undefined))
  const silence = {
    matchers: [{ name: 'alertname', value: 'Recovering', isRegex: false }],
    ...{ startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 60_000).toISOString() },
    ...{ createdBy: 'li', comment: 'known' },
  }
  const headers = { 'content-type': 'application/json' }
  await fetch(`${router.url}/api/v2/silences`, { method: 'POST', headers, body: JSON.stringify(silence) })
  await fire('Recovering', -1)
  await until('its end is told', 10_000, async () => (sink.heard.includes('resolved Recovering') ? true : undefined))
})
