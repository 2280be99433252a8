/** A dashboard as its JSON, as far as the checks read it. */
import type { Dashboard, Panel, RowPanel, VariableModel } from '@grafana/grafana-foundation-sdk/dashboard'

export interface Target {
  readonly refId?: string
  readonly datasource?: { readonly type?: string; readonly uid?: string }
  /** PromQL or LogQL. */
  readonly expr?: string
  /** TraceQL. */
  readonly query?: string
  readonly hide?: boolean
  readonly instant?: boolean
  readonly exemplar?: boolean
}

/** A dashboard from its file. */
export const readDashboard = (json: string): Dashboard => JSON.parse(json) as Dashboard

export interface Finding {
  readonly rule: string
  readonly panel?: string
  /** The place of the query in its panel, from 0. */
  readonly target?: number
  readonly message: string
}

export interface Rule {
  readonly name: string
  readonly check: (dashboard: Dashboard) => Finding[]
}

/** Panels without the rows, those inside collapsed rows included. */
export const panelsOf = (dashboard: Dashboard): Panel[] =>
  (dashboard.panels ?? []).flatMap((panel) => (isRow(panel) ? panel.panels : [panel]))

export const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === 'row'

export const targetsOf = (panel: Panel): Target[] => (panel.targets ?? []) as Target[]

export const variablesOf = (dashboard: Dashboard): VariableModel[] => dashboard.templating.list ?? []

/** The text of a variable's query, whichever of its two forms it has. */
export function queryOf({ query }: VariableModel): string {
  const text: unknown = typeof query === 'object' ? query['query'] : query
  return typeof text === 'string' ? text : ''
}
