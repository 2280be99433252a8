/** Prometheus' own tool on the expressions: types and functions, and the values of the pools that have no exporter here. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { allDashboards } from './all.ts'
import { dbPool } from './db-pool.ts'
import { panelsOf, targetsOf } from './lint/model.ts'
import { expand, valuesOf } from './lint/variables.ts'

const absent = spawnSync('promtool', ['--version']).error !== undefined
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(absent && !process.env['CI'])

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-dashboards-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function promtool(args: readonly string[], file: string, content: unknown): string {
  writeFileSync(join(folder, file), stringify(content))
  const { status, stdout, stderr } = spawnSync('promtool', [...args, file], { cwd: folder, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}

const expressions = (dashboard: ReturnType<typeof dbPool>) =>
  panelsOf(dashboard).flatMap((panel) =>
    targetsOf(panel)
      .filter(({ datasource }) => datasource?.type === 'prometheus')
      .map(({ expr = '' }) => ({ panel: panel.title ?? '', expr: expand(expr, valuesOf(dashboard)) })),
  )

real('every expression is one that Prometheus accepts', () => {
  const rules = allDashboards()
    .flatMap(expressions)
    .map(({ expr }, index) => ({ record: `panel:${index}`, expr }))
  expect(rules.length).toBeGreaterThan(100)
  expect(promtool(['check', 'rules'], 'all.rules.yml', { groups: [{ name: 'panels', rules }] })).toBe('')
})

real('and one that it does not accept is told', () => {
  const rules = [{ record: 'a:b', expr: 'rate(up)' }]
  expect(promtool(['check', 'rules'], 'bad.rules.yml', { groups: [{ name: 'panels', rules }] })).toContain(
    'range vector',
  )
})

/** Steady values, one sample each 15 s, long enough for every window. */
const steady = (series: string, value: number) => ({ series, values: `${value}+0x40` })
const rising = (series: string, step: number) => ({ series, values: `0+${step}x40` })

const LABELS = (name: string): string => `job="${name}", service="${name}", instance="${name}:80"`
const hikari = LABELS('micrometer')
const tracker = LABELS('tracker')
const tomcat = LABELS('tomcat')

const SERIES = [
  steady(`db_pool_in_use{${LABELS('shop')}, pool="shop"}`, 9),
  steady(`db_pool_idle{${LABELS('shop')}, pool="shop"}`, 1),
  steady(`db_pool_waiting{${LABELS('shop')}, pool="shop"}`, 2),
  steady(`db_pool_max{${LABELS('shop')}, pool="shop"}`, 10),
  // Spring Boot with Hikari: the same pool under both names.
  steady(`hikaricp_connections_active{${hikari}, pool="HikariPool-1"}`, 5),
  steady(`hikaricp_connections_idle{${hikari}, pool="HikariPool-1"}`, 3),
  steady(`hikaricp_connections_pending{${hikari}, pool="HikariPool-1"}`, 4),
  steady(`hikaricp_connections_max{${hikari}, pool="HikariPool-1"}`, 20),
  steady(`jdbc_connections_active{${hikari}, name="dataSource"}`, 5),
  steady(`jdbc_connections_idle{${hikari}, name="dataSource"}`, 3),
  steady(`jdbc_connections_max{${hikari}, name="dataSource"}`, 20),
  rising(`hikaricp_connections_acquire_seconds_sum{${hikari}, pool="HikariPool-1"}`, 3),
  rising(`hikaricp_connections_acquire_seconds_count{${hikari}, pool="HikariPool-1"}`, 30),
  rising(`hikaricp_connections_usage_seconds_sum{${hikari}, pool="HikariPool-1"}`, 6),
  rising(`hikaricp_connections_usage_seconds_count{${hikari}, pool="HikariPool-1"}`, 30),
  rising(`hikaricp_connections_timeout_total{${hikari}, pool="HikariPool-1"}`, 15),
  // Hikari's own tracker.
  steady(`hikaricp_active_connections{${tracker}, pool="main"}`, 8),
  steady(`hikaricp_idle_connections{${tracker}, pool="main"}`, 2),
  steady(`hikaricp_pending_threads{${tracker}, pool="main"}`, 7),
  steady(`hikaricp_max_connections{${tracker}, pool="main"}`, 10),
  rising(`hikaricp_connection_acquired_nanos_sum{${tracker}, pool="main"}`, 6e9),
  rising(`hikaricp_connection_acquired_nanos_count{${tracker}, pool="main"}`, 30),
  rising(`hikaricp_connection_usage_millis_sum{${tracker}, pool="main"}`, 9e3),
  rising(`hikaricp_connection_usage_millis_count{${tracker}, pool="main"}`, 30),
  rising(`hikaricp_connection_timeout_total{${tracker}, pool="main"}`, 30),
  // Spring Boot without Hikari: one pool with a limit, one without.
  steady(`jdbc_connections_active{${tomcat}, name="orders"}`, 6),
  steady(`jdbc_connections_idle{${tomcat}, name="orders"}`, 4),
  steady(`jdbc_connections_max{${tomcat}, name="orders"}`, 12),
  steady(`jdbc_connections_active{${tomcat}, name="free"}`, 3),
  steady(`jdbc_connections_idle{${tomcat}, name="free"}`, 0),
  steady(`jdbc_connections_max{${tomcat}, name="free"}`, -1),
]

