/** Notifications for tests: what the demo's rules and log rules say, and what nobody should say. */
import type { AlertSnapshot, Contact, Evidence, Labels, Notification } from '../contract.ts'

export const AT = Date.parse('2026-11-23T06:02:10Z')
const MINUTE = 60_000

export function alertOf(change: Partial<AlertSnapshot> = {}): AlertSnapshot {
  return {
    status: 'firing',
    fingerprint: 'f00dfeedf00dfeed',
    labels: {
      alertname: 'CheckoutLatencyHigh',
      service: 'shop',
      route: '/checkout',
      severity: 'warning',
      tier: 'wecom',
    },
    annotations: {
      summary: 'P99 of /checkout is above 500 ms',
      summary_zh: '/checkout 接口 P99 延迟超过 500 毫秒',
      description: 'Customers wait at checkout. Look at the database pool and at recent deployments first.',
      description_zh: '用户结账变慢。请先查看数据库连接池和最近的发布。',
      value: '812 ms',
      runbook_url: 'https://runbooks.example/checkout-latency',
      dashboard_url: 'https://grafana.example/d/shop?var-service=shop',
    },
    startsAt: AT,
    generatorUrl: 'http://prometheus.example:9090/graph?g0.expr=histogram_quantile(0.99%2C+x)+%3E+0.5&g0.tab=1',
    ...change,
  }
}

export function notificationOf(alerts: readonly AlertSnapshot[], change: Partial<Notification> = {}): Notification {
  const firing = alerts.some((alert) => alert.status === 'firing')
  return {
    idempotencyKey: 'i1-42-0-7',
    receiver: 'oncall',
    status: firing ? 'firing' : 'resolved',
    reason: firing ? 'first notification' : 'all alerts resolved',
    groupKey: '{}:{alertname="CheckoutLatencyHigh"}',
    groupLabels: common(alerts.map((alert) => ({ alertname: alert.labels['alertname'] ?? '' }))),
    commonLabels: common(alerts.map((alert) => alert.labels)),
    commonAnnotations: common(alerts.map((alert) => alert.annotations)),
    routeLabels: {},
    alerts,
    externalUrl: 'https://tocsin.example',
    decidedAt: AT + 3 * MINUTE + 20_000,
    ...change,
  }
}

export function resolvedOf(alert: AlertSnapshot): AlertSnapshot {
  return { ...alert, status: 'resolved', endsAt: alert.startsAt + 5 * MINUTE + 10_000 }
}

/** `count` alerts of one name, on different instances; the first `resolved` of them are resolved. */
export function groupOf(count: number, resolved = 0): Notification {
  const alerts = Array.from({ length: count }, (_, index) => {
    const alert = alertOf({
      fingerprint: `f${index}`,
      labels: { alertname: 'PoolNearlyFull', service: 'shop', severity: 'critical', instance: `db-${index + 1}:5432` },
      annotations: {
        summary: `Pool of db-${index + 1} is nearly full`,
        value: `${80 + (index % 20)} %`,
        runbook_url: 'https://runbooks.example/pool',
      },
      startsAt: AT + index * 1_000,
    })
    return index < resolved ? resolvedOf(alert) : alert
  })
  return notificationOf(alerts, { reason: resolved > 0 ? 'some alerts resolved' : 'first notification' })
}

function evidenceOf(change: Partial<Evidence> = {}): Evidence {
  return {
    count: 37,
    kinds: 2,
    firstAt: AT,
    lastAt: AT + 2 * MINUTE,
    samples: [
      'Error: connection timeout expired\n    at Client._connect (pg/lib/client.js:112:26)',
      'order 4711 failed: connection timeout',
    ],
    traceIds: ['4bf92f3577b34da6a3ce929d0e0e4736', '0af7651916cd43dd8448eb211c80319c'],
    ...change,
  }
}

/** Shorter than the router's, with the same characters. */
function exploreUrl(datasource: string, query: string): string {
  return `https://grafana.example/explore?schemaVersion=1&panes=%7B%22${datasource}%22%3A%22${query}%22%7D&orgId=1`
}

export function logAlertOf(change: Partial<AlertSnapshot> = {}, evidence: Partial<Evidence> = {}): AlertSnapshot {
  return alertOf({
    labels: { alertname: 'DatabaseConnectionTimeout', service: 'shop', severity: 'info', tier: 'ticket' },
    annotations: {
      summary: 'shop cannot connect to its database',
      summary_zh: 'shop 连接数据库超时',
      description: 'Error lines with "connection timeout" in the logs of shop.',
      description_zh: 'shop 的错误日志中出现“connection timeout”。',
      runbook_url: 'https://runbooks.example/connection-timeout',
    },
    generatorUrl: exploreUrl('loki', '%7Bservice_name%3D%5C%22shop%5C%22%7D+%7C%3D+%5C%22connection+timeout%5C%22'),
    evidence: evidenceOf(evidence),
    traceUrls: Object.fromEntries(evidenceOf(evidence).traceIds.map((id) => [id, exploreUrl('tempo', id)])),
    ...change,
  })
}

export function contactOf(change: Partial<Contact> = {}): Contact {
  return { name: 'zhang', displayName: '张伟', addresses: {}, language: 'zh', timeZone: 'Asia/Shanghai', ...change }
}

/** Values that try to ping, colour, link, break out of their place or reverse the text. */
export const HOSTILE = [
  '<@all> <@zhang>',
  '<font color="info">fine</font>',
  '[click](javascript:alert(1))',
  '`code` **bold** # head',
  '```\nbreak out\n```',
  '| cell | cell |',
  '@everyone see #12 and !7',
  '/close',
  '<script>alert(1)</script>',
  'a\u202Eb\u0000c\u0007\uD800',
  'line one\r\n> line two',
] as const

export function hostileNotification(value: string): Notification {
  const labels: Labels = { alertname: value, service: value, route: value, severity: value, extra: value }
  const annotations: Labels = { summary: value, description: value, value, runbook_url: value, dashboard_url: value }
  const alert = alertOf({ labels, annotations, generatorUrl: value })
  const sample = alertOf({ labels: { ...labels, extra: 'b' }, annotations, generatorUrl: value })
  const evidence = evidenceOf({ samples: [value], traceIds: [value] })
  return notificationOf([{ ...alert, evidence, traceUrls: { [value]: value } }, sample])
}

function common(records: readonly Labels[]): Labels {
  const [first = {}, ...others] = records
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((other) => other[key] === value)),
  )
}
