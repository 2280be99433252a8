/** What the linter does not ask and a dashboard for two ways of delivery, and for other people's Grafana, needs. */
import type { Dashboard, Threshold } from '@grafana/grafana-foundation-sdk/dashboard'
import { type Finding, isRow, panelsOf, type Rule, targetsOf, variablesOf } from './model.ts'
import { readPromql } from './promql.ts'
import { traceqlFaults } from './traceql.ts'
import { expand, valuesOf } from './variables.ts'

const whole = (name: string, check: (dashboard: Dashboard) => string[]): Rule => ({
  name,
  check: (dashboard): Finding[] => check(dashboard).map((message) => ({ rule: name, message })),
})

const COLUMNS = 24
/** Panels that every Grafana has; others would have to be installed first. */
const CORE = new Set(['row', 'stat', 'timeseries', 'heatmap', 'table', 'logs'])

const twice = <T>(values: readonly T[]): T[] => values.filter((value, index) => values.indexOf(value) !== index)

/** All `{type, uid}` references, wherever they stand. */
function sourcesIn(value: unknown): { type?: string; uid?: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'datasource' ? [inner as { type?: string; uid?: string }] : sourcesIn(inner),
  )
}

const descends = (steps: readonly Threshold[]): boolean =>
  steps.some(({ value }, index) => index > 0 && (value ?? -Infinity) <= (steps[index - 1]?.value ?? -Infinity))

export const OWN_RULES: readonly Rule[] = [
  whole('one-file-for-both', (dashboard) => {
    const text = JSON.stringify(dashboard)
    return [
      ...(/"__(inputs|requires|elements)"|\$\{DS_/.test(text)
        ? ['has parts that only the import by hand resolves']
        : []),
      ...(dashboard.id === null ? [] : ['has an id of one Grafana']),
      ...(dashboard.version === undefined ? [] : ['has a version, which every save changes']),
      ...(/"libraryPanel"/.test(text) ? ['has a library panel, which lives in one Grafana'] : []),
      ...(/^[a-z0-9-]{8,40}$/.test(dashboard.uid ?? '')
        ? []
        : [`the uid "${dashboard.uid ?? ''}" is not short and plain`]),
    ]
  }),
  whole('every-source-is-a-variable', (dashboard) =>
    sourcesIn(dashboard)
      .filter(({ type, uid }) => uid !== `\${${type}_datasource}`)
      .map((source) => `${JSON.stringify(source)} is not the variable of its kind`),
  ),
  whole('classic-model', (dashboard) => [
    ...([41, 42].includes(dashboard.schemaVersion) ? [] : [`schemaVersion is ${dashboard.schemaVersion}`]),
    ...(dashboard.panels ?? []).filter(({ type }) => !CORE.has(type)).map(({ type }) => `${type} is no core panel`),
    ...(dashboard.graphTooltip === 0 ? ['the crosshair is not shared'] : []),
  ]),
  whole('ids', (dashboard) => {
    const ids = (dashboard.panels ?? []).map(({ id }) => id ?? 0)
    const letters = panelsOf(dashboard).flatMap((panel) =>
      twice(targetsOf(panel).map(({ refId }) => refId)).map((refId) => `${panel.title} has two queries ${refId}`),
    )
    return [
      ...ids.filter((id) => !Number.isInteger(id) || id < 1).map((id) => `the id ${id} is no id`),
      ...twice(ids).map((id) => `the id ${id} is there twice`),
      ...letters,
    ]
  }),
  whole('grid', (dashboard) => {
    const taken = new Set<string>()
    return (dashboard.panels ?? []).flatMap(({ gridPos, title }) => {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 }
      if (w < 1 || h < 1 || x < 0 || y < 0 || x + w > COLUMNS) return [`${title} does not fit the grid`]
      const cells = Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
      const covered = cells.some((cell) => taken.has(cell))
      for (const cell of cells) taken.add(cell)
      return covered ? [`${title} covers another panel`] : []
    })
  }),
  whole('thresholds', (dashboard) =>
    panelsOf(dashboard).flatMap(({ title, fieldConfig }) => {
      const steps = fieldConfig?.defaults.thresholds?.steps ?? []
      return [
        ...(steps.length > 0 && steps[0]?.value !== null ? [`${title}: the first step is not the base`] : []),
        ...(descends(steps) ? [`${title}: the steps do not rise`] : []),
      ]
    }),
  ),
  whole('annotations', (dashboard) => {
    const list = dashboard.annotations.list ?? []
    const firing = list.find(({ expr = '' }) => expr.startsWith('ALERTS{') && expr.includes('alertstate="firing"'))
    const restart = list.find(({ expr = '' }) => expr.startsWith('process_start_time_seconds{'))
    return [
      ...(firing ? [] : ['firing alerts are not marked']),
      ...(restart?.useValueForTime && restart.expr?.endsWith('* 1000')
        ? []
        : ['restarts are not marked at their time']),
      ...list.flatMap(({ name, expr = '' }) =>
        readPromql(expand(expr, valuesOf(dashboard))).faults.map((f) => `${name}: ${f}`),
      ),
    ]
  }),
  whole('links', (dashboard) => {
    const links = dashboard.links ?? []
    const urls = [...JSON.stringify(dashboard).matchAll(/"url":\s*"([^"]*)"/g)].map(([, url = '']) => url)
    const siblings = links.filter(({ type }) => type === 'dashboards')
    return [
      ...(siblings.some(({ keepTime, includeVars }) => keepTime && includeVars)
        ? []
        : ['no way to the other dashboards']),
      ...urls
        .filter((url) => !url.startsWith('${router:raw}/'))
        .map((url) => `"${url}" does not start with the router's address`),
      ...(variablesOf(dashboard).some(({ name, type }) => name === 'router' && type === 'textbox')
        ? []
        : ['the address of the router cannot be set']),
    ]
  }),
  whole('traceql', (dashboard) =>
    panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
      targetsOf({ type: '', targets })
        .filter(({ datasource }) => datasource?.type === 'tempo')
        .flatMap(({ query = '' }) =>
          traceqlFaults(expand(query, valuesOf(dashboard))).map((fault) => `${title}: ${fault}`),
        ),
    ),
  ),
  whole('titles', (dashboard) =>
    twice((dashboard.panels ?? []).map(({ title = '' }) => title)).map((title) => `two panels are called ${title}`),
  ),
  whole('rows', (dashboard) =>
    (dashboard.panels ?? []).filter((panel) => isRow(panel) && !panel.title).map(() => 'a row has no title'),
  ),
]
