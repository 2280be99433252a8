/** From the file's routes to the tree in force: inheritance, keys, and the routes that the tiers add. Pure. */
import { printMatchers, sortMatchers } from '../matcher/parse.ts'
import type { Matcher, RouteNode, Tier } from '../types.ts'
import type { RouteFile } from './schema.ts'

/** Alertmanager's defaults. Source: `dispatch.DefaultRouteOpts`. */
const DEFAULTS = {
  receiver: '',
  groupBy: [] as RouteNode['groupBy'],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
}

type Inherited = Pick<RouteNode, 'receiver' | 'groupBy' | 'groupWaitMs' | 'groupIntervalMs' | 'repeatIntervalMs'>

export function buildTree(
  root: RouteFile,
  tiers: Readonly<Record<string, Tier>>,
  tierOfSeverity: Readonly<Record<string, string>>,
): RouteNode {
  const routes = [...(root.routes ?? []), ...tierRoutes(tiers, tierOfSeverity)]
  return node({ ...root, routes }, DEFAULTS, '', '', undefined)
}

/** After the file's own routes: one per tier, then one per severity for alerts without the label. */
function tierRoutes(
  tiers: Readonly<Record<string, Tier>>,
  tierOfSeverity: Readonly<Record<string, string>>,
): RouteFile[] {
  const route = (receiver: string, ...matchers: Matcher[]): RouteFile => ({ receiver, matchers })
  return [
    ...Object.entries(tiers).map(([tier, { receiver }]) => route(receiver, { name: 'tier', op: '=', value: tier })),
    ...Object.entries(tierOfSeverity).flatMap(([severity, tier]) => {
      const receiver = tiers[tier]?.receiver
      if (receiver === undefined) return []
      return [route(receiver, { name: 'tier', op: '=', value: '' }, { name: 'severity', op: '=', value: severity })]
    }),
  ]
}

function node(
  file: RouteFile,
  inherited: Inherited,
  parentKey: string,
  parentId: string,
  at: number | undefined,
): RouteNode {
  const matchers = matchersOf(file)
  const own: Inherited = {
    receiver: file.receiver || inherited.receiver,
    groupBy: file.group_by ? (file.group_by[0] === '...' ? 'all' : file.group_by) : inherited.groupBy,
    groupWaitMs: file.group_wait ?? inherited.groupWaitMs,
    groupIntervalMs: file.group_interval ?? inherited.groupIntervalMs,
    repeatIntervalMs: file.repeat_interval ?? inherited.repeatIntervalMs,
  }
  const printed = printMatchers(matchers)
  const key = at === undefined ? printed : `${parentKey}/${printed}`
  const id = at === undefined ? printed : `${parentId}/${printed}/${at}`
  return {
    ...own,
    matchers,
    continue: file.continue ?? false,
    key,
    id,
    muteTimeIntervals: [],
    activeTimeIntervals: [],
    labels: {},
    routes: childrenOf(file.routes ?? [], own, key, id),
  }
}

/** Equal siblings are told apart by their order among themselves: a route that is put between others renames none of them. */
function childrenOf(files: readonly RouteFile[], own: Inherited, key: string, id: string): RouteNode[] {
  const seen = new Map<string, number>()
  return files.map((child) => {
    const printed = printMatchers(matchersOf(child))
    const at = seen.get(printed) ?? 0
    seen.set(printed, at + 1)
    return node(child, own, key, id, at)
  })
}

function matchersOf(file: RouteFile): Matcher[] {
  return sortMatchers([...(file.matchers ?? []), ...(file.match ?? []), ...(file.match_re ?? [])])
}
