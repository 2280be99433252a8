import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { checkMetricRules } from './check.ts'
import { metricsOf } from './promql.ts'

const GOOD = `groups:
  - name: g
    interval: 1m
    limit: 5
    rules:
      - record: a:b
        expr: sum by (le) (rate(x[5m]))
      - alert: A
        expr: |
          sum(rate(x{a="b"}[5m]))
            > 0.5 and max_over_time(y[1h:1m]) offset 5m > 1
        for: 1m
        keep_firing_for: 2m
        labels: { severity: warning }
        annotations:
          summary: s
          description: d {{ $value | humanize }}
          runbook_url: \${TOCSIN_EXTERNAL_URL}/runbooks/A
`
const lines = (text: string): string[] => checkMetricRules(text, 'r.yml').map(formatProblem)

test('a good file has no problems, nor has an empty list', () => {
  expect(lines(GOOD)).toEqual([])
  expect(lines('groups: []')).toEqual([])
})

test.each([
  ['limit: 5', 'labels: {}', '4:5: groups.0.labels: unknown field "labels"'],
  ['limit: 5', 'query_offset: 5s', '4:5: groups.0.query_offset: unknown field "query_offset"'],
  ['interval: 1m', 'interval: often', '3:15: groups.0.interval: "often" is no duration'],
  ['  - name: g\n    interval: 1m\n', '  - interval: 3m\n', '2:5: groups.0.name: a group needs a name'],
  ['groups:\n', 'groups:\n  - name: g\n', '3:11: groups.1.name: group name "g" is repeated in this file'],
  ['record: a:b', 'record: a-b', '6:17: groups.0.rules.0.record: "a-b" is no metric name'],
  ['record: a:b', 'record: a:b\n        for: 1m', '7:9: groups.0.rules.0.for: "for" belongs to alerts'],
  ['record: a:b', 'labels: {}', '6:9: groups.0.rules.0: one of "record" and "alert" must be set'],
  [
    'record: a:b',
    'record: a:b\n        alert: B',
    '6:9: groups.0.rules.0.record: only one of "record" and "alert" can be set',
  ],
  ['[5m]))\n      - alert', '[5m])\n      - alert', '7:39: groups.0.rules.0.expr: the expression does not parse'],
  ['> 0.5 and max', '> 0.5 andd max', '11:19: groups.0.rules.1.expr: the expression does not parse: unexpected "andd'],
  ['y[1h:1m]', 'y[1h:60]', '11:42: groups.0.rules.1.expr: "60" is no duration with a unit'],
  ['for: 1m', 'for: 1 minute', '12:14: groups.0.rules.1.for: "1 minute" is no duration'],
  [
    'severity: warning',
    'severity: page',
    '14:29: groups.0.rules.1.labels.severity: "page" is no severity; one of critical, warning, info, none',
  ],
  ['severity: warning', 'team: x', '14:17: groups.0.rules.1.labels: the label "severity" is missing'],
  ['          summary: s\n', '', '16:11: groups.0.rules.1.annotations.summary: the annotation "summary" is missing'],
  [
    '${TOCSIN_EXTERNAL_URL}/runbooks/A',
    '/runbooks/A',
    '18:24: groups.0.rules.1.annotations.runbook_url: must be ${TOCSIN_EXTERNAL_URL}/runbooks/NAME',
  ],
  [
    'runbook_url: ',
    'dashboard_url: /d/x\n          runbook_url: ',
    '18:26: groups.0.rules.1.annotations.dashboard_url: must be ${TOCSIN_GRAFANA_URL}/d/UID or an http(s) address',
  ],
  [
    'description: d',
    'description: ${TOCSIN_GRAFANA_URL}/d',
    '17:24: groups.0.rules.1.annotations.description: ${TOCSIN_GRAFANA_URL} must begin an annotation of its own',
  ],
  ['summary: s', '__name__: s', '16:11: groups.0.rules.1.annotations.__name__: '],
])('%s → %s', (from, to, expected) => {
  const text = GOOD.replace(from, () => to)
  expect(text).not.toBe(GOOD)
  expect(lines(text)).toContainEqual(expect.stringContaining(`r.yml:${expected}`))
})

test.each([
  ['up', ['up']],
  [
    'sum by (service) (rate(a_total{status=~"5.."}[5m])) / on (service) b:c:ratio > 3 * b:c:ratio',
    ['a_total', 'b:c:ratio'],
  ],
  ['max_over_time(x[1h:1m] offset 5m) or vector(1) unless {job="y"}', ['x']],
  ['label_replace(jdbc_active, "pool", "$1", "name", "(.*)")', ['jdbc_active']],
])('the metrics of %s', (expr, expected) => expect(metricsOf(expr)).toEqual(expected))
