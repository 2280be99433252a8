/** From the file's routes to the tree in force: inheritance, keys, and the routes that the tiers add. Pure. */
import { printMatchers, sortMatchers } from '../matcher/parse.ts'
import type { Matcher, RouteNode, Tier } from '../types.ts'
import { NO_ESCALATION } from './escalation.ts'
import type { RouteFile } from './schema.ts'

/** Alertmanager's defaults. Source: `dispatch.DefaultRouteOpts`. */
const DEFAULTS: Inherited = {
  receiver: '',
  groupBy: [],
  groupWaitMs: 30_000,
  groupIntervalMs: 300_000,
  repeatIntervalMs: 14_400_000,
  muteTimeIntervals: [],
  activeTimeIntervals: [],
  labels: {},
  escalation: undefined,
}

type Inherited = Omit<RouteNode, 'matchers' | 'continue' | 'key' | 'id' | 'routes'>

export interface TreeOptions {
  readonly tiers: Readonly<Record<string, Tier>>
  readonly tierOfSeverity: Readonly<Record<string, string>>
  readonly inheritTimeIntervals: boolean
}

export function buildTree(root: RouteFile, options: TreeOptions): RouteNode {
  const routes = [...(root.routes ?? []), ...tierRoutes(options.tiers, options.tierOfSeverity)]
  return node({ ...root, routes }, { ...DEFAULTS, key: '', id: '' }, undefined, options.inheritTimeIntervals)
}

/** After the file's own routes: one per tier, then one per severity for alerts without the label. */
function tierRoutes(
  tiers: Readonly<Record<string, Tier>>,
  tierOfSeverity: Readonly<Record<string, string>>,
): RouteFile[] {
  const route = ({ receiver, escalation }: Tier, ...matchers: Matcher[]): RouteFile => ({
    receiver,
    escalation,
    matchers,
  })
  return [
    ...Object.entries(tiers).map(([name, tier]) => route(tier, { name: 'tier', op: '=', value: name })),
    ...Object.entries(tierOfSeverity).flatMap(([severity, tier]) => {
      const leadsTo = tiers[tier]
      if (leadsTo === undefined) return []
      return [route(leadsTo, { name: 'tier', op: '=', value: '' }, { name: 'severity', op: '=', value: severity })]
    }),
  ]
}

type Parent = Inherited & Pick<RouteNode, 'key' | 'id'>

/** `at` is the order among siblings with equal matchers; undefined for the root. */
function node(file: RouteFile, parent: Parent, at: number | undefined, inheritsIntervals: boolean): RouteNode {
  const matchers = matchersOf(file)
  const printed = printMatchers(matchers)
  const own: Parent = {
    receiver: file.receiver || parent.receiver,
    groupBy: file.group_by ? (file.group_by[0] === '...' ? 'all' : file.group_by) : parent.groupBy,
    groupWaitMs: file.group_wait ?? parent.groupWaitMs,
    groupIntervalMs: file.group_interval ?? parent.groupIntervalMs,
    repeatIntervalMs: file.repeat_interval ?? parent.repeatIntervalMs,
    muteTimeIntervals: muteIntervals(file.mute_time_intervals, inheritsIntervals ? parent.muteTimeIntervals : []),
    activeTimeIntervals: file.active_time_intervals ?? (inheritsIntervals ? parent.activeTimeIntervals : []),
    labels: { ...parent.labels, ...file.labels },
    escalation: file.escalation === NO_ESCALATION ? undefined : (file.escalation ?? parent.escalation),
    key: at === undefined ? printed : `${parent.key}/${printed}`,
    id: at === undefined ? printed : `${parent.id}/${printed}/${at}`,
  }
  return {
    ...own,
    matchers,
    continue: file.continue ?? false,
    routes: childrenOf(file.routes ?? [], own, inheritsIntervals),
  }
}

/** Added to the parent's, since each of them is a time at which nobody wants to hear; an empty list takes none over. */
function muteIntervals(own: readonly string[] | undefined, inherited: readonly string[]): readonly string[] {
  return own?.length === 0 ? [] : [...new Set([...inherited, ...(own ?? [])])]
}

/** Equal siblings are told apart by their order among themselves: a route that is put between others renames none of them. */
function childrenOf(files: readonly RouteFile[], parent: Parent, inheritsIntervals: boolean): RouteNode[] {
  const seen = new Map<string, number>()
  return files.map((child) => {
    const printed = printMatchers(matchersOf(child))
    const at = seen.get(printed) ?? 0
    seen.set(printed, at + 1)
    return node(child, parent, at, inheritsIntervals)
  })
}

function matchersOf(file: RouteFile): Matcher[] {
  return sortMatchers([...(file.matchers ?? []), ...(file.match ?? []), ...(file.match_re ?? [])])
}
