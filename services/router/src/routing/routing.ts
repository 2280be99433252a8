/** The routing tree as the router holds it, and the groups by their identity. Pure. */

import type { Labels } from '@tocsin/channels'
import { type RouteGroup, type RouteNode, routeGroups } from '@tocsin/rules'
import { fingerprintOf } from '../model/alert.ts'

/** Where one alert belongs: the group of one route. `groupKey` is derived, not the identity. */
export interface GroupRef extends RouteGroup {
  readonly labelsFingerprint: string
}

export function groupsFor(root: RouteNode, labels: Labels): GroupRef[] {
  return routeGroups(root, labels).map((group) => ({ ...group, labelsFingerprint: fingerprintOf(group.labels) }))
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