/** What each panel must show of them: by pool, or one number. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>> | number>> = {
  'Fullest pool': 0.9,
  'Waiting (all)': 13,
  'In use (all)': 31,
  Allowed: 52,
  Use: { shop: 0.9, 'HikariPool-1': 0.25, main: 0.8, orders: 0.5 },
  'Pools now': { shop: 0.9, main: 0.8, orders: 0.5, 'HikariPool-1': 0.25 },
  Waiting: { shop: 2, 'HikariPool-1': 4, main: 7 },
  'In use': { shop: 9, 'HikariPool-1': 5, main: 8, orders: 6, free: 3 },
  Idle: { shop: 1, 'HikariPool-1': 3, main: 2, orders: 4, free: 0 },
  'Time to get a connection, mean': { 'HikariPool-1': 0.1, main: 0.2 },
  'Time a connection is held, mean': { 'HikariPool-1': 0.2, main: 0.3 },
  Timeouts: { 'HikariPool-1': 1, main: 2 },
}

/** Only the pool and the number: what else a line carries is not what is asked here. */
function asTest(expr: string, expected: Readonly<Record<string, number>> | number) {
  const exp_samples =
    typeof expected === 'number'
      ? [{ labels: '{}', value: expected }]
      : Object.entries(expected).map(([pool, value]) => ({ labels: `{pool="${pool}"}`, value }))
  const shown = typeof expected === 'number' ? expr : `max by (pool) (${expr})`
  return { expr: `round(${shown}, 0.001)`, eval_time: '8m', exp_samples }
}

real('each kind of pool is shown once, with the right number, in every panel', () => {
  const panels = expressions(dbPool())
  expect(panels.map(({ panel }) => panel).sort()).toEqual(Object.keys(EXPECTED).sort())
  const promql_expr_test = panels.map(({ panel, expr }) => asTest(expr, EXPECTED[panel] ?? Number.NaN))
  const tests = [{ name: 'pools', interval: '15s', input_series: SERIES, promql_expr_test }]
  expect(promtool(['test', 'rules'], 'pools.test.yml', { rule_files: [], evaluation_interval: '15s', tests })).toBe('')
})

real('one number per pool: no pool is counted twice', () => {
  const use = expressions(dbPool()).find(({ panel }) => panel === 'Use')?.expr ?? ''
  const promql_expr_test = [{ expr: `count(${use})`, eval_time: '8m', exp_samples: [{ labels: '{}', value: 4 }] }]
  const tests = [{ interval: '15s', input_series: SERIES, promql_expr_test }]
  expect(promtool(['test', 'rules'], 'count.test.yml', { rule_files: [], evaluation_interval: '15s', tests })).toBe('')
})
