/** The exclusions in the linter's own file, dashboards/grafana/.lint. */
import { parse } from 'yaml'
import type { Finding } from './model.ts'

export interface Exclusion {
  readonly rule: string
  readonly dashboard: string
  readonly panel: string
  readonly reason: string
}

interface Entry {
  readonly dashboard: string
  readonly panel: string
  readonly reason?: string
}

/** Each entry with its reason, or that of its rule. */
export function readExclusions(text: string): Exclusion[] {
  const { exclusions } = parse(text) as { exclusions: Record<string, { reason: string; entries: Entry[] }> }
  return Object.entries(exclusions).flatMap(([rule, { reason, entries }]) =>
    entries.map((entry) => ({ rule, ...entry, reason: entry.reason ?? reason })),
  )
}

export const excludes = (exclusion: Exclusion, dashboard: string, { rule, panel }: Finding): boolean =>
  exclusion.rule === rule && exclusion.dashboard === dashboard && exclusion.panel === panel
