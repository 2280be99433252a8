/** Alerts that hush others, and a silence, through kill -9 and a reload: who is told is what the receiver hears. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hear, JSON_TYPE, startRouter } from '../support/beside.ts'
import { getJson, inMs, routerClient } from '../support/clients.ts'
import type { Service } from '../support/service.ts'
import { stays, until } from '../support/until.ts'
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-inhibition-'))
let sink: WebhookSink
let router: Service

const configure = (rules: string): void =>
  writeFileSync(
    join(dir, 'router.yml'),
    `
route: { receiver: team, group_by: [ alertname ], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [ { name: team, webhook_configs: [ { url: '${sink.url}' } ] } ]
inhibit_rules: [ ${rules} ]
`,
  )
const RULE = `{ source_matchers: [ 'severity="critical"' ], target_matchers: [ 'severity="warning"' ], equal: [ zone ] }`

const fire = (alertname: string, severity: string, zone: string, endsInMs = 600_000) =>
  routerClient(router.url).post([
    { labels: { alertname, severity, zone }, startsAt: inMs(-60_000), endsAt: inMs(endsInMs) },
  ])
const heard = (what: string): boolean => sink.heard.includes(what)
const told = (what: string) => until(`told: ${what}`, 10_000, async () => (heard(what) ? true : undefined))
const untold = (...names: readonly string[]) =>
  stays(`nobody hears of ${names.join(' and ')}`, 2_500, async () => names.every((name) => !heard(`firing ${name}`)))

beforeAll(async () => {
  sink = await startWebhookSink()
  configure(RULE)
  router = await startRouter(dir)
}, 60_000)
afterAll(async () => {
  await router?.stop()
  await sink?.stop()
  rmSync(dir, { recursive: true, force: true })
})

test('one that is hushed is not told, another zone is', async () => {
  await fire('Down', 'critical', 'eu')
  await told('firing Down')
  await fire('Slow', 'warning', 'eu')
  await fire('Slower', 'warning', 'us')
  await told('firing Slower')
  await untold('Slow')
})

test('after kill -9 the hush and a silence still hold', async () => {
  const body = JSON.stringify({
    matchers: [{ name: 'alertname', value: 'Full', isRegex: false }],
    ...{ startsAt: inMs(0), endsAt: inMs(600_000), createdBy: 'wang', comment: 'known' },
  })
  const posted = await hear(router.url, { method: 'POST', path: '/api/v2/silences', body, headers: JSON_TYPE })
  expect(posted.status).toBe(200)
  router.kill('SIGKILL')
  await router.gone()
  router = await startRouter(dir)
  await fire('Full', 'warning', 'us')
  await fire('Slow', 'warning', 'eu')
  await untold('Full', 'Slow')
  const groups = await getJson<{ alerts: { status: { inhibitedBy: string[]; silencedBy: string[] } }[] }[]>(
    `${router.url}/api/v2/alerts/groups?active=false`,
  )
  const muted = groups.flatMap(({ alerts }) => alerts.map(({ status }) => status))
  expect(muted.map(({ inhibitedBy, silencedBy }) => [inhibitedBy.length, silencedBy.length])).toEqual([
    ...[
      [0, 1],
      [1, 0],
    ],
  ])
})

test('the end of the silence, and a reload without the rule, are heard at the next look', async () => {
  const [silence] = await getJson<{ id: string }[]>(`${router.url}/api/v2/silences`)
  expect(await hear(router.url, { method: 'DELETE', path: `/api/v2/silence/${silence?.id}` })).toMatchObject({
    status: 200,
  })
  await told('firing Full')
  await untold('Slow')
  configure('')
  expect(await hear(router.url, { method: 'POST', path: '/-/reload' })).toMatchObject({ status: 200 })
  await told('firing Slow')
  expect(sink.heard.filter((one) => one === 'firing Down')).toHaveLength(1)
})

test('a rule that comes by a reload knows what fires already', async () => {
  configure(RULE)
  expect(await hear(router.url, { method: 'POST', path: '/-/reload' })).toMatchObject({ status: 200 })
  await fire('Later', 'warning', 'eu')
  await untold('Later')
  await fire('Down', 'critical', 'eu', -1_000)
  await told('firing Later')
})
