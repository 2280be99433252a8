/** The first page at night: what fires, who is down, how the services do, and how much of the error budget is left. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { CALLING, DURATION, errorRatio, OBJECTIVE_SECONDS, REQUESTS } from './http.ts'
import { dashboard, type Row } from './kit/dashboard.ts'
import { runbook } from './kit/links.ts'
import { BAD, limitLine, NONE_ALLOWED, OK, steps, WARN, words } from './kit/look.ts'
import { byValue, linesPanel, statPanel, tablePanel } from './kit/panels/index.ts'
import { chosen, ofService, orZero, quantile, rate, sumBy } from './kit/promql.ts'
import { lines, now, tableRows } from './kit/queries.ts'
import { errorStat, firingCount, firingTable, latencyStat, requestsStat } from './shared.ts'

/** Share of the failed requests over a window, as the rules record it. */
const failing = (window: string): string => `slo:sli_error:ratio_rate${window}${ofService()}`
const budget = `slo:error_budget:ratio${ofService()}`
/** 1 spends the budget of 30 days in exactly 30 days. */
const burn = (window: string): string => `${failing(window)} / ${budget}`
const spent = burn('30d')

const BURN = steps(OK, [1, WARN], [6, BAD])
const LEFT = steps(BAD, [0, WARN], [0.25, OK])

const first: Row = {
  title: 'Now',
  panels: [
    firingCount('critical', BAD, 3),
    firingCount('warning', WARN, 3),
    statPanel({
      title: 'Targets down',
      description: 'Targets that do not answer scrapes. Their graphs end where they went down.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: NONE_ALLOWED,
      links: [runbook('TargetDown')],
      queries: [now(orZero(`count(up${chosen()} == 0)`))],
    }),
    requestsStat(),
    errorStat('Highest error ratio', 'Share of 5xx of the service that fails most.', `max(${errorRatio(['service'])})`),
    latencyStat(
      'Highest P99',
      'P99 of the slowest service over all its routes. The objective of the key interfaces is 500 ms.',
      `max(${quantile(0.99, DURATION, ['service'])})`,
    ),
    statPanel({
      title: 'Error budget left',
      description:
        'Of the failures that 30 days allow, the share that is left, for the service that has least. Below 0 the objective is missed.',
      width: 3,
      height: 4,
      unit: 'percentunit',
      decimals: 1,
      steps: LEFT,
      none: 'no objective',
      links: [runbook('ErrorBudgetBurn')],
      queries: [now(`1 - max(${spent})`)],
    }),
    statPanel({
      title: 'Burn rate, 1 h',
      description: 'How fast the budget is spent: 1 lasts exactly 30 days, 14.4 spends 2 % in an hour and pages.',
      width: 3,
      height: 4,
      unit: 'none',
      decimals: 1,
      steps: BURN,
      none: 'no objective',
      links: [runbook('ErrorBudgetBurn')],
      queries: [now(`max(${burn('1h')})`)],
    }),
  ],
}

const UP = words({ text: 'down', color: BAD }, { text: 'up', color: OK })

const what: Row = {
  title: 'What is wrong',
  panels: [
    firingTable(16, 9),
    tablePanel({
      title: 'Targets',
      description: 'Every scraped target, those that are down first.',
      width: 8,
      height: 9,
      unit: 'none',
      none: 'Prometheus scrapes nothing that was chosen.',
      queries: [tableRows(`sort(up${chosen()})`)],
      hidden: ['Time', '__name__', 'cluster'],
      columns: [
        {
          field: 'Value',
          heading: 'State',
          set: [
            { id: 'mappings', value: UP },
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
            { id: 'custom.width', value: 80 },
          ],
        },
        { field: 'service', heading: 'Service' },
        { field: 'job', heading: 'Job' },
        { field: 'instance', heading: 'Instance' },
      ],
    }),
  ],
}

