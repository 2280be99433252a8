/** Where labels would go, for people. Pure. */
import type { Labels } from '@tocsin/channels'
import type { RouteNode } from '@tocsin/rules'
import { groupsFor } from './routing.ts'

interface RoutePreview {
  readonly routeKey: string
  readonly receiver: string
  readonly groupKey: string
  readonly groupLabels: Labels
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  readonly mutedBy: readonly []
}

export function previewRoutes(root: RouteNode, labels: Labels): RoutePreview[] {
  return groupsFor(root, labels).map(({ route, labels: groupLabels, groupKey }) => {
    const { key, receiver, groupWaitMs, groupIntervalMs, repeatIntervalMs } = route
    return {
      ...{ routeKey: key, receiver, groupKey, groupLabels },
      ...{ groupWaitMs, groupIntervalMs, repeatIntervalMs, mutedBy: [] },
    }
  })
}
