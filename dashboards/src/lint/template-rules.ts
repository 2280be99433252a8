/** The rules of grafana/dashboard-linter v0.2.0 about variables and the dashboard as a whole, by their names there. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { type Finding, queryOf, type Rule, variablesOf } from './model.ts'
import { readPromql } from './promql.ts'
import { expand, valuesOf } from './variables.ts'

/** Messages of a whole dashboard. */
const whole = (name: string, check: (dashboard: Dashboard) => string[]): Rule => ({
  name,
  check: (dashboard): Finding[] => check(dashboard).map((message) => ({ rule: name, message })),
})

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function checkTemplate(dashboard: Dashboard, name: string): string[] {
  const variable = variablesOf(dashboard).find((other) => other.name === name)
  if (!variable) return [`the variable ${name} is missing`]
  const uid = variable.datasource?.uid ?? ''
  return [
    ...(/^\$\{?(prometheus_)?datasource\}?$/.test(uid) ? [] : [`${name} asks "${uid}", not the data source variable`]),
    ...(variable.type === 'query' ? [] : [`${name} is a ${variable.type} variable, not a query`]),
    ...(variable.label === title(name) ? [] : [`${name} is labelled "${variable.label ?? ''}", not "${title(name)}"`]),
    ...(variable.multi === true ? [] : [`${name} does not allow several values`]),
    ...(variable.allValue === '.+' ? [] : [`All of ${name} is "${variable.allValue ?? ''}", not ".+"`]),
  ]
}

export const TEMPLATE_RULES: readonly Rule[] = [
  whole('template-datasource-rule', (dashboard) => {
    const sources = variablesOf(dashboard).filter(({ type }) => type === 'datasource')
    if (sources.length === 0) return ['there is no data source variable']
    return sources.flatMap((source) => {
      const kind = queryOf(source)
      const names = [`${kind}_datasource`, ...(sources.length === 1 ? ['datasource'] : [])]
      const labels = [`${title(kind)} data source`, ...(sources.length === 1 ? ['Data source'] : [])]
      return [
        ...(names.includes(source.name) ? [] : [`${source.name} should be called ${names.join(' or ')}`]),
        ...(labels.includes(source.label ?? '') ? [] : [`${source.name} should be labelled ${labels.join(' or ')}`]),
      ]
    })
  }),
  whole('template-job-rule', (dashboard) => checkTemplate(dashboard, 'job')),
  whole('template-instance-rule', (dashboard) => checkTemplate(dashboard, 'instance')),
  whole('template-label-promql-rule', (dashboard) =>
    variablesOf(dashboard)
      .filter(({ type }) => type === 'query')
      .flatMap((variable) => {
        const query = queryOf(variable)
        const call = /^(label_values|label_names|metrics|query_result)\((.+?)(?:,\s*[A-Za-z_]\w*)?\)$/.exec(query)
        if (!call) return [`${variable.name} has no query that Grafana knows: ${query}`]
        const { faults } = readPromql(expand(call[2] ?? '', valuesOf(dashboard)))
        return faults.map((fault) => `${variable.name}: ${fault} in ${query}`)
      }),
  ),
  whole('template-on-time-change-reload-rule', (dashboard) =>
    variablesOf(dashboard)
      .filter(({ type, refresh }) => type === 'query' && refresh !== 2)
      .map(({ name }) => `${name} is not asked again when the time range changes`),
  ),
  whole('uneditable-dashboard', (dashboard) => (dashboard.editable === false ? [] : ['the dashboard is editable'])),
]
