import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { FieldColorBuilder, FieldColorModeId, type Threshold } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import type { Look } from '../look.ts'
import type { SourceKind } from '../sources.ts'
import { common, type PanelOptions, thresholds } from './common.ts'

export interface LinesOptions extends PanelOptions {
  readonly unit: string
  readonly decimals?: number
  /** The axis reaches at least this far, so that a small wobble does not look like a mountain. */
  readonly reach?: number
  /** Values may be negative; without it the axis begins at 0, and nothing below is seen. */
  readonly belowZero?: boolean
  /** Nothing is above this, e.g. 1 for a ratio. */
  readonly max?: number
  /** Values from which on something is wrong, drawn as dashed lines. */
  readonly limits?: readonly Threshold[]
  readonly stacked?: boolean
  readonly bars?: boolean
  /** For values that span orders of magnitude. */
  readonly logarithmic?: boolean
  readonly looks?: readonly Look[]
  readonly source?: SourceKind
}

/** Lines over time. The legend is a table with the latest and the highest value, the highest line first. */
export function linesPanel(options: LinesOptions): PanelBuilder {
  const { limits, looks = [], stacked = false, bars = false, logarithmic = false, belowZero = false } = options
  const builder = common(new PanelBuilder(), options, options.source)
    .unit(options.unit)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .drawStyle(bars ? GraphDrawStyle.Bars : GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.Linear)
    .lineWidth(bars ? 0 : 1)
    .fillOpacity(bars ? 80 : stacked ? 30 : 8)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
  // The logarithm has no place for 0.
  if (!logarithmic && !belowZero) builder.min(0)
  if (options.max !== undefined) builder.max(options.max)
  if (options.decimals !== undefined) builder.decimals(options.decimals)
  if (options.reach !== undefined) builder.axisSoftMax(options.reach)
  if (stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'))
  if (logarithmic) builder.scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(2))
  if (limits) {
    builder
      .thresholds(thresholds(limits))
      .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
  }
  for (const { name, set } of looks) builder.overrideByName(name, [...set])
  return builder
}
