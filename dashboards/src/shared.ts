/** Panels that more than one dashboard has. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { BUDGET, CALLING, OBJECTIVE_SECONDS, REQUESTS } from './http.ts'
import { runbook, runbookUrl } from './kit/links.ts'
import { BAD, FACT, FACTUAL, OK, steps, WARN } from './kit/look.ts'
import { leadsTo, statPanel, tablePanel } from './kit/panels/index.ts'
import { known, ofService, orZero, rate, sumBy } from './kit/promql.ts'
import { now, tableRows } from './kit/queries.ts'

const SEVERITY = [
  {
    id: 'mappings',
    value: [
      {
        type: 'value',
        options: {
          critical: { color: BAD, index: 0, text: 'critical' },
          warning: { color: WARN, index: 1, text: 'warning' },
          info: { color: FACT, index: 2, text: 'info' },
        },
      },
    ],
  },
  { id: 'custom.cellOptions', value: { type: 'color-text' } },
  { id: 'custom.width', value: 100 },
]

/** What fires now, each with the way to its runbook. The value of ALERTS_FOR_STATE is when it began, in seconds. */
export const firingTable = (width: number, height: number): Builder<Panel> =>
  tablePanel({
    title: 'Firing alerts',
    description:
      'What Prometheus says is wrong now, the oldest first. The name leads to the runbook. Alerts from log lines are not ' +
      'among them: the router makes those itself, and its console lists all of them.',
    width,
    height,
    unit: 'none',
    none: 'Nothing is firing.',
    queries: [
      tableRows(
        `sort(ALERTS_FOR_STATE${ofService('severity!="none"')} * 1000 and ignoring (alertstate) ALERTS${ofService('alertstate="firing"', 'severity!="none"')})`,
      ),
    ],
    hidden: ['Time', 'tier', 'job'],
    columns: [
      { field: 'severity', heading: 'Severity', set: SEVERITY },
      {
        field: 'alertname',
        heading: 'Alert',
        set: leadsTo('Runbook of ${__value.text}', runbookUrl('${__value.raw}')),
      },
      { field: 'service', heading: 'Service' },
      { field: 'pool', heading: 'Pool' },
      { field: 'instance', heading: 'Instance' },
      { field: 'Value', heading: 'Began', set: [{ id: 'unit', value: 'dateTimeFromNow' }] },
    ],
  })

/** How many alerts of a severity fire. */
export const firingCount = (severity: 'critical' | 'warning', color: string, width: number): Builder<Panel> =>
  statPanel({
    title: severity === 'critical' ? 'Critical alerts' : 'Warnings',
    description: `Alerts of severity ${severity} that fire now for the chosen services.`,
    width,
    height: 4,
    unit: 'none',
    steps: steps(OK, [1, color]),
    queries: [now(orZero(`count(ALERTS${ofService('alertstate="firing"', `severity="${severity}"`)})`))],
  })

const SMALL = { width: 3, height: 4 }

export const requestsStat = (): Builder<Panel> =>
  statPanel({
    ...SMALL,
    title: 'Requests',
    description: 'Answered requests per second.',
    unit: 'reqps',
    decimals: 1,
    steps: FACTUAL,
    queries: [now(sumBy([], rate(REQUESTS)))],
  })

/** A ratio of failed requests; red where ErrorBudgetBurn calls somebody. */
export const errorStat = (title: string, description: string, expr: string): Builder<Panel> =>
  statPanel({
    ...SMALL,
    title,
    description,
    unit: 'percentunit',
    decimals: 2,
    steps: steps(OK, [BUDGET, WARN], [CALLING, BAD]),
    none: 'no traffic',
    links: [runbook('ErrorBudgetBurn')],
    queries: [now(known(expr))],
  })

/** A latency; red from the objective of the key interfaces on. */
export const latencyStat = (title: string, description: string, expr: string): Builder<Panel> =>
  statPanel({
    ...SMALL,
    title,
    description,
    unit: 's',
    decimals: 2,
    steps: steps(OK, [0.8 * OBJECTIVE_SECONDS, WARN], [OBJECTIVE_SECONDS, BAD]),
    none: 'no traffic',
    links: [runbook('HighP99Latency')],
    queries: [now(known(expr))],
  })
