/** Where labels would go at a moment, for people. Pure. */
import type { Labels, MutedByTime, RouterConfig } from '../types.ts'
import { routeGroups } from './groups.ts'
import { mutedByTime } from './intervals.ts'

/** Times in milliseconds. */
export interface RoutePreview {
  readonly routeKey: string
  readonly receiver: string
  readonly groupKey: string
  readonly groupLabels: Labels
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  readonly mutedBy: readonly MutedByTime[]
}

export function previewRoutes(
  { route: root, timeIntervals }: Pick<RouterConfig, 'route' | 'timeIntervals'>,
  labels: Labels,
  at: number,
): RoutePreview[] {
  return routeGroups(root, labels).map(({ route, labels: groupLabels, groupKey }) => {
    const { key, receiver, groupWaitMs, groupIntervalMs, repeatIntervalMs } = route
    return {
      ...{ routeKey: key, receiver, groupKey, groupLabels },
      ...{ groupWaitMs, groupIntervalMs, repeatIntervalMs, mutedBy: mutedByTime(route, timeIntervals, at) },
    }
  })
}
