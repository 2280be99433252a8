import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { expect, test } from 'vitest'
import { dashboard } from '../kit/dashboard.ts'
import { FACTUAL, steps } from '../kit/look.ts'
import { linesPanel, logsPanel, statPanel, tracesPanel } from '../kit/panels/index.ts'
import { rate } from '../kit/promql.ts'
import { lines, logLines, logText, now, traces } from '../kit/queries.ts'
import { readDashboard, type Target, variablesOf } from './model.ts'
import { lint, RULES } from './rules.ts'
import { traceqlFaults } from './traceql.ts'

const size = { width: 6, height: 4, description: 'What it is.' }

/** Nothing is wrong with it: built anew each time, as JSON has it. */
const good = (): Dashboard =>
  readDashboard(
    JSON.stringify(
      dashboard({
        uid: 'tocsin-sample',
        title: 'Sample',
        description: 'A dashboard without a fault.',
        tags: [],
        sources: ['prometheus', 'loki', 'tempo'],
        targets: { metrics: ['up'] },
        rows: [
          {
            title: 'Row',
            panels: [
              statPanel({
                ...size,
                title: 'Number',
                unit: 'none',
                steps: FACTUAL,
                queries: [now('max(up{job=~"$job", instance=~"$instance"})')],
              }),
              linesPanel({
                ...size,
                title: 'Lines',
                unit: 's',
                limits: steps('green', [1, 'red']),
                queries: [lines(rate('a_total'), 'a'), lines(rate('b_total'), 'b')],
              }),
              linesPanel({
                ...size,
                title: 'Log rate',
                unit: 'short',
                source: 'loki',
                queries: [logLines('sum(count_over_time({a=~".+"} |= "x" [$__auto]))', 'x')],
              }),
              logsPanel({ ...size, title: 'Log', queries: [logText('{a=~".+"} |= "x"', 10)] }),
              tracesPanel({ ...size, title: 'Traces', queries: [traces('{ status = error }', 10)] }),
            ],
          },
        ],
      }),
    ),
  )

function panel(of: Dashboard, title: string): Panel {
  const found = of.panels?.find((other) => other.title === title)
  if (!found || found.type === 'row') throw new Error(`no panel ${title}`)
  return found as Panel
}

const firstTarget = (of: Dashboard, title: string): { -readonly [K in keyof Target]: Target[K] } =>
  (panel(of, title).targets?.[0] ?? {}) as Target

const variable = (of: Dashboard, name: string) => variablesOf(of).find((other) => other.name === name)

const ask = (title: string, expr: string) => (of: Dashboard) => {
  firstTarget(of, title).expr = expr
}

const JOB = 'job=~"$job", instance=~"$instance"'

