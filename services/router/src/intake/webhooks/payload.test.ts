import { expect, test } from 'vitest'
import { fingerprintOf } from '../../model/alert.ts'
import { mergeReport } from '../../model/merge.ts'
import { NEVER, parseWebhook, type Sender } from './payload.ts'

const NOW = Date.parse('2026-01-01T12:00:00Z')
const HOUR = 3_600_000

const parse = (value: unknown, sender: Sender = 'alertmanager', expiryMs?: number) =>
  parseWebhook(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), sender, { now: NOW, expiryMs })

function read(value: unknown, sender?: Sender, expiryMs?: number) {
  const parsed = parse(value, sender, expiryMs)
  if (parsed.kind !== 'read') throw new Error(parsed.message)
  return parsed
}

const firing = {
  status: 'firing',
  labels: { alertname: 'DiskFull', instance: 'db-1', zone: '' },
  annotations: { summary: 'The disk is full.', empty: '' },
  startsAt: '2026-01-01T11:00:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example/graph?g0.expr=1',
  fingerprint: 'ffffffffffffffff',
}
const resolved = { ...firing, status: 'resolved', endsAt: '2026-01-01T11:59:00Z' }

/** As Alertmanager 0.34 writes it. */
const alertmanagers = (...alerts: unknown[]) => ({
  ...{ receiver: 'tocsin', status: 'firing', alerts, groupLabels: { alertname: 'DiskFull' }, commonLabels: {} },
  ...{ commonAnnotations: {}, externalURL: 'http://am.example', version: '4', groupKey: '{}:{alertname="DiskFull"}' },
  ...{ truncatedAlerts: 0, notification_reason: 'first notification', routeLabels: {} },
})

test('an alert of Alertmanager, firing until its sender says otherwise', () => {
  expect(read(alertmanagers(firing))).toEqual({
    kind: 'read',
    refusals: [],
    truncated: 0,
    reports: [
      {
        labels: { alertname: 'DiskFull', instance: 'db-1' },
        annotations: { summary: 'The disk is full.', empty: '' },
        generatorUrl: 'http://prometheus.example/graph?g0.expr=1',
        startsAt: NOW - HOUR + 123,
        ending: { kind: 'expires', at: NEVER },
      },
    ],
  })
  expect(new Date(NEVER).toISOString()).toBe('9999-12-31T23:59:59.999Z')
})

/** As `receivers/webhook/v1` of grafana/alerting writes it. */
const grafanas = {
  ...{ receiver: 'tocsin', status: 'firing', orgId: 1, groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
  ...{ externalURL: 'https://grafana.example/', version: '1', groupKey: '{}:{}', truncatedAlerts: 2 },
  ...{ title: '[FIRING:1] Memory', state: 'alerting', message: '**Firing**' },
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'Memory', grafana_folder: 'Ops' },
      annotations: { summary: 'Memory is short.', dashboard_url: 'https://wiki.example/memory' },
      startsAt: '2026-01-01T13:30:00+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example/alerting/grafana/a/view',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example/alerting/silence/new?matcher=a',
      dashboardURL: 'https://grafana.example/d/m',
      panelURL: 'https://grafana.example/d/m?viewPanel=1',
      imageURL: 'https://images.example/1.png',
      values: { B: 44.23943737541908, C: 1, D: null },
      valueString: "[ var='B' value=44.2 ]",
    },
  ],
}

test("an alert of Grafana: its values and links stand beside the rule's annotations, which come first", () => {
  const { reports, truncated } = read(grafanas, 'grafana')
  expect(truncated).toBe(2)
  expect(reports).toEqual([
    {
      labels: { alertname: 'Memory', grafana_folder: 'Ops' },
      annotations: {
        summary: 'Memory is short.',
        dashboard_url: 'https://wiki.example/memory',
        panel_url: 'https://grafana.example/d/m?viewPanel=1',
        silence_url: 'https://grafana.example/alerting/silence/new?matcher=a',
        image_url: 'https://images.example/1.png',
        values: 'B=44.23943737541908, C=1',
      },
      generatorUrl: 'https://grafana.example/alerting/grafana/a/view',
      startsAt: NOW - HOUR / 2,
      ending: { kind: 'expires', at: NEVER },
    },
  ])
})

