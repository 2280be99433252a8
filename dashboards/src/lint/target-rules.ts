/** The rules of grafana/dashboard-linter v0.2.0 about queries, by their names there. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { readLogql } from './logql.ts'
import { type Finding, panelsOf, type Rule, type Target, targetsOf } from './model.ts'
import { type Promql, readPromql } from './promql.ts'
import { expand, valuesOf } from './variables.ts'

type Kind = 'prometheus' | 'loki' | 'any'

const each = (name: string, kind: Kind, check: (target: Target, dashboard: Dashboard) => string[]): Rule => ({
  name,
  check: (dashboard): Finding[] =>
    panelsOf(dashboard).flatMap((panel) =>
      targetsOf(panel).flatMap((target, index) =>
        kind === 'any' || target.datasource?.type === kind
          ? check(target, dashboard).map((message) => ({
              rule: name,
              panel: panel.title ?? '',
              target: index,
              message,
            }))
          : [],
      ),
    ),
})

/** Windows are read as Grafana names them; everything inside quotes stays as it is, `$job` included. */
const asWritten = ({ expr = '' }: Target): Promql =>
  readPromql(expr.replaceAll('$__rate_interval', RATE_INTERVAL).replaceAll('$__range', '30m'))

/** A window that nobody writes, so that it can only be the variable. */
const RATE_INTERVAL = '1234567ms'

/** As the linter does, every expression that PromQL could be, LogQL among them. */
const matcherRule = (label: string): Rule =>
  each(`target-${label}-rule`, 'any', (target) => {
    const { faults, selectors } = asWritten({ ...target, expr: (target.expr ?? '').replaceAll('$__auto', '1m') })
    return (faults.length > 0 ? [] : selectors).flatMap(({ metric, matchers }) =>
      matchers.some((m) => m.label === label && m.op === '=~' && m.value === `$${label}`)
        ? []
        : [`${metric || 'the selector'} is not narrowed by ${label}=~"$${label}"`],
    )
  })

export const TARGET_RULES: readonly Rule[] = [
  each('target-logql-rule', 'loki', ({ expr = '' }, dashboard) => {
    const { faults, selective } = readLogql(expand(expr, valuesOf(dashboard)))
    return [...faults, ...(selective ? [] : ['Loki refuses a selector that a line without labels would satisfy'])]
  }),
  each('target-logql-auto-rule', 'loki', ({ expr = '' }) =>
    readLogql(expr.replaceAll('$__auto', RATE_INTERVAL))
      .ranges.filter((range) => range !== RATE_INTERVAL)
      .map((range) => `the window is ${range}, not $__auto`),
  ),
  each('target-promql-rule', 'prometheus', ({ expr = '' }, dashboard) => [
    ...readPromql(expand(expr, valuesOf(dashboard))).faults,
  ]),
  each('target-rate-interval-rule', 'prometheus', (target) =>
    asWritten(target).selectors.flatMap(({ metric, range, func = '' }) =>
      range !== undefined && range !== RATE_INTERVAL && ['rate', 'irate'].includes(func)
        ? [`the ${func} of ${metric} is over ${range}, not $__rate_interval`]
        : [],
    ),
  ),
  matcherRule('job'),
  matcherRule('instance'),
  each('target-counter-agg-rule', 'prometheus', (target) =>
    asWritten(target).selectors.flatMap(({ metric, func = '' }) =>
      metric.endsWith('_total') && !['rate', 'irate', 'increase'].includes(func)
        ? [`the counter ${metric} is shown raw, without rate or increase`]
        : [],
    ),
  ),
]
