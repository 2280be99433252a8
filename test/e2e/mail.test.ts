/** E-mail as it is shipped: router.yml with its `email` tier taken in, a router and a mail server as real processes. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { renderRules } from '@tocsin/rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { type InboxMessage, inMs, routerClient, type SentAlert, sandboxClient } from '../support/clients.ts'
import { type Service, startService } from '../support/service.ts'
import { stays, until } from '../support/until.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PICTURES = join(ROOT, '.tocsin/e2e')
const HOSTILE = '<img src=x onerror="document.title=1"> </h1><script>document.title=2</script>'

let dir: string
let sandboxService: Service
let router: Service
let startRouter: () => Promise<Service>
const sandbox = () => sandboxClient(sandboxService.url)
const api = () => routerClient(router.url)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tocsin-mail-'))
  cpSync(join(ROOT, 'alert-rules'), join(dir, 'rules'), { recursive: true })
  const file = join(dir, 'rules/router.yml')
  const shipped = readFileSync(file, 'utf8')
  const taken = shipped.replace('# email: { receiver: mail-oncall', 'email: { receiver: mail-oncall')
  expect(taken).not.toBe(shipped)
  writeFileSync(file, taken)
  sandboxService = await startService('sandbox', {
    env: { TOCSIN_SANDBOX_LISTEN: '127.0.0.1:0', TOCSIN_SANDBOX_SMTP_LISTEN: '127.0.0.1:0' },
  })
  const env = {
    TOCSIN_WECOM_ROBOT_URL: `${sandboxService.url}/cgi-bin/webhook/send?key=sandbox-robot-0000c0de`,
    TOCSIN_SMS_URL: `${sandboxService.url}/sms/send`,
    TOCSIN_SMS_TO: '13800000001',
    TOCSIN_TICKET_URL: `${sandboxService.url}/tickets`,
    TOCSIN_SMTP_SMARTHOST: await sandbox().smarthost(),
    TOCSIN_SMTP_FROM: 'Tocsin <tocsin@example.com>',
    TOCSIN_SMTP_TO: 'ops@example.com, Duty <duty@example.com>',
    TOCSIN_SMTP_REQUIRE_TLS: 'false',
  }
  const to = join(dir, 'rendered')
  await renderRules({ from: join(dir, 'rules'), to, profile: 'demo', env, channels: channelSchemas })
  startRouter = () =>
    startService('router', {
      args: [
        `--config.file=${join(to, 'router.yml')}`,
        `--storage.path=${join(dir, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
        '--alerts.resend-period=5s',
      ],
      env,
    })
  router = await startRouter()
})
afterAll(async () => {
  await router?.stop()
  await sandboxService?.stop()
  rmSync(dir, { recursive: true, force: true })
})

const alert = (alertname: string, change: Partial<SentAlert> = {}): SentAlert => ({
  labels: { alertname, service: 'shop', severity: 'warning', tier: 'email' },
  annotations: { summary: `${alertname} in the shop`, summary_zh: `商城：${alertname}` },
  startsAt: inMs(0),
  endsAt: inMs(300_000),
  ...change,
})
const mails = async (about: string): Promise<InboxMessage[]> =>
  (await sandbox().accepted('email')).filter(({ title, text }) => `${title}\n${text}`.includes(about))
const arrive = (about: string, times: number) =>
  until(`${times} mail(s) about ${about}`, 30_000, async () => {
    const found = await mails(about)
    return found.length >= times ? found : undefined
  })

test('firing and its end are one conversation; the next incident is another', async () => {
  const startsAt = inMs(0)
  await api().post([alert('Queue', { startsAt })])
  const [first] = (await arrive('Queue', 1)).value
  expect(first).toMatchObject({
    title: '[告警] [警告] 商城：Queue',
    target: 'ops@example.com, duty@example.com',
    idempotencyKey: expect.stringMatching(/^<tocsin-[0-9a-f]{32}@example\.com>$/),
    threadId: first?.idempotencyKey,
  })
  await api().post([alert('Queue', { startsAt, endsAt: inMs(-1) })])
  const [, second] = (await arrive('Queue', 2)).value
  expect(second).toMatchObject({ title: '[已恢复] [警告] 商城：Queue', threadId: first?.idempotencyKey })
  expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey)
  await api().post([alert('Queue')])
  const [, , third] = (await arrive('Queue', 3)).value
  expect(third?.threadId).toBe(third?.idempotencyKey)
  await stays('nobody was told by another way', 2_000, async () =>
    (await Promise.all((['wecom', 'sms', 'ticket'] as const).map(sandbox().messages))).every((all) => all.length === 0),
  )
})

test('a server that is busy gets it again; one that refuses does not, and the reason is on record', async () => {
  await sandbox().behave('email', { mode: 'errcode', errcode: 451, times: 2 })
  await api().post([alert('Busy')])
  await arrive('Busy', 1)
  await sandbox().behave('email', { mode: 'errcode', errcode: 550, times: 1 })
  await api().post([alert('Refused')])
  const about = async (name: string) =>
    (await api().deliveries()).find(({ groupLabels }) => groupLabels['alertname'] === name)
  const refused = await until('the refused one is at rest', 30_000, async () => {
    const delivery = await about('Refused')
    return delivery?.state === 'rejected' ? delivery : undefined
  })
  expect(refused.value.attempts).toMatchObject([{ outcome: 'reject', code: 'SMTP 550' }])
  expect((await about('Busy'))?.attempts.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['retry', 'SMTP 451'],
    ['retry', 'SMTP 451'],
    ['sent', 'SMTP 250'],
  ])
})

test('killed before the server could answer: told again under the same Message-ID, in the same conversation', async () => {
  await sandbox().behave('email', { mode: 'accept-then-silent', times: 1 })
  const startsAt = inMs(0)
  await api().post([alert('Killed', { startsAt })])
  await arrive('Killed', 1)
  router.kill('SIGKILL')
  await router.gone()
  router = await startRouter()
  const [first, again] = (await arrive('Killed', 2)).value
  expect(again?.idempotencyKey).toBe(first?.idempotencyKey)
  await api().post([alert('Killed', { startsAt, endsAt: inMs(-1) })])
  const all = (await arrive('Killed', 3)).value
  expect(all.map(({ threadId }) => threadId)).toEqual(Array(3).fill(first?.idempotencyKey))
})

test('the inbox page shows conversations and mails as they look, and nothing in them runs', async () => {
  const summary = `Hostile ${HOSTILE}`
  await api().post([alert('Hostile', { annotations: { summary, description: summary, runbook_url: 'javascript:1' } })])
  await arrive('Hostile', 1)
  mkdirSync(PICTURES, { recursive: true })
  const browser = await launchBrowser()
  try {
    for (const locale of ['en-US', 'zh-CN']) {
      const { page, problems } = await openPage(browser, { locale, width: 1440, height: 900 })
      await page.goto(sandboxService.url)
      const column = page.locator('[data-phone="email"]')
      await column.getByRole('heading', { name: locale === 'zh-CN' ? '邮件' : 'E-mail' }).waitFor({ timeout: 15_000 })
      const queue = column.locator('.thread', { hasText: 'Queue' })
      await queue.first().waitFor({ timeout: 15_000 })
      expect(await queue.count()).toBe(2)
      const frame = column.locator('.thread', { hasText: 'Hostile' }).frameLocator('iframe')
      expect(await frame.locator('h1').textContent({ timeout: 15_000 })).toBe(summary)
      expect(await frame.locator('img, script').count()).toBe(0)
      // To take it, to silence it, and to look at it: none of what the alert says is a link.
      const links = await frame.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
      const places = links.map((href) => href.replace(/^http:\/\/127\.0\.0\.1:\d+/, '').replace(/^\/act\/.+/, '/act/…'))
      expect(places.toSorted()).toEqual(['/#/', '/act/…', '/act/…'])
      await page.screenshot({ path: join(PICTURES, `mail-${locale}.png`) })
      expect(problems).toEqual([])
      await page.close()
    }
  } finally {
    await browser.close()
  }
})
