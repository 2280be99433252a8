/** The shipped rules: each alert is tested both ways, has a runbook in both languages, and works in both profiles. */
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { findOnPath } from '@tocsin/kit'
import { renderRules } from '@tocsin/rules'
import { judgeMetricRules, runRuleTests } from '@tocsin/rules/promtool'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

const RULES = fileURLToPath(new URL('../alert-rules', import.meta.url))
const promtool = findOnPath('promtool', process.env['PATH'])
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && promtool === undefined)

type Texts = Readonly<Record<string, string>>
interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly labels?: Texts
  readonly annotations?: Texts
}
interface RuleTest {
  readonly alert_rule_test?: readonly {
    readonly alertname: string
    readonly exp_alerts?: readonly { readonly exp_labels: Texts }[]
  }[]
  readonly promql_expr_test?: readonly { readonly expr: string; readonly exp_samples?: readonly unknown[] }[]
}

const read = <T>(file: string): T => parse(readFileSync(file, 'utf8')) as T
const rulesOf = (pattern: string): Rule[] =>
  globSync(join(RULES, pattern)).flatMap((file) =>
    read<{ groups: readonly { rules: readonly Rule[] }[] }>(file).groups.flatMap(({ rules }) => rules),
  )
const metricRules = rulesOf('*.rules.yml')
const alerts = [...metricRules, ...rulesOf('*.logs.yml')].flatMap((rule) =>
  rule.alert ? [{ ...rule, alert: rule.alert }] : [],
)
const tests = globSync(join(RULES, '*.test.yml')).flatMap((file) => read<{ tests: readonly RuleTest[] }>(file).tests)

/** It fires from the first evaluation on, whatever there is: that is its purpose. */
const NEVER_QUIET = ['Watchdog']

test('there is something to judge', () => {
  expect(alerts.length).toBeGreaterThan(25)
  expect(tests.length).toBeGreaterThan(40)
})

describe.each(metricRules.filter(({ alert }) => alert))('$alert ($labels.severity)', ({ alert, labels = {} }) => {
  const about = tests.flatMap(({ alert_rule_test: cases = [] }) => {
    const its = cases.filter(({ alertname }) => alertname === alert)
    return its.length > 0 ? [its.flatMap(({ exp_alerts: expected = [] }) => expected)] : []
  })
  test('has a case in which it fires, with all its labels', () => {
    const fixed = Object.entries(labels).filter(([, value]) => !value.includes('{{'))
    expect(about.flat().some(({ exp_labels: its }) => fixed.every(([name, value]) => its[name] === value))).toBe(true)
  })
  test.skipIf(NEVER_QUIET.includes(alert ?? ''))('has a case in which it is quiet', () => {
    expect(about.some((expected) => expected.length === 0)).toBe(true)
  })
})

test('each recorded series has a case', () => {
  const expected = tests
    .flatMap(({ promql_expr_test: cases = [] }) => cases)
    .filter((c) => (c.exp_samples ?? []).length > 0)
  const untested = metricRules.flatMap(({ record }) =>
    record !== undefined && !expected.some(({ expr }) => expr.includes(record)) ? [record] : [],
  )
  expect(untested).toEqual([])
})

test('each alert is in the list of docs/alerts.md', () => {
  const doc = readFileSync(fileURLToPath(new URL('../docs/alerts.md', import.meta.url)), 'utf8')
  const rows = doc.split('\n').filter((line) => line.startsWith('|'))
  const listed = ({ alert, labels = {} }: (typeof alerts)[number]): boolean =>
    rows.some((row) => {
      const [, names = '', , severity, tier] = row.split('|').map((cell) => cell.trim())
      return names.includes(`\`${alert}\``) && severity === labels['severity'] && tier === (labels['tier'] ?? 'nobody')
    })
  expect(alerts.filter((rule) => !listed(rule)).map(({ alert }) => alert)).toEqual([])
})

test('each alert speaks both languages and leads to its own runbook', () => {
  const wrong = alerts.flatMap(({ alert, annotations = {} }) => [
    ...['summary_zh', 'description_zh']
      .filter((name) => !/\p{Script=Han}/u.test(annotations[name] ?? ''))
      .map((name) => `${alert}: ${name}`),
    ...(annotations['runbook_url']?.endsWith(`/runbooks/${alert}`) ? [] : [`${alert}: runbook_url`]),
  ])
  expect(wrong).toEqual([])
})

