/** Which routes labels take, and which group of each. Pure. Source: Alertmanager `dispatch/route.go`. */
import { matches } from '../matcher/matches.ts'
import { quoteGo } from '../text/go-string.ts'
import type { Labels, RouteNode } from '../types.ts'

/** Where labels belong: the group of one route. */
export interface RouteGroup {
  readonly route: RouteNode
  readonly labels: Labels
  /** Alertmanager's text, for payloads and people: `{}/{severity="critical"}:{alertname="X"}`. */
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

export function routeGroups(root: RouteNode, labels: Labels): RouteGroup[] {
  return routesFor(root, labels).map((route) => {
    const groupLabels = route.groupBy === 'all' ? labels : pick(labels, route.groupBy)
    return { route, labels: groupLabels, groupKey: `${route.key}:${printLabels(groupLabels)}` }
  })
}

/** `{a="x", b="y"}`, sorted, values quoted as Go's %q: the form that Alertmanager's group keys have. */
export function printLabels(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => `${name}=${quoteGo(labels[name] ?? '')}`)
  return `{${pairs.join(', ')}}`
}

function pick(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(labels, name) ? [[name, labels[name] ?? '']] : [])))
}