const signals: Row = {
  title: 'Golden signals by service',
  panels: [
    linesPanel({
      title: 'Traffic',
      description: 'Answered requests per second.',
      width: 6,
      height: 8,
      unit: 'reqps',
      queries: [lines(sumBy(['service'], rate(REQUESTS)), '{{service}}')],
    }),
    linesPanel({
      title: 'Errors',
      description:
        'Share of the requests that end with a 5xx. Over the dashed line the error budget goes so fast that ErrorBudgetBurn calls somebody.',
      width: 6,
      height: 8,
      unit: 'percentunit',
      reach: 1.5 * CALLING,
      limits: steps('transparent', [CALLING, BAD]),
      links: [runbook('ErrorBudgetBurn')],
      queries: [lines(errorRatio(['service']), '{{service}}')],
    }),
    linesPanel({
      title: 'Latency, P99',
      description: '99 % of the requests are faster. The dashed line is the objective of the key interfaces.',
      width: 6,
      height: 8,
      unit: 's',
      reach: 0.6,
      limits: steps('transparent', [OBJECTIVE_SECONDS, BAD]),
      links: [runbook('HighP99Latency')],
      queries: [lines(quantile(0.99, DURATION, ['service']), '{{service}}')],
    }),
    linesPanel({
      title: 'Saturation',
      description:
        'What runs full: the database pool, and the processor time of the busiest instance, where 100 % is one core, all a Node.js thread can use.',
      width: 6,
      height: 8,
      unit: 'percentunit',
      reach: 1,
      limits: steps('transparent', [0.8, BAD]),
      queries: [
        lines(`max by (service) (db_pool_in_use${chosen()} / db_pool_max${chosen()})`, '{{service}} pool'),
        lines(`max by (service) (${rate('process_cpu_seconds_total')})`, '{{service}} CPU'),
      ],
    }),
  ],
}

/** The window and burn rate at which the rules page or open a ticket (SRE workbook, chapter 5). */
const WINDOWS: readonly (readonly [window: string, factor: number])[] = [
  ['1h', 14.4],
  ['6h', 6],
  ['1d', 3],
  ['3d', 1],
]

const burnPanel = (): Builder<Panel> =>
  linesPanel({
    title: 'Burn rate',
    description:
      'How fast the error budget is spent over each window. Over its dashed line an alert follows when the short window agrees: ' +
      '1h over 14.4 or 6h over 6 pages, 1d over 3 or 3d over 1 opens a ticket.',
    width: 16,
    height: 10,
    unit: 'none',
    decimals: 2,
    logarithmic: true,
    looks: WINDOWS.map(([window, factor]) => limitLine(`alert at ${factor} (${window})`, factor > 3 ? BAD : WARN)),
    links: [runbook('ErrorBudgetBurn')],
    queries: [
      ...WINDOWS.map(([window]) => lines(`${burn(window)} > 0`, `{{service}} ${window}`)),
      ...WINDOWS.map(([window, factor]) => lines(`vector(${factor})`, `alert at ${factor} (${window})`)),
    ],
  })

const objective: Row = {
  title: 'Objective: share of requests without a server error, over 30 days',
  panels: [
    burnPanel(),
    linesPanel({
      title: 'Error budget left, over time',
      description: 'Of the failures that 30 days allow, what is left. Below 0 the objective is missed.',
      width: 8,
      height: 10,
      unit: 'percentunit',
      max: 1,
      belowZero: true,
      limits: steps('transparent', [0, BAD], [0.0001, 'transparent']),
      links: [runbook('ErrorBudgetBurn')],
      queries: [lines(`1 - ${spent}`, '{{service}}')],
    }),
    tablePanel({
      title: 'Where the budget goes',
      description:
        'Each objective: how much of its 30 days is spent, and how fast it goes now. Burn rates above 1 do not last 30 days.',
      width: 24,
      height: 6,
      unit: 'none',
      none: 'No objective is recorded.',
      merged: true,
      queries: [
        // + 0 takes the metric's name away, which the other columns do not have.
        tableRows(`slo:objective:ratio${ofService()} + 0`),
        tableRows(spent),
        tableRows(`1 - ${spent}`),
        ...WINDOWS.map(([window]) => tableRows(burn(window))),
      ],
      hidden: ['Time', '__name__'],
      columns: [
        { field: 'service', heading: 'Service' },
        { field: 'slo', heading: 'Objective' },
        {
          field: 'Value #A',
          heading: 'Target',
          set: [
            { id: 'unit', value: 'percentunit' },
            { id: 'decimals', value: 2 },
          ],
        },
        { field: 'Value #B', heading: 'Spent', set: byValue('percentunit', steps(OK, [0.75, WARN], [1, BAD])) },
        { field: 'Value #C', heading: 'Left', set: byValue('percentunit', LEFT) },
        ...WINDOWS.map(([window, factor], index) => ({
          field: `Value #${String.fromCharCode(68 + index)}`,
          heading: `Burn ${window}`,
          set: [{ id: 'decimals', value: 2 }, ...byValue('none', steps(OK, [factor, BAD]))],
        })),
      ],
    }),
  ],
}

export const overview = (): Dashboard =>
  dashboard({
    uid: 'tocsin-overview',
    title: 'Tocsin overview',
    description: 'What fires, what is down, the golden signals of all services, and their error budgets.',
    tags: ['overview', 'slo'],
    sources: ['prometheus'],
    targets: { metrics: ['up'] },
    rows: [first, what, signals, objective],
  })