/** Each mistake, and the rule that must find it; a rule may stand here more than once. */
const MISTAKES: readonly (readonly [rule: string, mistake: string, make: (of: Dashboard) => unknown])[] = [
  [
    'template-datasource-rule',
    'no variable',
    (of) => {
      of.templating.list = variablesOf(of).filter(({ type }) => type !== 'datasource')
    },
  ],
  [
    'template-datasource-rule',
    'another name',
    (of) => Object.assign(variable(of, 'loki_datasource') ?? {}, { name: 'logs' }),
  ],
  [
    'template-datasource-rule',
    'another label',
    (of) => Object.assign(variable(of, 'loki_datasource') ?? {}, { label: 'Logs' }),
  ],
  [
    'template-job-rule',
    'no variable',
    (of) => {
      of.templating.list = variablesOf(of).filter(({ name }) => name !== 'job')
    },
  ],
  ['template-job-rule', 'one value only', (of) => Object.assign(variable(of, 'job') ?? {}, { multi: false })],
  [
    'template-instance-rule',
    'All matches targets without the label',
    (of) => Object.assign(variable(of, 'instance') ?? {}, { allValue: '.*' }),
  ],
  [
    'template-instance-rule',
    'a fixed data source',
    (of) => Object.assign(variable(of, 'instance') ?? {}, { datasource: { type: 'prometheus', uid: 'prometheus' } }),
  ],
  [
    'template-label-promql-rule',
    'a selector that is not closed',
    (of) => Object.assign(variable(of, 'service') ?? {}, { query: { query: 'label_values(up{job=~"$job", service)' } }),
  ],
  [
    'template-label-promql-rule',
    'a function that is none',
    (of) => Object.assign(variable(of, 'service') ?? {}, { query: { query: 'labels(up, service)' } }),
  ],
  [
    'template-on-time-change-reload-rule',
    'asked once',
    (of) => Object.assign(variable(of, 'service') ?? {}, { refresh: 1 }),
  ],
  ['uneditable-dashboard', 'editable', (of) => Object.assign(of, { editable: true })],
  [
    'panel-datasource-rule',
    'a fixed data source',
    (of) => Object.assign(panel(of, 'Number'), { datasource: { type: 'prometheus', uid: 'abc' } }),
  ],
  ['panel-title-description-rule', 'no description', (of) => Object.assign(panel(of, 'Lines'), { description: '' })],
  ['panel-units-rule', 'no unit', (of) => delete panel(of, 'Lines').fieldConfig?.defaults.unit],
  [
    'panel-units-rule',
    'a unit that is none',
    (of) => Object.assign(panel(of, 'Lines').fieldConfig?.defaults ?? {}, { unit: 'seconds' }),
  ],
  ['panel-no-targets-rule', 'no query', (of) => Object.assign(panel(of, 'Lines'), { targets: [] })],
  ['target-logql-rule', 'a bracket too few', ask('Log', '{a=~".+" |= "x"')],
  ['target-logql-rule', 'a selector that Loki refuses', ask('Log', '{a=~".*"} |= "x"')],
  ['target-logql-auto-rule', 'a fixed window', ask('Log rate', 'sum(count_over_time({a=~".+"} |= "x" [5m]))')],
  ['target-promql-rule', 'a bracket too many', ask('Lines', `sum(up{${JOB}}))`)],
  ['target-promql-rule', 'nothing', ask('Lines', '')],
  ['target-rate-interval-rule', 'a fixed window', ask('Lines', `rate(a_total{${JOB}}[5m])`)],
  ['target-job-rule', 'every job', ask('Lines', 'max(up{instance=~"$instance"})')],
  ['target-job-rule', 'equal instead of matching', ask('Lines', 'max(up{job="$job", instance=~"$instance"})')],
  ['target-instance-rule', 'one of two selectors', ask('Lines', `max(up{${JOB}} and a{job=~"$job"})`)],
  ['target-counter-agg-rule', 'a raw counter', ask('Lines', `sum(a_total{${JOB}})`)],
  ['one-file-for-both', 'inputs', (of) => Object.assign(of, { __inputs: [{ name: 'DS_PROMETHEUS' }] })],
  ['one-file-for-both', 'an id', (of) => Object.assign(of, { id: 7 })],
  ['one-file-for-both', 'a long uid', (of) => Object.assign(of, { uid: 'x'.repeat(41) })],
  [
    'every-source-is-a-variable',
    'a query with a fixed data source',
    (of) => Object.assign(firstTarget(of, 'Log'), { datasource: { type: 'loki', uid: 'loki' } }),
  ],
  [
    'every-source-is-a-variable',
    'an annotation of another kind',
    (of) =>
      Object.assign(of.annotations.list?.[0] ?? {}, { datasource: { type: 'prometheus', uid: '${loki_datasource}' } }),
  ],
  ['classic-model', 'an old schema', (of) => Object.assign(of, { schemaVersion: 16 })],
  [
    'classic-model',
    'a panel to install',
    (of) => Object.assign(panel(of, 'Number'), { type: 'grafana-piechart-panel' }),
  ],
  ['ids', 'the same id twice', (of) => Object.assign(panel(of, 'Number'), { id: panel(of, 'Lines').id })],
  ['ids', 'no id', (of) => delete panel(of, 'Number').id],
  ['ids', 'the same letter twice', (of) => Object.assign(firstTarget(of, 'Lines'), { refId: 'B' })],
  ['grid', 'wider than the page', (of) => Object.assign(panel(of, 'Lines').gridPos ?? {}, { x: 20 })],
  ['grid', 'one over the other', (of) => Object.assign(panel(of, 'Lines').gridPos ?? {}, { x: 0 })],
  ['thresholds', 'no base', (of) => panel(of, 'Lines').fieldConfig?.defaults.thresholds?.steps.shift()],
  [
    'thresholds',
    'not rising',
    (of) => panel(of, 'Lines').fieldConfig?.defaults.thresholds?.steps.push({ value: 0.5, color: 'red' }),
  ],
  ['annotations', 'alerts not marked', (of) => of.annotations.list?.shift()],
  [
    'annotations',
    'restarts at the wrong time',
    (of) => Object.assign(of.annotations.list?.[1] ?? {}, { useValueForTime: false }),
  ],
  [
    'annotations',
    'a broken expression',
    (of) => Object.assign(of.annotations.list?.[0] ?? {}, { expr: 'ALERTS{alertstate="firing"' }),
  ],
  ['links', 'the time is lost', (of) => Object.assign(of.links?.[0] ?? {}, { keepTime: false })],
  ['links', 'relative to Grafana', (of) => Object.assign(of.links?.[1] ?? {}, { url: '/runbooks/X' })],
  [
    'links',
    'no address',
    (of) => {
      of.templating.list = variablesOf(of).filter(({ name }) => name !== 'router')
    },
  ],
  ['titles', 'the same title twice', (of) => Object.assign(panel(of, 'Number'), { title: 'Lines' })],
  ['traceql', 'no field', (of) => Object.assign(firstTarget(of, 'Traces'), { query: '{ error }' })],
  ['rows', 'no title', (of) => Object.assign(of.panels?.[0] ?? {}, { title: '' })],
]

test('a good dashboard has no findings', () => {
  expect(lint(good())).toEqual([])
})

test.each(MISTAKES)('%s finds: %s', (rule, _mistake, make) => {
  const broken = good()
  make(broken)
  expect(lint(broken).map((finding) => finding.rule)).toContain(rule)
})

test('every rule is shown to fail', () => {
  const shown = new Set(MISTAKES.map(([rule]) => rule))
  expect(RULES.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
})

test.each([
  ['{ resource.service.name =~ "a|b" && (status = error || duration > 500ms) }', 0],
  ['{ span.http.route != "/x" }', 0],
  ['{ status = error ', 1],
  ['{ status = error } }', 1],
  ['{ status error }', 1],
  ['{ colour = error }', 1],
  ['{ duration > }', 1],
  ['{ name = "open }', 1],
  ['', 1],
])('TraceQL %s', (query, faults) => {
  expect(traceqlFaults(query)).toHaveLength(faults)
})
