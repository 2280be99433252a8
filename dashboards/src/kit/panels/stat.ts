import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { common, type PanelOptions, thresholds } from './common.ts'

export interface StatOptions extends PanelOptions {
  readonly unit: string
  readonly decimals?: number
  readonly steps: readonly Threshold[]
  readonly mappings?: readonly ValueMapping[]
  /** What stands there when there is nothing to show. */
  readonly none?: string
}

/** One number, as of now, coloured by its thresholds. */
export function statPanel(options: StatOptions): PanelBuilder {
  const builder = common(new PanelBuilder(), options)
    .unit(options.unit)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(options.steps))
    .noValue(options.none ?? 'no data')
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .justifyMode(BigValueJustifyMode.Center)
    .textMode(BigValueTextMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().values(false).calcs(['lastNotNull']).fields(''))
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.mappings) builder.mappings([...options.mappings])
  return builder
}
