/** What a panel asks. A query gets its letter from the panel that it stands in. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog'
import { DataqueryBuilder as LokiQueryBuilder, LokiQueryType } from '@grafana/grafana-foundation-sdk/loki'
import {
  DataqueryBuilder as PrometheusQueryBuilder,
  PromQueryFormat,
  QueryEditorMode,
} from '@grafana/grafana-foundation-sdk/prometheus'
import {
  SearchTableType,
  DataqueryBuilder as TempoQueryBuilder,
  TempoQueryType,
} from '@grafana/grafana-foundation-sdk/tempo'
import { source } from './sources.ts'

export type Query = (refId: string) => Builder<Dataquery>

function prometheus(refId: string, expr: string, legend: string): PrometheusQueryBuilder {
  return new PrometheusQueryBuilder()
    .refId(refId)
    .datasource(source('prometheus'))
    .editorMode(QueryEditorMode.Code)
    .expr(expr)
    .legendFormat(legend)
}

/** PromQL over the time of the dashboard; `legend` may name labels: `{{route}}`. */
export const lines =
  (expr: string, legend: string): Query =>
  (refId) =>
    prometheus(refId, expr, legend).range().format(PromQueryFormat.TimeSeries)

/** As `lines`, with a dot for each example request that leads to its trace. For histograms only. */
export const linesWithTraces =
  (expr: string, legend: string): Query =>
  (refId) =>
    prometheus(refId, expr, legend).range().format(PromQueryFormat.TimeSeries).exemplar(true)

/**
 * PromQL at this moment. For single numbers: the last point of a range would go on showing the value from before a target
 * went away.
 */
export const now =
  (expr: string, legend = ''): Query =>
  (refId) =>
    prometheus(refId, expr, legend).instant().format(PromQueryFormat.TimeSeries)

/** PromQL at this moment as the rows of a table, a column per label. */
export const tableRows =
  (expr: string): Query =>
  (refId) =>
    prometheus(refId, expr, '').instant().format(PromQueryFormat.Table)

/** Buckets of a histogram, summed by `le`. */
export const buckets =
  (expr: string): Query =>
  (refId) =>
    prometheus(refId, expr, '{{le}}').range().format(PromQueryFormat.Heatmap)

function loki(refId: string, expr: string): LokiQueryBuilder {
  return new LokiQueryBuilder().refId(refId).datasource(source('loki')).expr(expr).queryType(LokiQueryType.Range)
}

/** LogQL that gives numbers over time. */
export const logLines =
  (expr: string, legend: string): Query =>
  (refId) =>
    loki(refId, expr).legendFormat(legend)

/** LogQL that gives the log lines themselves, the newest `limit`. */
export const logText =
  (expr: string, limit: number): Query =>
  (refId) =>
    loki(refId, expr).maxLines(limit)

/** TraceQL, a row per trace. */
export const traces =
  (query: string, limit: number): Query =>
  (refId) =>
    new TempoQueryBuilder()
      .refId(refId)
      .datasource(source('tempo'))
      .queryType(TempoQueryType.Traceql)
      .tableType(SearchTableType.Traces)
      .query(query)
      .limit(limit)
