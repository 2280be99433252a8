/** The order of groups and of the alerts in them. Pure. Source: Alertmanager `dispatch.go` Groups, `types.AlertSlice`, `LabelSet.Before`. */
import { type Labels, mutedByTime, type RouteNode, type TimeIntervals } from '@tocsin/rules'
import type { Alert } from '../../model/alert.ts'
import type { Verdict } from '../../model/verdict.ts'
import { groupsFor } from '../../routing/routing.ts'

interface ShownAlert {
  readonly alert: Alert
  readonly verdict: Verdict
  /** Of the routes that are asked for, sorted. */
  readonly receivers: readonly string[]
}

interface ShownGroup {
  readonly route: RouteNode
  readonly labels: Labels
  /** Names of the time intervals that mute the route now. */
  readonly mutedBy: readonly string[]
  readonly alerts: ShownAlert[]
}

export interface Grouping {
  add(alert: Alert, verdict: Verdict): void
  /** In order; to be called once. */
  finish(): ShownGroup[]
}

export interface GroupingOptions {
  readonly root: RouteNode
  readonly wanted: (route: RouteNode) => boolean
  readonly timeIntervals: TimeIntervals
  readonly now: number
}

export function createGrouping({ root, wanted, timeIntervals, now }: GroupingOptions): Grouping {
  const groups = new Map<string, ShownGroup>()
  return {
    add(alert, verdict) {
      const refs = groupsFor(root, alert.labels).filter(({ route }) => wanted(route))
      const shown = { alert, verdict, receivers: refs.map(({ route }) => route.receiver).sort(compareTexts) }
      for (const { route, labels, labelsFingerprint } of refs) {
        const key = `${labelsFingerprint} ${route.id}`
        const group = groups.get(key)
        if (group) group.alerts.push(shown)
        else {
          const mutedBy = mutedByTime(route, timeIntervals, now).map(({ interval }) => interval)
          groups.set(key, { route, labels, mutedBy, alerts: [shown] })
        }
      }
    },
    finish() {
      const list = [...groups.values()]
      for (const { alerts } of list) alerts.sort((a, b) => compareAlerts(a.alert.labels, b.alert.labels))
      return list.sort((a, b) => compareLabels(a.labels, b.labels) || compareTexts(a.route.receiver, b.route.receiver))
    },
  }
}

/** By job, then instance, where those that have none come last; then as label sets. */
export function compareAlerts(a: Labels, b: Labels): number {
  for (const name of ['job', 'instance']) {
    const [left, right] = [own(a, name), own(b, name)]
    if (left === right) continue
    if (left === undefined) return 1
    if (right === undefined) return -1
    return compareTexts(left, right)
  }
  return compareLabels(a, b)
}

/** The smaller set first; of equally large ones, the one that lacks a name or has the smaller value at the first that differs. */
export function compareLabels(a: Labels, b: Labels): number {
  const names = Object.keys(a)
  const others = Object.keys(b)
  if (names.length !== others.length) return names.length - others.length
  for (const name of [...names, ...others].sort(compareTexts)) {
    const [left, right] = [own(a, name), own(b, name)]
    if (left === right) continue
    if (left === undefined) return -1
    if (right === undefined) return 1
    return compareTexts(left, right)
  }
  return 0
}

/** Of an object that came as JSON, where `constructor` is a label like any other. */
function own(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined
}

/** By bytes, as Go does; UTF-16 differs only above U+FFFF. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return /[\ud800-\udfff]/.test(a + b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : 1
}
