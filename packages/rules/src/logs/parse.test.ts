import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { parseLogQuery } from './logql.ts'
import { parseLogRules } from './parse.ts'
import { renderRuleTemplate } from './template.ts'

const lines = (text: string): string[] => {
  const result = parseLogRules(text, 'x.logs.yml')
  return result.ok ? [] : result.problems.map(formatProblem)
}

test('a whole file', () => {
  const result = parseLogRules(
    `groups:
  - name: db
    interval: 10s
    rules:
      - alert: ConnectionTimeout
        expr: |
          count_over_time({service_name=~".+", severity_text="error"}
            |= "connection timeout" or \`i/o\` or "a\\"b"
            != "test" [1m30s]) >= 2
        for: 0s
        keep_firing_for: 1m
        labels: { severity: warning, service: '{{ $labels.service_name }}' }
        annotations: { summary: '{{$value}} lines' }
`,
    'x.logs.yml',
  )
  expect(result).toEqual({
    ok: true,
    rules: [
      {
        group: 'db',
        alert: 'ConnectionTimeout',
        expr: expect.stringContaining('count_over_time'),
        selector: [
          { name: 'service_name', op: '=~', value: '.+' },
          { name: 'severity_text', op: '=', value: 'error' },
        ],
        filters: [
          { op: '|=', texts: ['connection timeout', 'i/o', 'a"b'] },
          { op: '!=', texts: ['test'] },
        ],
        rangeMs: 90_000,
        comparison: { op: '>=', value: 2 },
        forMs: 0,
        keepFiringForMs: 60_000,
        labels: { severity: 'warning', service: '{{ $labels.service_name }}' },
        annotations: { summary: '{{$value}} lines' },
      },
    ],
  })
})

describe('parseLogQuery', () => {
  test.each([
    ['(count_over_time(({a="b"}|="x")[1m]) > 0)', 1],
    ['count_over_time({a="b"}[1m]) > 0 # a comment', 0],
    ['count_over_time({a="b"} |= "x" |= "y" != "z" or "w" [1m]) > 1.5', 3],
  ])('accepts %s', (expr, filters) => {
    const result = parseLogQuery(expr)
    expect(result.ok && result.query.filters.length).toBe(filters)
  })

  test.each([
    ['rate({a="b"} |= "x" [1m]) > 0', 0, '`rate` is not supported; write count_over_time({…} |= "…" [1m]) > 0'],
    ['sum(count_over_time({a="b"} [1m])) > 0', 0, '`sum` is not supported'],
    ['sum by (x) (rate({a="b"} [1m])) > 0', 0, '`sum` is not supported'],
    ['count_over_time({a="b"} |~ "x" [1m]) > 0', 24, '`|~` is not supported'],
    ['count_over_time({a="b"} !~ "x" [1m]) > 0', 24, '`!~` is not supported'],
    ['count_over_time({a="b"} | json [1m]) > 0', 26, '`json` is not supported'],
    ['count_over_time({a="b"} | logfmt | x="y" [1m]) > 0', 26, '`logfmt` is not supported'],
    ['count_over_time({a="b"} |= ip("10.0.0.0/8") [1m]) > 0', 27, '`ip` is not supported'],
    ['count_over_time({a="b"} [1m] offset 5m) > 0', 29, '`offset` is not supported'],
    ['count_over_time({a="b"} [1m]) > bool 0', 32, '`bool` is not supported'],
    ['count_over_time({a="b"} [1m]) < 5', 30, '`<` is not supported'],
    ['count_over_time({a="b"} [1m]) != 5', 30, '`!=` is not supported'],
    ['count_over_time({a="b"} [1m]) > -1', 32, '`-` is not supported'],
    ['count_over_time({a="b"} [1m]) > 0 or count_over_time({a="c"} [1m]) > 0', 0, 'the left side must be'],
    ['count_over_time({a="b"} [1m])', 0, 'there is no comparison'],
    ['{a="b"} |= "x"', 0, 'there is no comparison'],
    ['0 > count_over_time({a="b"} [1m])', 0, 'the left side must be'],
    ['count_over_time({a="b"} [1m]) > count_over_time({a="b"} [1m])', 32, 'the right side must be a number'],
    ['count_over_time({a="b"} |= "" [1m]) > 0', 27, 'an empty text is part of every line'],
    ['count_over_time({a="b"} |= "\\q" [1m]) > 0', 28, '"\\q" is no escape'],
    ['count_over_time({a=~"("} [1m]) > 0', 20, 'error parsing regexp: missing closing )'],
    ['count_over_time({a=~".*"} [1m]) > 0', 16, 'the selector needs at least one matcher'],
    ['count_over_time({} [1m]) > 0', 17, 'syntax error at "}"'],
    ['count_over_time({a!="b"} [1m]) > 0', 16, 'the selector needs at least one matcher'],
    ['count_over_time({a="b"} [0s]) > 0', 25, 'must be longer than zero'],
    ['count_over_time({a="b"} |= "x" oops [1m]) > 0', 31, 'syntax error at "oops"'],
    ['count_over_time({a="b"} [1m] > 0', 29, 'syntax error'],
    ['count_over_time({a="b" [1m]) > 0', 23, 'syntax error'],
  ])('refuses %s', (expr, at, message) => {
    const result = parseLogQuery(expr)
    expect(result.ok ? [] : result.faults).toContainEqual({ at, message: expect.stringContaining(message) })
  })
})

