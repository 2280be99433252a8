/** How the users are: the first row, and the key interfaces. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { DURATION, errorRatio, OBJECTIVE_SECONDS } from '../http.ts'
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, OK, QUANTILES, steps, WARN } from '../kit/look.ts'
import { linesPanel, statPanel } from '../kit/panels/index.ts'
import { chosen, known, quantile } from '../kit/promql.ts'
import { now } from '../kit/queries.ts'
import { errorStat, firingCount, latencyStat, requestsStat } from '../shared.ts'
import { hitRatio, quantiles } from './expressions.ts'

const p99 = (route: string): Builder<Panel> =>
  latencyStat(
    `P99 ${route}`,
    `99 % of the requests to ${route} are faster than this. The objective is 500 ms.`,
    quantile(0.99, DURATION, [], `route="${route}"`),
  )

export const users: Row = {
  title: 'How are the users?',
  panels: [
    requestsStat(),
    errorStat(
      'Error ratio',
      'Share of the requests that end with a 5xx. The objective allows 0.1 %; red is where ErrorBudgetBurn calls somebody.',
      errorRatio([]),
    ),
    p99('/checkout'),
    p99('/orders'),
    statPanel({
      title: 'Pool in use',
      description:
        'The fullest database pool: connections in use of those it may have. Over 80 % DbPoolSaturated fires.',
      width: 3,
      height: 4,
      unit: 'percentunit',
      decimals: 0,
      steps: steps(OK, [0.6, WARN], [0.8, BAD]),
      links: [runbook('DbPoolSaturated')],
      queries: [now(`max(db_pool_in_use${chosen()} / db_pool_max${chosen()})`)],
    }),
    statPanel({
      title: 'Waiting',
      description: 'Requests that wait for the pool at this moment. Above 0 the users wait with them.',
      width: 3,
      height: 4,
      unit: 'none',
      steps: steps(OK, [1, WARN], [5, BAD]),
      links: [runbook('DbPoolWaiting')],
      queries: [now(`sum(db_pool_waiting${chosen()})`)],
    }),
    statPanel({
      title: 'Cache hits',
      description:
        'Share of the product reads that the cache answered. Errors count as misses: the shop works without its cache.',
      width: 3,
      height: 4,
      unit: 'percentunit',
      decimals: 0,
      steps: steps(WARN, [0.5, OK]),
      none: 'no cache',
      queries: [now(known(hitRatio()))],
    }),
    firingCount('critical', BAD, 3),
  ],
}

const keyInterface = (route: string): Builder<Panel> =>
  linesPanel({
    title: `${route}: latency`,
    description: `Key interface ${route}. The dashed line is the objective of 500 ms for P99. A dot is one request; it leads to its trace.`,
    width: 12,
    height: 9,
    unit: 's',
    reach: 0.6,
    limits: steps('transparent', [OBJECTIVE_SECONDS, BAD]),
    looks: QUANTILES,
    links: [runbook('HighP99Latency')],
    queries: quantiles(`route="${route}"`),
  })

export const keyInterfaces: Row = {
  title: 'Key interfaces',
  panels: [keyInterface('/checkout'), keyInterface('/orders')],
}
