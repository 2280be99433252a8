/** Rate, errors and duration of the chosen routes. */

import { CALLING, DURATION, errorRatio, OBJECTIVE_SECONDS, REQUESTS } from '../http.ts'
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, QUANTILES, STATUS_CLASSES, steps } from '../kit/look.ts'
import { heatmapPanel, linesPanel } from '../kit/panels/index.ts'
import { quantile, rate, sumBy } from '../kit/promql.ts'
import { buckets, lines, linesWithTraces } from '../kit/queries.ts'
import { quantiles, ROUTES } from './expressions.ts'

export const requests: Row = {
  title: 'Requests of the chosen routes',
  panels: [
    linesPanel({
      title: 'Rate by status class',
      description: "Requests per second. 4xx is the caller's doing (499 left before the answer), 5xx is ours.",
      width: 8,
      height: 9,
      unit: 'reqps',
      stacked: true,
      looks: STATUS_CLASSES,
      queries: [
        lines(
          sumBy(['class'], `label_replace(${rate(REQUESTS, ROUTES)}, "class", "\${1}xx", "status", "(.)..")`),
          '{{class}}',
        ),
      ],
    }),
    linesPanel({
      title: 'Rate by route',
      description: 'Requests per second of each route.',
      width: 8,
      height: 9,
      unit: 'reqps',
      queries: [lines(sumBy(['route'], rate(REQUESTS, ROUTES)), '{{route}}')],
    }),
    linesPanel({
      title: 'Error ratio by route',
      description:
        'Share of 5xx of each route. Over the dashed line, all routes together, ErrorBudgetBurn calls somebody.',
      width: 8,
      height: 9,
      unit: 'percentunit',
      reach: 1.5 * CALLING,
      limits: steps('transparent', [CALLING, BAD]),
      links: [runbook('ErrorBudgetBurn')],
      queries: [lines(errorRatio(['route'], ROUTES), '{{route}}')],
    }),
    linesPanel({
      title: 'P99 by route',
      description: 'Which route is slow. Routes without traffic have no line.',
      width: 8,
      height: 9,
      unit: 's',
      limits: steps('transparent', [OBJECTIVE_SECONDS, BAD]),
      queries: [linesWithTraces(quantile(0.99, DURATION, ['route'], ROUTES), '{{route}}')],
    }),
    linesPanel({
      title: 'Latency',
      description:
        'Quantiles over the chosen routes together. P99 far above P95 is a few slow requests; all three up is the whole service.',
      width: 8,
      height: 9,
      unit: 's',
      looks: QUANTILES,
      queries: quantiles(ROUTES),
    }),
    heatmapPanel({
      title: 'Latency distribution',
      description:
        'Requests per second by how long they took. A second band above the first is a dependency that is slow for some.',
      width: 8,
      height: 9,
      unit: 's',
      cellUnit: 'reqps',
      queries: [buckets(sumBy(['le'], rate(`${DURATION}_bucket`, ROUTES)))],
    }),
  ],
}
