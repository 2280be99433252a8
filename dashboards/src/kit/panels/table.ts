import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table'
import type { SourceKind } from '../sources.ts'
import { common, type PanelOptions } from './common.ts'

/** A column: the field as the query names it, its heading, and how it looks. */
interface Column {
  readonly field: string
  readonly heading: string
  readonly set?: readonly DynamicConfigValue[]
}

export interface TableOptions extends PanelOptions {
  /** In their order from left to right; every other field of the answer is hidden by `hidden`. */
  readonly columns: readonly Column[]
  readonly hidden?: readonly string[]
  /** Several queries are joined by what they have in common: one row for each. */
  readonly merged?: boolean
  readonly unit: string
  readonly none: string
  readonly source?: SourceKind
}

export function tablePanel(options: TableOptions): PanelBuilder {
  const { columns, hidden = [], merged = false } = options
  const transformations: DataTransformerConfig[] = []
  if (merged) transformations.push({ id: 'merge', options: {} })
  transformations.push({
    id: 'organize',
    options: {
      excludeByName: Object.fromEntries(hidden.map((field) => [field, true])),
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
      renameByName: Object.fromEntries(columns.map(({ field, heading }) => [field, heading])),
    },
  })
  const builder = common(new PanelBuilder(), options, options.source)
    .unit(options.unit)
    .noValue(options.none)
    .filterable(false)
    .showHeader(true)
    .transformations(transformations)
  for (const { heading, set } of columns) if (set) builder.overrideByName(heading, [...set])
  return builder
}

/** A cell that is red, orange or green text, by its value. */
export const byValue = (
  unit: string,
  steps: readonly { value: number | null; color: string }[],
): DynamicConfigValue[] => [
  { id: 'unit', value: unit },
  { id: 'thresholds', value: { mode: 'absolute', steps } },
  { id: 'custom.cellOptions', value: { type: 'color-text' } },
]

/** A cell that leads somewhere. */
export const leadsTo = (title: string, url: string): DynamicConfigValue[] => [
  { id: 'links', value: [{ title, url, targetBlank: true }] },
]
