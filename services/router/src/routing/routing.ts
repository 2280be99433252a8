/** The routing tree and the group keys. Pure. Source: Alertmanager `dispatch/route.go`. */
import type { Labels } from '@tocsin/channels'
import { matches, type RouteNode } from '@tocsin/rules'
import { fingerprintOf, printLabels } from '../model/alert.ts'

/** Where one alert belongs: the group of one route. */
export interface GroupRef {
  readonly route: RouteNode
  readonly labels: Labels
  readonly labelsFingerprint: string
  /** Alertmanager's text, for payloads: derived, not the identity. */
  readonly groupKey: string
}

/** Depth first, in file order; a match ends the search among its siblings unless `continue`; a node counts when no child did. */
export function routesFor(root: RouteNode, labels: Labels): RouteNode[] {
  if (!matches(root.matchers, labels)) return []
  const found: RouteNode[] = []
  for (const child of root.routes) {
    const below = routesFor(child, labels)
    found.push(...below)
    if (below.length > 0 && !child.continue) break
  }
  return found.length > 0 ? found : [root]
}

export function groupsFor(root: RouteNode, labels: Labels): GroupRef[] {
  return routesFor(root, labels).map((route) => {
    const groupLabels = route.groupBy === 'all' ? labels : pick(labels, route.groupBy)
    return {
      route,
      labels: groupLabels,
      labelsFingerprint: fingerprintOf(groupLabels),
      groupKey: `${route.key}:${printLabels(groupLabels)}`,
    }
  })
}

/** All nodes of a tree by their identity. */
export function routesById(root: RouteNode): ReadonlyMap<string, RouteNode> {
  const byId = new Map<string, RouteNode>()
  const walk = (node: RouteNode): void => {
    byId.set(node.id, node)
    node.routes.forEach(walk)
  }
  walk(root)
  return byId
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])))
}
