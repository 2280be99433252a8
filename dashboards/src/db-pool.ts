/**
 * Database connection pools, whichever library keeps them. Each name is what the library exposes:
 * `db_pool_*{pool}` our services on pg; `hikaricp_connections_*{pool}` HikariCP through Micrometer (Spring Boot);
 * `hikaricp_active_connections{pool}` and so on HikariCP with its own Prometheus tracker; `jdbc_connections_*{name}` the
 * data sources of Spring Boot, whatever pool is behind them.
 */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboard, type Row } from './kit/dashboard.ts'
import { runbook } from './kit/links.ts'
import { BAD, FACTUAL, OK, steps, WARN } from './kit/look.ts'
import { byValue, linesPanel, statPanel, tablePanel } from './kit/panels/index.ts'
import { chosen, rate } from './kit/promql.ts'
import { lines, now, tableRows } from './kit/queries.ts'
import { labelChoice, series } from './kit/variables.ts'

/** Each kind of pool has exactly one of these. */
const MAXIMA = ['db_pool_max', 'hikaricp_connections_max', 'hikaricp_max_connections', 'jdbc_connections_max'] as const

const POOL = 'pool=~"$pool"'
/** `jdbc_*` calls `name` what the others call `pool`. */
const NAME = 'name=~"$pool"'

/** Spring Boot tells a Hikari pool twice, as hikaricp and as jdbc; the more exact of the two is shown. */
const NO_HIKARI = `unless on (job, instance) (hikaricp_connections_max${chosen()} or hikaricp_max_connections${chosen()})`

const jdbc = (expr: string): string => `(label_replace(${expr}, "pool", "$1", "name", "(.*)") ${NO_HIKARI})`

const anyOf = (...families: readonly string[]): string => families.join(' or ')

const inUse = anyOf(
  `db_pool_in_use${chosen(POOL)}`,
  `hikaricp_connections_active${chosen(POOL)}`,
  `hikaricp_active_connections${chosen(POOL)}`,
  jdbc(`jdbc_connections_active${chosen(NAME)}`),
)
const idle = anyOf(
  `db_pool_idle${chosen(POOL)}`,
  `hikaricp_connections_idle${chosen(POOL)}`,
  `hikaricp_idle_connections${chosen(POOL)}`,
  jdbc(`jdbc_connections_idle${chosen(NAME)}`),
)
/** JDBC says nothing of those who wait. */
const waiting = anyOf(
  `db_pool_waiting${chosen(POOL)}`,
  `hikaricp_connections_pending${chosen(POOL)}`,
  `hikaricp_pending_threads${chosen(POOL)}`,
)
/** -1 is a JDBC pool without a limit, which can never be full. */
const max = anyOf(
  `db_pool_max${chosen(POOL)}`,
  `hikaricp_connections_max${chosen(POOL)}`,
  `hikaricp_max_connections${chosen(POOL)}`,
  jdbc(`(jdbc_connections_max${chosen(NAME)} > 0)`),
)
const use = anyOf(
  `db_pool_in_use${chosen(POOL)} / db_pool_max${chosen(POOL)}`,
  `hikaricp_connections_active${chosen(POOL)} / hikaricp_connections_max${chosen(POOL)}`,
  `hikaricp_active_connections${chosen(POOL)} / hikaricp_max_connections${chosen(POOL)}`,
  jdbc(`(jdbc_connections_active${chosen(NAME)} / (jdbc_connections_max${chosen(NAME)} > 0))`),
)

const EACH = '{{service}} {{pool}} {{instance}}'
const USE = steps(OK, [0.6, WARN], [0.8, BAD])

const worst: Row = {
  title: 'The worst pool',
  panels: [
    statPanel({
      title: 'Fullest pool',
      description: 'Connections in use of those the pool may have. Over 80 %, sustained, DbPoolSaturated sends an SMS.',
      width: 6,
      height: 4,
      unit: 'percentunit',
      decimals: 0,
      steps: USE,
      none: 'no pool',
      links: [runbook('DbPoolSaturated')],
      queries: [now(`max(${use})`)],
    }),
    statPanel({
      title: 'Waiting (all)',
      description: 'Requests or threads that wait for a connection at this moment, all pools.',
      width: 6,
      height: 4,
      unit: 'none',
      steps: steps(OK, [1, WARN], [5, BAD]),
      none: 'no pool',
      links: [runbook('DbPoolWaiting')],
      queries: [now(`sum(${waiting})`)],
    }),
    statPanel({
      title: 'In use (all)',
      description: 'Connections in use, all pools. PostgreSQL must allow the sum of all maxima (max_connections).',
      width: 6,
      height: 4,
      unit: 'none',
      steps: FACTUAL,
      none: 'no pool',
      queries: [now(`sum(${inUse})`)],
    }),
    statPanel({
      title: 'Allowed',
      description: 'Sum of the maxima of all pools: what they can ask of the database together.',
      width: 6,
      height: 4,
      unit: 'none',
      steps: FACTUAL,
      none: 'no limit',
      queries: [now(`sum(${max})`)],
    }),
  ],
}

