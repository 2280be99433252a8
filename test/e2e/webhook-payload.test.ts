/** What receivers of Alertmanager's webhooks get: the same bytes from the router as from a real Alertmanager. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startAlertmanager } from '../support/alertmanager.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { startWebhookSink } from '../support/webhook-sink.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-payload-'))
const stops: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
  rmSync(dir, { recursive: true })
})

const NAME = 'A<b>&"c\\ \u2028 \u0001\u007f\t\n'
/** Late enough that both wait for the whole batch. */
const alertsOf = (start: number) => [
  {
    labels: { alertname: NAME, instance: '1', Z: 'z', a1: 'é😀' },
    annotations: { s: `<script> & 'x' \u{1F600} \u202E`, empty: '' },
    startsAt: new Date(start - (start % 1000) + 120).toISOString(),
    generatorURL: 'http://p.example/g?a=1&b=<2>',
  },
  {
    labels: { alertname: NAME, instance: '2', Z: 'z' },
    annotations: { s: 'y' },
    startsAt: new Date(start - (start % 1000)).toISOString(),
  },
  { labels: { alertname: NAME, instance: '3', Z: 'q' }, startsAt: new Date(start).toISOString() },
]

test('firing and resolved, byte for byte', async () => {
  const sink = await startWebhookSink()
  stops.push(sink.stop)
  const config = (
    path: string,
  ) => `route: { receiver: 'team.x/a b', group_wait: 3s, group_interval: 1s, group_by: [alertname] }
receivers:
  - name: 'team.x/a b'
    webhook_configs: [{ url: '${sink.url}${path}', max_alerts: 2 }]
`
  const theirs = await startAlertmanager(config('theirs'))
  stops.push(theirs.stop)
  const file = join(dir, 'router.yml')
  writeFileSync(file, config('ours'))
  const args = [`--config.file=${file}`, `--storage.path=${join(dir, 'data')}`, '--web.listen-address=127.0.0.1:0']
  const ours = await startService('router', { args })
  stops.push(ours.stop)

  const firing = alertsOf(Date.now())
  for (const count of [0, 1]) {
    const endsAt = new Date(Date.now() - 10).toISOString()
    const alerts = count === 0 ? firing : firing.map((alert) => ({ ...alert, endsAt }))
    for (const { url } of [theirs, ours]) {
      const headers = { 'content-type': 'application/json' }
      const { status } = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) })
      expect(status).toBe(200)
    }
    const of = (path: string) => sink.raw.filter((one) => one.path === `/${path}`).map(({ text }) => comparable(text))
    await until(`message ${count + 1} of both`, 20_000, async () =>
      of('theirs').length > count && of('ours').length > count ? true : undefined,
    )
    expect(of('ours')).toEqual(of('theirs'))
    expect(of('ours')[count]).toContain(count === 0 ? '"status":"firing","alerts"' : '"status":"resolved","alerts"')
  }
})

/** Without each one's own address, and without the fields that came with 0.32 and later. */
function comparable(text: string): string {
  return text
    .replace(/"externalURL":"[^"]*"/, '"externalURL":""')
    .replace(/"notification_reason":"[^"]*",/, '')
    .replace(/"routeLabels":\{\},/, '')
}
