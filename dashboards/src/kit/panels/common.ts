import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'
import {
  type DashboardLink,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'
import type { Query } from '../queries.ts'
import { type SourceKind, source } from '../sources.ts'

/** What every panel has. */
export interface PanelOptions {
  readonly title: string
  /** What it shows, and what to make of it. */
  readonly description: string
  /** Columns, of 24. */
  readonly width: number
  /** Grid rows, 30 px each. */
  readonly height: number
  readonly queries: readonly Query[]
  readonly links?: readonly Builder<DashboardLink>[]
}

/** The methods that the builders of all kinds share, without a type of their own for it. */
interface AnyBuilder {
  title(title: string): this
  description(description: string): this
  span(width: number): this
  height(height: number): this
  datasource(datasource: DataSourceRef): this
  targets(targets: Builder<Dataquery>[]): this
  links(links: Builder<DashboardLink>[]): this
}

export function common<B extends AnyBuilder>(builder: B, options: PanelOptions, kind: SourceKind = 'prometheus'): B {
  const { title, description, width, height, queries, links = [] } = options
  return builder
    .title(title)
    .description(description)
    .span(width)
    .height(height)
    .datasource(source(kind))
    .targets(queries.map((query, index) => query(String.fromCharCode(65 + index))))
    .links([...links])
}

export const thresholds = (steps: readonly Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps])