const pools: Row = {
  title: 'Pools',
  panels: [
    linesPanel({
      title: 'Use',
      description:
        'Connections in use of those the pool may have. Over the dashed line DbPoolSaturated fires. A pool that is told by Hikari and by JDBC is shown once.',
      width: 16,
      height: 10,
      unit: 'percentunit',
      reach: 1,
      limits: steps('transparent', [0.8, BAD]),
      links: [runbook('DbPoolSaturated')],
      queries: [lines(use, EACH)],
    }),
    tablePanel({
      title: 'Pools now',
      description: 'The fullest first.',
      width: 8,
      height: 10,
      unit: 'none',
      none: 'No pool is exposed by what was chosen.',
      queries: [tableRows(`sort_desc(${use})`)],
      hidden: ['Time', 'name', 'job', 'cluster', 'application'],
      columns: [
        { field: 'service', heading: 'Service' },
        { field: 'pool', heading: 'Pool' },
        { field: 'instance', heading: 'Instance' },
        { field: 'Value', heading: 'Use', set: [{ id: 'decimals', value: 0 }, ...byValue('percentunit', USE)] },
      ],
    }),
    linesPanel({
      title: 'Waiting',
      description:
        'Requests (Node.js) or threads (Java) that wait for a connection. Anything above 0 for long is users who wait. JDBC metrics do not tell.',
      width: 8,
      height: 8,
      unit: 'none',
      limits: steps('transparent', [1, WARN]),
      links: [runbook('DbPoolWaiting')],
      queries: [lines(waiting, EACH)],
    }),
    linesPanel({
      title: 'In use',
      description:
        'Connections that somebody holds. Flat at the maximum: they are not given back, or queries are slow.',
      width: 8,
      height: 8,
      unit: 'none',
      queries: [lines(inUse, EACH)],
    }),
    linesPanel({
      title: 'Idle',
      description: 'Connections that are open and free.',
      width: 8,
      height: 8,
      unit: 'none',
      queries: [lines(idle, EACH)],
    }),
  ],
}

const mean = (timer: string): string => `${rate(`${timer}_sum`, POOL)} / ${rate(`${timer}_count`, POOL)}`

/** Micrometer measures in seconds; Hikari's own tracker has a unit for each timer. */
const meanTime = (
  title: string,
  description: string,
  micrometer: string,
  tracker: { readonly timer: string; readonly perSecond: string },
): Builder<Panel> =>
  linesPanel({
    title,
    description,
    width: 8,
    height: 8,
    unit: 's',
    queries: [lines(anyOf(mean(micrometer), `${mean(tracker.timer)} / ${tracker.perSecond}`), EACH)],
  })

const hikari: Row = {
  title: 'Time at the pool (HikariCP)',
  panels: [
    meanTime(
      'Time to get a connection, mean',
      'What a thread waits for a connection. Rising before the pool is full means slow validation or a slow network.',
      'hikaricp_connections_acquire_seconds',
      { timer: 'hikaricp_connection_acquired_nanos', perSecond: '1e9' },
    ),
    meanTime(
      'Time a connection is held, mean',
      'From getting it to giving it back. Long holding fills the pool: look for transactions around remote calls.',
      'hikaricp_connections_usage_seconds',
      { timer: 'hikaricp_connection_usage_millis', perSecond: '1e3' },
    ),
    linesPanel({
      title: 'Timeouts',
      description: 'Threads per second that gave up waiting: errors that users saw.',
      width: 8,
      height: 8,
      unit: 'cps',
      links: [runbook('ConnectionTimeout')],
      queries: [
        lines(
          anyOf(rate('hikaricp_connections_timeout_total', POOL), rate('hikaricp_connection_timeout_total', POOL)),
          EACH,
        ),
      ],
    }),
  ],
}

export const dbPool = (): Dashboard =>
  dashboard({
    uid: 'tocsin-db-pool',
    title: 'Tocsin database pools',
    description:
      'Connection pools to PostgreSQL and other databases: node-postgres, HikariCP (Micrometer and its own metrics), any JDBC data source of Spring Boot.',
    tags: ['use', 'database'],
    sources: ['prometheus'],
    targets: {
      metrics: MAXIMA,
    },
    variables: [
      labelChoice({
        name: 'pool',
        label: 'Pool',
        description: 'Label `pool`; of JDBC data sources, which have none, the label `name`.',
        series: series(MAXIMA, 'job=~"$job"', 'service=~"$service"', 'instance=~"$instance"'),
        all: '.*',
      }),
    ],
    rows: [worst, pools, hikari],
  })
