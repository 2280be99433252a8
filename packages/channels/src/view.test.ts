import { expect, test } from 'vitest'
import { AT, alertOf, logAlertOf, notificationOf, resolvedOf } from './testing/notifications.ts'
import { viewOf } from './view.ts'

const linkOf = (kind: string, ...alerts: Parameters<typeof notificationOf>[0]): string | undefined =>
  viewOf(notificationOf(alerts), 'en').links.find((link) => link.kind === kind)?.url
const withDashboard = (dashboard_url: string) => alertOf({ annotations: { summary: 's', dashboard_url } })

test.each([
  ['https://g.example/d/shop', `https://g.example/d/shop?from=${AT - 1_800_000}&to=now`],
  [
    'https://g.example/x/d/shop/slug?var-a=b+c',
    `https://g.example/x/d/shop/slug?var-a=b+c&from=${AT - 1_800_000}&to=now`,
  ],
  ['https://g.example/d/shop?from=now-1h&to=now', 'https://g.example/d/shop?from=now-1h&to=now'],
  ['https://g.example/d/shop?x=1&to=now', 'https://g.example/d/shop?x=1&to=now'],
  ['https://g.example/d/shop#top', 'https://g.example/d/shop#top'],
  ['https://wiki.example/dashboards?id=1', 'https://wiki.example/dashboards?id=1'],
  ['/d/shop', undefined],
])('dashboard %s opens %s', (address, expected) => {
  expect(linkOf('dashboard', withDashboard(address))).toBe(expected)
})

test('after the end a dashboard shows the alert from before its start to after its end', () => {
  const ended = resolvedOf(withDashboard('https://g.example/d/shop'))
  expect(linkOf('dashboard', ended)).toBe(
    `https://g.example/d/shop?from=${AT - 1_800_000}&to=${(ended.endsAt ?? 0) + 600_000}`,
  )
})

test('of several alerts the dashboard has a link where they share it, from the first start on', () => {
  const alerts = [withDashboard('https://g.example/d/shop'), withDashboard('https://g.example/d/shop')]
  const later = alerts.map((alert, index) => ({ ...alert, startsAt: AT + index * 60_000 }))
  expect(linkOf('dashboard', ...later)).toContain(`from=${AT - 1_800_000}&`)
  expect(linkOf('dashboard', ...alerts, withDashboard('https://g.example/d/other'))).toBeUndefined()
})

test('traces: each once, with its address where it has one; the link is that of the first with one', () => {
  const [a, b] = ['a'.repeat(32), 'b'.repeat(32)]
  const traceIds = [a, b]
  const alert = logAlertOf({ traceUrls: { [b]: 'https://g.example/b' } }, { traceIds })
  const view = viewOf(notificationOf([alert, { ...alert, fingerprint: 'other' }]), 'en')
  expect(view.traces).toEqual([
    { id: a, url: undefined },
    { id: b, url: 'https://g.example/b' },
  ])
  expect(linkOf('trace', alert)).toBe('https://g.example/b')
  expect(linkOf('trace', logAlertOf({ traceUrls: {} }))).toBeUndefined()
  expect(linkOf('trace', logAlertOf({ traceUrls: { [a]: 'javascript:alert(1)' } }, { traceIds }))).toBeUndefined()
})

test('a link to log lines only for an alert from logs', () => {
  expect(linkOf('graph', alertOf())).toContain('prometheus.example')
  expect(linkOf('logPage', alertOf())).toBeUndefined()
  expect(linkOf('logPage', logAlertOf())).toContain('grafana.example/explore')
  expect(linkOf('graph', logAlertOf())).toBeUndefined()
})