test.each([
  [{ values: null, valueString: '[ a ]' }, { values: '[ a ]' }],
  [{ values: {}, valueString: '[ a ]' }, {}],
  [{ panelURL: '', dashboardURL: 5 }, {}],
])('of Grafana %j', (fields, annotations) => {
  const alert = { status: 'firing', labels: { a: 'b' }, ...fields }
  expect(read({ alerts: [alert] }, 'grafana').reports[0]?.annotations).toEqual(annotations)
})

test.each([
  ['an end that was stated', resolved, { startsAt: NOW - HOUR + 123, ending: { kind: 'stated', at: NOW - 60_000 } }],
  ['an end without its time', { ...resolved, endsAt: undefined }, { ending: { kind: 'stated', at: NOW } }],
  [
    'an end ahead, of a clock that is wrong',
    { ...resolved, endsAt: '2026-01-01T13:00:00Z' },
    { ending: { kind: 'stated', at: NOW } },
  ],
  [
    'an end before its start',
    { ...resolved, endsAt: '2026-01-01T10:00:00Z' },
    { ending: { kind: 'stated', at: NOW - HOUR + 123 } },
  ],
  ['no times at all', { status: 'firing', labels: { a: 'b' } }, { startsAt: NOW }],
])('%s', (_name, alert, expected) => {
  expect(read(alertmanagers(alert)).reports[0]).toMatchObject(expected)
})

test('with an expiry each repetition puts the end off', () => {
  expect(read(alertmanagers(firing), 'alertmanager', HOUR).reports[0]?.ending).toEqual({
    kind: 'expires',
    at: NOW + HOUR,
  })
})

test('the same payload again is no news, and an end is some once', () => {
  const [first] = read(alertmanagers(firing)).reports
  const [end] = read(alertmanagers(resolved)).reports
  if (!first || !end) throw new Error('nothing read')
  const alert = (report: typeof first) => ({ ...report, fingerprint: fingerprintOf(report.labels), updatedAt: NOW })
  expect(mergeReport(undefined, alert(first), NOW).kind).toBe('transition')
  expect(mergeReport(first, alert(first), NOW).kind).toBe('refresh')
  expect(mergeReport(first, alert(end), NOW)).toMatchObject({
    kind: 'transition',
    alert: { ending: { kind: 'stated' } },
  })
  expect(mergeReport(end, alert(end), NOW).kind).toBe('refresh')
})

test('the valid alerts are taken even when others are not', () => {
  const parsed = read(
    alertmanagers(
      firing,
      'x',
      { ...firing, status: 'pending' },
      { ...firing, labels: { a: 1 } },
      { ...firing, labels: { a: '' } },
      { ...firing, startsAt: 'yesterday' },
      { ...firing, annotations: { long: 'x'.repeat(300_000) } },
      { ...firing, generatorURL: 5 },
    ),
  )
  expect(parsed.reports).toHaveLength(1)
  expect(parsed.refusals).toEqual([
    'alerts[1]: must be an object',
    'alerts[2]: status must be "firing" or "resolved"',
    'alerts[3]: labels must map names to texts',
    'alerts[4]: at least one label is needed',
    'alerts[5]: startsAt and endsAt must be RFC 3339 times',
    'alerts[6]: more than 262144 characters are not taken',
    'alerts[7]: generatorURL must be a text',
  ])
})

test.each<[unknown, Sender, RegExp]>([
  ['{', 'alertmanager', /no JSON/],
  [[], 'alertmanager', /must be an object with a list of alerts/],
  [{ version: '4' }, 'alertmanager', /"alerts" must be a list/],
  [{ ...grafanas }, 'alertmanager', /a payload of Grafana: send it to \/webhook\/grafana/],
  [alertmanagers(firing), 'grafana', /a payload of Alertmanager: send it to \/webhook\/alertmanager/],
  [{ version: '3', alerts: [] }, 'alertmanager', /"version" must be "4"/],
  [{ ruleName: 'x', state: 'alerting', evalMatches: [] }, 'grafana', /Grafana's old alerting/],
  [{ alerts: [], truncatedAlerts: -1 }, 'grafana', /"truncatedAlerts" must be/],
  [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'grafana', /nested more than/],
])('%j is refused', (body, sender, message) => {
  expect(parse(body, sender)).toEqual({ kind: 'unreadable', message: expect.stringMatching(message) })
})

test('names that mean something to JavaScript are names', () => {
  const body = `{"alerts":[{"status":"firing","labels":{"__proto__":"a","constructor":"b"}}]}`
  expect(Object.entries(read(body).reports[0]?.labels ?? {})).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})
