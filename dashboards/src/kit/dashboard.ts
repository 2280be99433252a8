/** A dashboard from its rows: the grid, the ids, and what all dashboards have in common. Pure. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { firingAlerts, restarts } from './annotations.ts'
import { TAG, ways } from './links.ts'
import type { SourceKind } from './sources.ts'
import { routerAddress, sourceChoice, type TargetChoice, targetChoice } from './variables.ts'

const COLUMNS = 24

export interface Row {
  readonly title: string
  readonly panels: readonly Builder<Panel>[]
}

export interface DashboardPlan {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly sources: readonly SourceKind[]
  readonly targets: TargetChoice
  /** Further variables, after those that choose the targets. */
  readonly variables?: readonly Builder<VariableModel>[]
  /** The most important first: who opens the dashboard sees the first two. */
  readonly rows: readonly Row[]
}

export function dashboard(plan: DashboardPlan): Dashboard {
  const builder = new DashboardBuilder(plan.title)
    .id(null)
    .uid(plan.uid)
    .description(plan.description)
    .tags([TAG, ...plan.tags])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .timezone('browser')
    .time({ from: 'now-30m', to: 'now' })
    .refresh('10s')
    .variables([
      ...plan.sources.map(sourceChoice),
      ...targetChoice(plan.targets),
      ...(plan.variables ?? []),
      routerAddress(),
    ])
    .annotations([firingAlerts(), restarts()])
    .links(ways())
  let y = 0
  plan.rows.forEach((row, index) => {
    // Ids stand in addresses of single panels: a new panel shifts only those after it in its own row.
    const firstId = (index + 1) * 100
    builder.withRow(new RowBuilder(row.title).id(firstId).collapsed(false).gridPos({ x: 0, y, w: COLUMNS, h: 1 }))
    const { panels, height } = arrange(row, y + 1)
    panels.forEach((panel, place) => {
      builder.withPanel({ build: () => ({ ...panel, id: firstId + place + 1 }) })
    })
    y += 1 + height
  })
  return builder.build()
}

/** From left to right, and onto the next line when the grid is full. A line is as high as its highest panel. */
function arrange(row: Row, top: number): { panels: Panel[]; height: number } {
  let x = 0
  let y = top
  let lineHeight = 0
  const panels = row.panels.map((builder) => {
    const panel = builder.build()
    const { w = COLUMNS, h = 1 } = panel.gridPos ?? {}
    if (x + w > COLUMNS) {
      x = 0
      y += lineHeight
      lineHeight = 0
    }
    const placed = { ...panel, gridPos: { x, y, w, h } }
    x += w
    lineHeight = Math.max(lineHeight, h)
    return placed
  })
  return { panels, height: y + lineHeight - top }
}
