/** A save under alert-rules/ is in force within 5 s, a broken one never is: read it as a timeline of one evening's edits. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { alertsInForce, inMs, metricOf } from '../support/clients.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { stays, until } from '../support/until.ts'

const PICTURES = fileURLToPath(new URL('../../.tocsin/e2e/', import.meta.url))
/** The promise. */
const IN_FORCE_MS = 5_000

let t: TestStack
let browser: Browser
beforeAll(async () => {
  t = await startTestStack()
  browser = await launchBrowser()
  mkdirSync(PICTURES, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await t?.stop()
})

const textOf = (name: string): string => readFileSync(join(t.rulesDir, name), 'utf8')
/** As most editors do: a new file, then a rename over the old one. */
function save(name: string, text: string): void {
  const temporary = join(t.rulesDir, `.${name}.tmp`)
  writeFileSync(temporary, text)
  renameSync(temporary, join(t.rulesDir, name))
}
function edit(name: string, what: string, by: string): void {
  expect(textOf(name)).toContain(what)
  save(
    name,
    textOf(name).replace(what, () => by),
  )
}
const expressionOf = async (alert: string): Promise<string | undefined> =>
  (await alertsInForce(t.url('prometheus'))).get(alert)
const inForce = (what: string, budgetMs: number, look: () => Promise<boolean>): Promise<unknown> =>
  until(what, budgetMs, async () => ((await look()) ? true : undefined))
const refused = (): Promise<number | undefined> => metricOf(t.url('rules'), 'tocsin_rules_refused')

const ALERT = (name: string, expr: string): string => `groups:
  - name: live-${name}
    rules:
      - alert: ${name}
        expr: ${expr}
        labels: { severity: info, tier: ticket }
        annotations: { summary: s, description: d, runbook_url: 'https://wiki.example/live' }
`

test('the stack starts with its rules in force, and says so', async () => {
  await inForce(
    'both have read what is there',
    30_000,
    async () => (await t.router.overview()).rules?.state === 'in-force',
  )
  expect(await refused()).toBe(0)
})

test('a threshold: in force in Prometheus', async () => {
  expect(await expressionOf('HighP99Latency')).toContain('> 0.5')
  edit('shop.rules.yml', ' > 0.5\n', ' > 0.75\n')
  await inForce('threshold saved → Prometheus evaluates it', IN_FORCE_MS, async () =>
    ((await expressionOf('HighP99Latency')) ?? '').includes('> 0.75'),
  )
})

test('a route, while an alert is firing: in force in the router, and nobody hears anything twice', async () => {
  const labels = { alertname: 'LiveEdit', service: 'shop', severity: 'warning', tier: 'wecom' }
  const alert = { labels, annotations: { summary: 'LiveEdit fires' }, startsAt: inMs(0) }
  await t.router.post([{ ...alert, endsAt: inMs(300_000) }])
  const told = async (): Promise<number> =>
    (await t.sandbox.messages('wecom')).filter(({ text }) => text.includes('LiveEdit')).length
  await until('the alert has been told', 20_000, async () => ((await told()) === 1 ? true : undefined))
  edit('router.yml', '  routes:\n', '  routes:\n    - matchers: [ team="live" ]\n      receiver: sms-oncall\n')
  await inForce('route saved → the router routes by it', IN_FORCE_MS, async () =>
    (await t.router.config()).includes('team=\\"live\\"'),
  )
  await stays('the firing alert is not told again', 12_000, async () => (await told()) === 1)
  await t.router.post([{ ...alert, endsAt: inMs(0) }])
  await until('its end is told: nothing was lost', 20_000, async () => ((await told()) === 2 ? true : undefined))
})

test('a log rule: in force in the router', async () => {
  save('live.logs.yml', ALERT('LiveLog', `count_over_time({service_name="live"} |= "flux capacitor" [1m]) > 0`))
  await inForce('log rule saved → a line fires it', IN_FORCE_MS, async () => {
    await t.router.log('live', 'error', 'the flux capacitor is empty')
    return (await t.router.alerts()).some(({ labels }) => labels['alertname'] === 'LiveLog')
  })
})

test('a broken file: refused with its place everywhere, the last good copy stays, until it is mended', async () => {
  const before = { prometheus: await alertsInForce(t.url('prometheus')), router: await t.router.config() }
  const page = await consoleIn('en-US')
  const banner = page.locator('aside', { hasText: 'is refused' })
  expect(await banner.count()).toBe(0)

  save('live.rules.yml', ALERT('LiveRule', 'up > 0 and rate(up) > 0'))
  edit('router.yml', '  group_wait: 10s\n', '  group_wait: ten\n')
  const routerLine =
    textOf('router.yml')
      .split('\n')
      .findIndex((line) => line.includes('group_wait: ten')) + 1
  const place = `alert-rules/router.yml:${routerLine}:15`
  await inForce('two mistakes saved → refused', IN_FORCE_MS, async () => (await refused()) === 1)
  expect(await metricOf(t.url('rules'), 'tocsin_rules_problems')).toBe(1)
  const status = (await (await fetch(`${t.url('rules')}/status`)).json()) as Record<string, unknown>
  expect(status).toMatchObject({
    state: 'refused',
    problems: [{ file: 'alert-rules/router.yml', line: routerLine, column: 15, path: 'route.group_wait' }],
  })
  await inForce('refused → the console says it', IN_FORCE_MS, async () => (await banner.count()) === 1)
  expect(await banner.textContent()).toContain(place)
  await page.screenshot({ path: `${PICTURES}refused-en-US.png` })
  const chinese = await consoleIn('zh-CN')
  await chinese.locator('aside', { hasText: place }).waitFor({ timeout: 10_000 })
  await chinese.screenshot({ path: `${PICTURES}refused-zh-CN.png` })
  await chinese.close()

  edit('router.yml', '  group_wait: ten\n', '  group_wait: 10s\n')
  await inForce('one mended → the other is told, with its place', 2 * IN_FORCE_MS, async () =>
    ((await banner.textContent()) ?? '').includes('alert-rules/live.rules.yml:5:31:'),
  )
  expect(await refused()).toBe(1)
  expect(await alertsInForce(t.url('prometheus'))).toEqual(before.prometheus)
  expect(await t.router.config()).toBe(before.router)

  edit('live.rules.yml', 'up > 0 and rate(up) > 0', 'up == 99')
  await inForce(
    'mended → in force in Prometheus',
    IN_FORCE_MS,
    async () => (await expressionOf('LiveRule')) === 'up == 99',
  )
  expect(await refused()).toBe(0)
  await inForce('mended → the banner is gone', IN_FORCE_MS, async () => (await banner.count()) === 0)
  await page.close()
})

test('a file that is deleted: gone from Prometheus', async () => {
  rmSync(join(t.rulesDir, 'live.rules.yml'))
  await inForce(
    'deleted → Prometheus forgets it',
    IN_FORCE_MS,
    async () => (await expressionOf('LiveRule')) === undefined,
  )
})

test('the rules service is killed in the middle of an edit: the edit is in force once it is back', async () => {
  save('live.rules.yml', ALERT('LiveRule', 'up == 1'))
  // Enough for it to have seen the file, and not to have told anybody.
  await new Promise((resolve) => setTimeout(resolve, 700))
  await t.killHard('rules')
  await inForce('killed → started again → in force', 20_000, async () => (await expressionOf('LiveRule')) === 'up == 1')
  await inForce('it says so', 10_000, async () => (await t.router.overview()).rules?.state === 'in-force')
})

test('an edit while Prometheus is down: it starts with it, and later edits reach it', async () => {
  await t.stopProcess('prometheus')
  edit('live.rules.yml', 'up == 1', 'up == 2')
  await inForce(
    'it is behind, and said to be',
    10_000,
    async () => (await metricOf(t.url('rules'), 'tocsin_rules_target_behind{target="prometheus"}')) === 1,
  )
  expect(await refused()).toBe(0)
  await t.startProcess('prometheus')
  await inForce('started → in force', 10_000, async () => (await expressionOf('LiveRule')) === 'up == 2')
  edit('live.rules.yml', 'up == 2', 'up == 3')
  await inForce('edited again → in force', IN_FORCE_MS, async () => (await expressionOf('LiveRule')) === 'up == 3')
})

test('nothing is left over beside the rules', () => {
  expect(readdirSync(t.rulesDir).filter((name) => name.startsWith('.'))).toEqual([])
})

async function consoleIn(locale: string): Promise<Page> {
  const page = await browser.newPage({ locale, viewport: { width: 1280, height: 800 } })
  await page.goto(t.url('router'))
  return page
}
