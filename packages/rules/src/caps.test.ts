import { expect, test } from 'vitest'
import { capDurations, DEMO_CAPS } from './caps.ts'

const one = (rule: string): string => `groups:
  - name: g
    rules:
      - alert: A
${rule}
`

test.each([
  ['        for: 5m', '        for: 5s'],
  ['        for: 3s', '        for: 3s'],
  ['        for: 0', '        for: 0'],
  ['        for: "5m"', '        for: 5s'],
  ['        keep_firing_for: 1h', '        keep_firing_for: 5s'],
  ['        expr: rate(x[5m]) > rate(y[10s])', '        expr: rate(x[30s]) > rate(y[10s])'],
  ['        expr: x[1h:1m] offset 5m', '        expr: x[30s:5s] offset 5m'],
  ['        expr: x{a="[5m]"} > 1 # [5m]', '        expr: x{a="[5m]"} > 1 # [5m]'],
  ['        expr: max_over_time(rate(x[5m])[1h:30s])', '        expr: max_over_time(rate(x[30s])[30s:5s])'],
  [
    '        expr: |\n          rate(x[5m])\n            > 1 # why',
    '        expr: |\n          rate(x[30s])\n            > 1 # why',
  ],
])('metrics: %s', (from, to) => {
  expect(capDurations(one(from), 'metrics', DEMO_CAPS)).toBe(one(to))
})

test('metrics: a group goes by the global interval, and comments stay', () => {
  const text = '# why\ngroups:\n  - name: g\n    interval: 1m # slow\n    rules: []\n'
  expect(capDurations(text, 'metrics', DEMO_CAPS)).toBe('# why\ngroups:\n  - name: g\n    rules: []\n')
})

test.each([
  [
    '        expr: count_over_time({a="b"} |= "[1m]" [1m]) > 0',
    '        expr: count_over_time({a="b"} |= "[1m]" [15s]) > 0',
  ],
  ['        expr: count_over_time({a="b"}[10s]) > 0', '        expr: count_over_time({a="b"}[10s]) > 0'],
  ['        keep_firing_for: 5m', '        keep_firing_for: 5s'],
  ['        for: 1m', '        for: 5s'],
])('logs: %s', (from, to) => {
  expect(capDurations(one(from), 'logs', DEMO_CAPS)).toBe(one(to))
})

test('router: timers of every route and of tickets; what the root leaves out is filled in', () => {
  const text = `route:
  receiver: a
  group_wait: 30s
  repeat_interval: 4h
  routes:
    - group_interval: 1m
      routes:
        - group_wait: 500ms
receivers:
  - name: a
    ticket_configs:
      - url: \${URL}
        update_interval: 5m
      - url: x
    sms_configs:
      - timeout: 30s
tiers: { t: { receiver: a, objective: 60s } }
`
  expect(capDurations(text, 'router', DEMO_CAPS)).toBe(`route:
  receiver: a
  group_wait: 1s
  repeat_interval: 4h
  routes:
    - group_interval: 5s
      routes:
        - group_wait: 500ms
  group_interval: 5s
receivers:
  - name: a
    ticket_configs:
      - url: \${URL}
        update_interval: 10s
      - url: x
        update_interval: 10s
    sms_configs:
      - timeout: 30s
tiers: { t: { receiver: a, objective: 60s } }
`)
})
