/** The rules of grafana/dashboard-linter v0.2.0 about panels, by their names there. */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { type Finding, panelsOf, type Rule, targetsOf, variablesOf } from './model.ts'

const each = (name: string, check: (panel: Panel, dashboard: Dashboard) => string[]): Rule => ({
  name,
  check: (dashboard): Finding[] =>
    panelsOf(dashboard).flatMap((panel) =>
      check(panel, dashboard).map((message) => ({ rule: name, panel: panel.title ?? '', message })),
    ),
})

/** Of the linter's list, those that the dashboards have a use for. */
const UNITS = new Set(['none', 'short', 'percentunit', 's', 'bytes', 'reqps', 'ops', 'cps', 'dateTimeFromNow'])

/** The linter asks this of stat, gauge and time series; here heatmaps and tables must answer too. Logs have no values. */
const hasValues = ({ type, datasource }: Panel): boolean => type !== 'logs' && datasource?.type !== 'tempo'

export const PANEL_RULES: readonly Rule[] = [
  each('panel-datasource-rule', ({ datasource }, dashboard) => {
    const variables = variablesOf(dashboard).filter(({ type }) => type === 'datasource')
    const uid = datasource?.uid ?? ''
    return variables.some(({ name }) => uid === `$${name}` || uid === `\${${name}}`)
      ? []
      : [`asks "${uid}", which is no data source variable`]
  }),
  each('panel-title-description-rule', ({ title, description }) =>
    title && description ? [] : ['the title or the description is missing'],
  ),
  each('panel-units-rule', (panel) => {
    const unit = panel.fieldConfig?.defaults.unit ?? ''
    return !hasValues(panel) || UNITS.has(unit) ? [] : [`the unit is "${unit}"`]
  }),
  each('panel-no-targets-rule', (panel) => (targetsOf(panel).length > 0 ? [] : ['asks nothing'])),
]
