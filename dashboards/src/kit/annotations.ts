/** Marks on all graphs of a dashboard. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { BAD } from './look.ts'
import { chosen, ofService } from './promql.ts'
import { source } from './sources.ts'

/** A region from the first to the last moment of firing. Severity `none` always fires and would cover everything. */
export const firingAlerts = (): Builder<AnnotationQuery> =>
  new AnnotationQueryBuilder()
    .name('Firing alerts')
    .datasource(source('prometheus'))
    .enable(true)
    .hide(false)
    .iconColor(BAD)
    .expr(`ALERTS${ofService('alertstate="firing"', 'severity!="none"')}`)
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}, {{service}} {{instance}}')
    .tagKeys('service,severity')
    .step('15s')

/** The value is the moment of the start, in milliseconds. */
export const restarts = (): Builder<AnnotationQuery> =>
  new AnnotationQueryBuilder()
    .name('Restarts')
    .datasource(source('prometheus'))
    .enable(true)
    .hide(false)
    .iconColor('blue')
    .expr(`process_start_time_seconds${chosen()} * 1000`)
    .useValueForTime(true)
    .titleFormat('{{service}} started')
    .textFormat('{{instance}} (job {{job}})')
    .tagKeys('service')
    .step('60s')
