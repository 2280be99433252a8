/** What the shop leans on: its database pool and its cache. */
import type { Row } from '../kit/dashboard.ts'
import { runbook } from '../kit/links.ts'
import { BAD, colored, limitLine, OK, QUANTILES, REQUIRED, steps, WARN, words } from '../kit/look.ts'
import { linesPanel, statPanel } from '../kit/panels/index.ts'
import { chosen, quantile, rate, sumBy } from '../kit/promql.ts'
import { lines, now } from '../kit/queries.ts'
import { hitRatio } from './expressions.ts'

export const pool: Row = {
  title: 'Database pool',
  panels: [
    linesPanel({
      title: 'Connections',
      description:
        'The pool at each scrape. In use at the dashed line means 80 %: the next slow query makes requests wait.',
      width: 12,
      height: 9,
      unit: 'none',
      looks: [
        colored('in use', 'blue'),
        colored('idle', OK),
        colored('waiting', BAD),
        limitLine('80 %', WARN),
        limitLine('max', 'text'),
      ],
      links: [runbook('DbPoolSaturated')],
      queries: [
        lines(`sum(db_pool_in_use${chosen()})`, 'in use'),
        lines(`sum(db_pool_idle${chosen()})`, 'idle'),
        lines(`sum(db_pool_waiting${chosen()})`, 'waiting'),
        lines(`0.8 * sum(db_pool_max${chosen()})`, '80 %'),
        lines(`sum(db_pool_max${chosen()})`, 'max'),
      ],
    }),
    linesPanel({
      title: 'Use by instance',
      description:
        'Each instance has its own pool, and the fullest one hurts. Over the dashed line DbPoolSaturated fires.',
      width: 12,
      height: 9,
      unit: 'percentunit',
      reach: 1,
      limits: steps('transparent', [0.8, BAD]),
      links: [runbook('DbPoolSaturated')],
      queries: [
        lines(`max by (pool, instance) (db_pool_in_use${chosen()} / db_pool_max${chosen()})`, '{{pool}} {{instance}}'),
      ],
    }),
  ],
}

export const cache: Row = {
  title: 'Product cache',
  panels: [
    linesPanel({
      title: 'Reads by result',
      description:
        'Product reads per second: answered by the cache, not there, or the cache failed. Empty where no cache is configured.',
      width: 8,
      height: 8,
      unit: 'ops',
      stacked: true,
      looks: [colored('hit', OK), colored('miss', 'blue'), colored('error', BAD)],
      queries: [lines(sumBy(['result'], rate('cache_requests_total')), '{{result}}')],
    }),
    linesPanel({
      title: 'Hit ratio',
      description:
        'Share of hits. It falls after a restart of the cache and then comes back; if it stays low, the database does the work.',
      width: 8,
      height: 8,
      unit: 'percentunit',
      max: 1,
      queries: [lines(hitRatio(), '{{service}}')],
    }),
    linesPanel({
      title: 'P99 of cache calls',
      description:
        'How long the slowest 1 % of the calls to the cache take. A cache that is slower than the database is none.',
      width: 4,
      height: 8,
      unit: 's',
      looks: QUANTILES,
      queries: [lines(quantile(0.99, 'cache_request_duration_seconds', []), 'P99')],
    }),
    statPanel({
      title: 'Connection',
      description: 'Whether the shop holds a connection to its cache. Without one it reads from the database.',
      width: 4,
      height: 8,
      unit: 'none',
      steps: REQUIRED,
      mappings: words({ text: 'disconnected', color: BAD }, { text: 'connected', color: OK }),
      none: 'no cache',
      queries: [now(`min(cache_connected${chosen()})`)],
    }),
  ],
}
