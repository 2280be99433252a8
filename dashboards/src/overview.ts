/** The first page at night: what fires, who is down, how the services do. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { DURATION, errorRatio, REQUESTS } from './http.ts'
import { dashboard, type Row } from './kit/dashboard.ts'
import { runbook } from './kit/links.ts'
import { BAD, NONE_ALLOWED, OK, steps, WARN, words } from './kit/look.ts'
import { linesPanel, statPanel, tablePanel } from './kit/panels/index.ts'
import { chosen, orZero, quantile, rate, sumBy } from './kit/promql.ts'
import { lines, now, tableRows } from './kit/queries.ts'
import { errorStat, firingCount, firingTable, latencyStat, requestsStat } from './shared.ts'

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
      description: 'Share of the requests that end with a 5xx. The dashed line is 5 %.',
      width: 6,
      height: 8,
      unit: 'percentunit',
      reach: 0.06,
      limits: steps('transparent', [0.05, BAD]),
      queries: [lines(errorRatio(['service']), '{{service}}')],
    }),
    linesPanel({
      title: 'Latency, P99',
      description: '99 % of the requests are faster. The dashed line is the objective of the key interfaces.',
      width: 6,
      height: 8,
      unit: 's',
      reach: 0.6,
      limits: steps('transparent', [0.5, BAD]),
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

export const overview = (): Dashboard =>
  dashboard({
    uid: 'tocsin-overview',
    title: 'Tocsin overview',
    description: 'What fires, what is down, the golden signals of all services.',
    tags: ['overview'],
    sources: ['prometheus'],
    targets: { metrics: ['up'] },
    rows: [first, what, signals],
  })
