/** One look at everything that is due: new alerts find their groups, due groups are decided. Each step is a transaction. */
import { nextMuteChange, type RouteNode, type RouterConfig } from '@tocsin/rules'
import { decide } from '../decide/decide.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import type { Verdict } from '../model/verdict.ts'
import { groupsFor } from '../routing/routing.ts'
import type { DueGroup, RoutedAlert, RouterStore } from '../store/port.ts'
import { type ClimbContext, climbDue } from './climb.ts'
import { detailOf, look, owed } from './owed.ts'

export interface TickContext extends ClimbContext {
  readonly store: RouterStore
}

const BATCH = 500

export async function tick(context: TickContext): Promise<void> {
  // All of them: a new critical alert must not wait behind a backlog for one more look.
  while ((await routeNew(context)) === BATCH);
  const groups = await context.store.dueGroups(context.now, BATCH)
  // Asked together, written together: the decisions of one tick share a commit.
  await Promise.all(groups.map((group) => decideGroup(context, group)))
  await climbDue(context)
}

/** Gives the number of alerts that were routed. */
async function routeNew({ store, live, now, heldUntil }: TickContext): Promise<number> {
  const alerts = await store.unrouted(BATCH)
  if (alerts.length === 0) return 0
  const routed = alerts.map((alert): RoutedAlert => {
    // One that is over already is in its groups, if it ever was: it opens none.
    if (isResolved(alert, now, heldUntil)) return { fingerprint: alert.fingerprint, groups: undefined }
    const groups = groupsFor(live.router.route, alert.labels).map(({ route, labels, labelsFingerprint, groupKey }) => ({
      routeId: route.id,
      receiver: route.receiver,
      labels,
      labelsFingerprint,
      groupKey,
      // An alert older than the wait has waited enough: after an outage nobody waits twice.
      firstFlushAt: alert.startsAt + route.groupWaitMs < now ? now : alert.acceptedAt + route.groupWaitMs,
    }))
    return { fingerprint: alert.fingerprint, groups }
  })
  await store.saveRouting(routed, now)
  return alerts.length
}

async function decideGroup(context: TickContext, group: DueGroup): Promise<void> {
  const { store, live, now } = context
  const route = live.routes.get(group.routeId)
  if (!route) return
  const { receiver } = group
  const integrations = live.receivers.get(receiver) ?? []
  const looked = look(context, group.alerts, route)
  const decision = decide(
    {
      revision: group.revision,
      told: group.told,
      members: looked.map(({ alert, resolved, verdict }) => ({
        fingerprint: alert.fingerprint,
        resolved,
        mute: muteOf(verdict),
        evidence: evidenceOf(alert),
      })),
    },
    integrations,
    { ...route, compatibility: live.router.compatibility },
    now,
  )
  const { revision } = decision
  const deliveries = owed(context, { group, receiver, route, revision, deliveries: decision.deliveries })
  await store.saveDecision({
    groupId: group.id,
    receiver,
    escalation: route.escalation,
    at: now,
    reason: decision.reason,
    revision,
    told: decision.told,
    leaving: decision.leaving,
    nextFlushAt: nextLook(decision.nextFlushAt, route, live.router, now),
    deliveries,
    decidedFrom: group.alerts,
    detail: detailOf(route, looked, integrations, decision.integrations),
    configVersion: live.version,
  })
  for (const { reason } of deliveries) context.onDecided(receiver, reason)
}

/** A group that waits for the end of a mute interval is looked at then, not up to a group interval later. */
function nextLook(
  planned: number | undefined,
  route: RouteNode,
  { timeIntervals, compatibility }: Pick<RouterConfig, 'timeIntervals' | 'compatibility'>,
  now: number,
): number | undefined {
  if (planned === undefined || compatibility === 'strict') return planned
  return nextMuteChange(route, timeIntervals, now, planned) ?? planned
}

/** The route's own times come first: while they mute, an end waits, too. */
function muteOf({ mutedBy, silencedBy, inhibitedBy }: Verdict): 'none' | 'alert' | 'time' {
  if (mutedBy.length > 0) return 'time'
  return silencedBy.length + inhibitedBy.length > 0 ? 'alert' : 'none'
}

/** Changes with the count and the kinds of lines, not with each repeated report. */
function evidenceOf({ evidence }: Alert): string {
  return evidence ? `${evidence.count}/${evidence.kinds}` : ''
}
