/** The WeCom application as it is shipped: router.yml with its `app` tier taken in; a press in the inbox page is told to a real router. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { renderRules } from '@tocsin/rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { APP_CALLBACK_PATH, routerChannels } from '../../packages/supervisor/src/stack/channels.ts'
import { launchBrowser, openPage } from '../support/browser.ts'
import { inMs, metricOf, routerClient, type SentAlert, sandboxClient } from '../support/clients.ts'
import { freePorts } from '../support/ports.ts'
import { type Service, startService } from '../support/service.ts'
import { until } from '../support/until.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PICTURES = join(ROOT, '.tocsin/e2e')

let dir: string
let sandboxService: Service
let router: Service
const sandbox = () => sandboxClient(sandboxService.url)
const api = () => routerClient(router.url)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-app-'))
  const rules = join(dir, 'rules')
  cpSync(join(ROOT, 'alert-rules'), rules, { recursive: true })
  const shipped = readFileSync(join(rules, 'router.yml'), 'utf8')
  const taken = shipped.replace('# app: { receiver: wecom-app-oncall', 'app: { receiver: wecom-app-oncall')
  expect(taken).not.toBe(shipped)
  writeFileSync(join(rules, 'router.yml'), taken)
  const ports = await freePorts(['router'])
  sandboxService = await startService('sandbox', {
    env: {
      TOCSIN_SANDBOX_LISTEN: '127.0.0.1:0',
      TOCSIN_SANDBOX_SMTP_LISTEN: '127.0.0.1:0',
      TOCSIN_SANDBOX_WECOM_CALLBACK_URL: `http://127.0.0.1:${ports.router}${APP_CALLBACK_PATH}`,
    },
  })
  const { env } = routerChannels('demo', {}, { url: sandboxService.url, smarthost: await sandbox().smarthost() })
  const to = join(dir, 'rendered')
  await renderRules({ from: rules, to, profile: 'demo', env, channels: channelSchemas })
  router = await startService('router', {
    args: [
      `--config.file=${join(to, 'router.yml')}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${ports.router}`,
      '--alerts.resend-period=5s',
    ],
    env,
  })
})
afterAll(async () => {
  await router?.stop()
  await sandboxService?.stop()
  rmSync(dir, { recursive: true, force: true })
})

const alert = (alertname: string, summary: string): SentAlert => ({
  labels: { alertname, service: 'shop', severity: 'critical', tier: 'app' },
  annotations: { summary: alertname, summary_zh: summary, description_zh: '请先查看数据库连接池。', value: '97 %' },
  startsAt: inMs(0),
  endsAt: inMs(300_000),
})
const cards = async () => sandbox().accepted('wecom-app')
const episodeOf = async (name: string) =>
  (await api().groups()).find(({ labels }) => labels['alertname'] === name)?.episode

test('alert, card, press: the router knows who has it, and so does everybody\u2019s card', async () => {
  mkdirSync(PICTURES, { recursive: true })
  await api().post([alert('DiskFull', '磁盘快满了')])
  await until('the card has come', 30_000, async () => ((await cards()).length === 1 ? true : undefined))
  const browser = await launchBrowser()
  try {
    const { page, problems } = await openPage(browser, { locale: 'zh-CN', width: 1600, height: 900 })
    await page.goto(sandboxService.url)
    const phone = page.locator('[data-phone="wecom-app"]')
    const card = phone.locator('.card', { hasText: '磁盘快满了' })
    await card.getByRole('button', { name: '认领' }).waitFor({ timeout: 15_000 })
    await page.screenshot({ path: join(PICTURES, 'wecom-app-card.png') })

    await card.getByRole('button', { name: '认领' }).click()
    await card.getByText(/^张三 已于 \d\d:\d\d 认领$/).waitFor({ timeout: 15_000 })
    expect(await episodeOf('DiskFull')).toMatchObject({ acknowledgement: { by: '张三', via: 'wecom' } })

    await phone.getByRole('button', { name: 'LiSi' }).click()
    await card.getByText(/^张三 已于 \d\d:\d\d 认领$/).waitFor({ timeout: 15_000 })
    await page.screenshot({ path: join(PICTURES, 'wecom-app-taken.png') })
    // One card, one update of it, and no message beside them.
    expect((await cards()).map(({ action }) => action)).toEqual([undefined, 'update'])
    expect(await metricOf(router.url, 'tocsin_callback_total{result="acknowledged"}')).toBe(1)

    await api().post([alert('QueueLong', '队列太长')])
    const second = phone.locator('.card', { hasText: '队列太长' })
    await second.getByRole('button', { name: '静默 1 小时' }).click({ timeout: 30_000 })
    await second.getByText(/^李四/).waitFor({ timeout: 15_000 })
    await page.screenshot({ path: join(PICTURES, 'wecom-app-silenced.png') })
    const silences = await (await fetch(`${router.url}/api/v2/silences`)).json()
    expect(silences).toMatchObject([{ createdBy: '李四', status: { state: 'active' } }])
    expect(problems).toEqual([])
  } finally {
    await browser.close()
  }
})

test('a router that is gone is said so on the phone, and the buttons stay', async () => {
  await api().post([alert('Orphan', '路由器不在')])
  const orphan = await until('its card has come', 30_000, async () =>
    (await cards()).find(({ title }) => title.includes('路由器不在')),
  )
  const { taskId } = orphan.value
  await router.stop()
  const response = await fetch(`${sandboxService.url}/wecom-app/press`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ taskId, key: 'ack:whatever', member: 'ZhangSan' }),
  })
  expect([response.status, await response.json()]).toEqual([
    502,
    { error: 'CALLBACK_FAILED', message: 'the router did not answer the callback' },
  ])
})
