/** What the dashboards name outside themselves, and what others name of them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { allDashboards, toJson } from './all.ts'
import { EXPORTED } from './lint/known-metrics.ts'
import { panelsOf, queryOf, targetsOf, variablesOf } from './lint/model.ts'
import { metricsOf } from './lint/promql.ts'
import { expand, valuesOf } from './lint/variables.ts'

const RULES = fileURLToPath(new URL('../../alert-rules/', import.meta.url))
const ruleFiles = globSync('*.{rules,logs}.yml', { cwd: RULES }).map((name) => readFileSync(`${RULES}${name}`, 'utf8'))
const dashboards = allDashboards()

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly annotations?: Record<string, string> }[]
  }[]
}

const rules = ruleFiles.flatMap((text) => (parse(text) as RuleFile).groups.flatMap((group) => group.rules))

/** Each expression of a dashboard: panels, annotations, variables. */
function promqlOf(dashboard: (typeof dashboards)[number]): string[] {
  const panels = panelsOf(dashboard).flatMap(targetsOf)
  return [
    ...panels.filter(({ datasource }) => datasource?.type === 'prometheus').map(({ expr = '' }) => expr),
    ...(dashboard.annotations.list ?? []).map(({ expr = '' }) => expr),
    ...variablesOf(dashboard)
      .filter(({ type }) => type === 'query')
      .map((variable) => /^label_values\((.+), \w+\)$/.exec(queryOf(variable))?.[1] ?? ''),
  ].map((expr) => expand(expr, valuesOf(dashboard)))
}

const used = new Set(dashboards.flatMap(promqlOf).flatMap(metricsOf))
const exported = new Set(Object.values(EXPORTED).flat())
const recorded = new Set(rules.flatMap(({ record }) => (record === undefined ? [] : [record])))

test('every metric is exported by something or recorded by a rule', () => {
  expect([...used].filter((metric) => !exported.has(metric) && !recorded.has(metric))).toEqual([])
})

test('the list of metrics has nothing that no dashboard asks for', () => {
  expect([...exported].filter((metric) => !used.has(metric))).toEqual([])
})

test('every runbook that is linked exists', () => {
  const names = dashboards.flatMap((dashboard) =>
    [...toJson(dashboard).matchAll(/\$\{router:raw\}\/runbooks\/([A-Za-z]+)"/g)].map(([, name = '']) => name),
  )
  expect(names.length).toBeGreaterThan(10)
  expect([...new Set(names)].filter((name) => !existsSync(`${RULES}runbooks/${name}.md`))).toEqual([])
})

test('a dashboard that an alert leads to exists, with the variables that the address sets', () => {
  const urls = rules.flatMap(({ annotations }) => annotations?.['dashboard_url'] ?? [])
  expect(urls.length).toBeGreaterThan(3)
  const lost = urls.filter((url) => {
    const [, uid, query = ''] = /\/d\/([\w-]+)(?:\?(.*))?$/.exec(url) ?? []
    const dashboard = dashboards.find((other) => other.uid === uid)
    const names = [...query.matchAll(/var-(\w+)=/g)].map(([, name]) => name)
    return !dashboard || names.some((name) => !variablesOf(dashboard).some((variable) => variable.name === name))
  })
  expect(lost).toEqual([])
})
