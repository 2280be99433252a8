/**
 * Data sources are variables, never names of one Grafana: the same file is provisioned and imported by hand. Each variable
 * is called by its kind on every dashboard, so that a link from one to the next carries the choice along.
 */
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common'

export type SourceKind = 'prometheus' | 'loki' | 'tempo'

export const sourceVariable = (kind: SourceKind): string => `${kind}_datasource`

export const source = (kind: SourceKind): DataSourceRef => ({ type: kind, uid: `\${${sourceVariable(kind)}}` })