const file = (rule: string): string => `groups:
  - name: g
    rules:
      - alert: A
${rule
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`

test.each([
  ['expr: rate({a="b"} [1m]) > 0', '5:15: groups.0.rules.0.expr: `rate` is not supported'],
  [`expr: 'count_over_time({a="b"} |~ "x" [1m]) > 0'`, '5:40: groups.0.rules.0.expr: `|~`'],
  [`expr: 'count_over_time({a="it''s"} |~ "x" [1m]) > 0'`, '5:44: groups.0.rules.0.expr: `|~`'],
  [`expr: "count_over_time({a=\\"b\\"} |~ \\"x\\" [1m]) > 0"`, '5:42: groups.0.rules.0.expr: `|~`'],
  ['expr: |\n  count_over_time({a="b"}\n    |~ "x" [1m]) > 0', '7:13: groups.0.rules.0.expr: `|~`'],
  ['expr: >-\n  count_over_time({a="b"}\n    |~ "x" [1m]) > 0', '7:13: groups.0.rules.0.expr: `|~`'],
  ['expr: ""', '5:15: groups.0.rules.0.expr: the expression is empty'],
  ['exp: x', '5:9: groups.0.rules.0.exp: unknown field "exp"'],
  ['expr: 1', '5:15: groups.0.rules.0.expr: a number is no log query'],
  ['expr: count_over_time({a="b"} [1m]) > 0\nfor: soon', '6:14: groups.0.rules.0.for: "soon" is no duration'],
  [
    'expr: count_over_time({a="b"} [1m]) > 0\nlabels: { a-b: x }',
    '6:19: groups.0.rules.0.labels.a-b: "a-b" is no name',
  ],
  [
    'expr: count_over_time({a="b"} [1m]) > 0\nannotations:\n  summary: \'x {{ $value | humanize }}\'',
    '7:23: groups.0.rules.0.annotations.summary: `{{ $value | humanize }}` is not supported; available: {{ $labels.NAME }}, {{ $labels.NAME | urlquery }} and {{ $value }}',
  ],
  [
    'expr: count_over_time({a="b"} [1m]) > 0\nannotations:\n  summary: \'x {{ $value\'',
    '7:23: groups.0.rules.0.annotations.summary: this "{{" is never closed',
  ],
  ['expr: count_over_time({a="b"} [1m]) > 0\nrecord: x', '6:9: groups.0.rules.0.record: '],
])('%s → %s', (rule, expected) => {
  expect(lines(file(rule))).toContainEqual(expect.stringContaining(`x.logs.yml:${expected}`))
})

test('several mistakes are told together', () => {
  expect(lines(file('expr: rate({a="b"} [1m]) > 0\nfor: x\nnope: 1'))).toHaveLength(3)
})

test('renderRuleTemplate', () => {
  const data = { labels: { service_name: 'shop' }, value: 3 }
  expect(
    renderRuleTemplate('{{ $labels.service_name }}: {{$value}}, {{ $labels.none }}{{ $labels.constructor }}.', data),
  ).toBe('shop: 3, .')
})

test.each([
  ['shop', 'shop'],
  ["a b&c=d/é+~!'()*#", 'a+b%26c%3Dd%2F%C3%A9%2B~%21%27%28%29%2A%23'],
  ['\ud800', '%EF%BF%BD'],
])('urlquery of %s, as Go encodes it', (service_name, expected) => {
  const data = { labels: { service_name }, value: 3 }
  expect(renderRuleTemplate('?s={{ $labels.service_name | urlquery }}', data)).toBe(`?s=${expected}`)
  expect(renderRuleTemplate('?s={{$labels.service_name|urlquery}}', data)).toBe(`?s=${expected}`)
})