describe('runbooks', () => {
  const names = [...new Set(alerts.map(({ alert }) => alert))].toSorted()
  const files = globSync(join(RULES, 'runbooks', '*.md')).map((file) => basename(file))

  test('one in each language for each alert, and none without an alert', () => {
    expect(files.toSorted()).toEqual(names.flatMap((name) => [`${name}.md`, `${name}.zh.md`]).toSorted())
  })

  test.each(names)('%s says the same in both languages', (name) => {
    const [english, chinese] = ['md', 'zh.md'].map((end) =>
      readFileSync(join(RULES, 'runbooks', `${name}.${end}`), 'utf8'),
    )
    expect(english).toMatch(new RegExp(`^# ${name}\n\n\\*\\*`))
    expect(english).not.toMatch(/\p{Script=Han}/u)
    expect(chinese).toMatch(new RegExp(`^# ${name}\n\n\\*\\*[^*]*\\p{Script=Han}`, 'u'))
    // Commands and steps must not differ; within a sentence each language has its own order.
    const code = (text = ''): string[] =>
      [...text.matchAll(/`[^`]+`/g)].map(([span]) => span.replace(/\s+/g, ' ')).toSorted()
    const steps = (text = ''): string[] => [...text.matchAll(/^ *(?:\d\.|-) /gm)].map(([mark]) => mark)
    expect(code(chinese)).toEqual(code(english))
    expect(steps(chinese)).toEqual(steps(english))
  })
})

describe('by promtool', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-rules-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  async function rendered(profile: 'demo' | 'production'): Promise<string> {
    const to = join(dir, profile)
    await renderRules({ from: RULES, to, profile, channels: channelSchemas })
    return to
  }

  real.each(['demo', 'production'] as const)(
    'Prometheus can load what the profile %s makes of them',
    async (profile) => {
      const judged = await judgeMetricRules({ promtool, dir: await rendered(profile), rulesDir: RULES })
      expect(judged).toEqual({ kind: 'judged', problems: [] })
    },
  )

  real(
    'all their tests pass',
    async () => {
      const report = await runRuleTests(promtool ?? '', RULES)
      expect(report).toEqual({ kind: 'ran', files: globSync(join(RULES, '*.test.yml')).length, failures: [] })
    },
    120_000,
  )

  /** All windows are 30 s there, so what keeps the alerts of one cause apart must not be their lengths. */
  real('in the demo a failing shop makes one call, a stray error none, and no ticket comes with either', async () => {
    const demo = await rendered('demo')
    writeFileSync(join(demo, 'demo.test.yml'), DEMO_TEST)
    expect(await runRuleTests(promtool ?? '', demo)).toEqual({ kind: 'ran', files: 1, failures: [] })
  })
})

/** The shop's load is 30 requests a second: 150 in each scrape. */
const DEMO_TEST = `
rule_files: [slo.rules.yml]
evaluation_interval: 5s
group_eval_order: [slo-objectives, slo-short-windows, slo-long-windows, slo-alerts]
tests:
  - name: a fifth of the requests fails for a minute
    interval: 5s
    input_series:
      - { series: 'http_request_duration_seconds_count{service="shop",status="200"}', values: '0+150x12 1800+120x12 3240+150x24' }
      - { series: 'http_request_duration_seconds_count{service="shop",status="503"}', values: '0x12 0+30x12 360x24' }
    promql_expr_test:
      - { expr: 'sum by (severity) (max_over_time(ALERTS{alertstate="firing"}[4m]))', eval_time: 4m, exp_samples: [{ labels: '{severity="critical"}', value: 1 }] }
      - { expr: 'ALERTS{alertstate="firing"}', eval_time: 1m, exp_samples: [] }
      - { expr: 'ALERTS{alertstate="firing"}', eval_time: 4m, exp_samples: [] }
      - { expr: 'count(ALERTS{alertstate="firing"})', eval_time: 1m15s, exp_samples: [{ labels: '{}', value: 1 }] }
  - name: nine stray errors
    interval: 5s
    input_series:
      - { series: 'http_request_duration_seconds_count{service="shop",status="200"}', values: '0+150x48' }
      - { series: 'http_request_duration_seconds_count{service="shop",status="503"}', values: '0x12 1 2 3 4 5 6 7 8 9x28' }
    promql_expr_test:
      - { expr: 'max_over_time(ALERTS[4m])', eval_time: 4m, exp_samples: [] }
`
