import { LogsDedupStrategy, LogsSortOrder } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder as LogsBuilder } from '@grafana/grafana-foundation-sdk/logs'
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table'
import { common, type PanelOptions } from './common.ts'

/** Log lines, the newest first; a click opens a line with its fields and the way to its trace. */
export const logsPanel = (options: PanelOptions): LogsBuilder =>
  common(new LogsBuilder(), options, 'loki')
    .showTime(true)
    .showLabels(false)
    .showCommonLabels(false)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .dedupStrategy(LogsDedupStrategy.None)
    .sortOrder(LogsSortOrder.Descending)

/** Traces, one a row; a click on the id opens it. */
export const tracesPanel = (options: PanelOptions): TableBuilder =>
  common(new TableBuilder(), options, 'tempo').showHeader(true).filterable(false)
