/** Looks at climbs that are due: who is called now, who hears of the end. Each look is one transaction. */
import type { Reason } from '@tocsin/channels'
import type { Logger } from '@tocsin/kit'
import type { RouteNode } from '@tocsin/rules'
import type { NewDelivery } from '../decide/decide.ts'
import { type Climbed, climb, type DueStep, stepAt } from '../decide/escalation.ts'
import { isMuted } from '../model/verdict.ts'
import type { CalledOut, DueClimb, News } from '../store/episode-port.ts'
import type { RouterStore } from '../store/port.ts'
import { detailOf, type LookContext, type Looked, look, type OwedContext, owed } from './owed.ts'

export interface ClimbContext extends OwedContext, LookContext {
  readonly store: RouterStore
  /** Each notification that is owed from now on, once that is on disk. */
  readonly onDecided: (receiver: string, reason: Reason) => void
  readonly log: Logger
}

const BATCH = 200

export async function climbDue(context: ClimbContext): Promise<void> {
  const due = await context.store.dueClimbs(context.now, BATCH)
  await Promise.all(due.map((one) => climbOne(context, one)))
}

async function climbOne(context: ClimbContext, due: DueClimb): Promise<void> {
  const { store, live, now, log } = context
  const { group } = due
  const { episode } = group
  const route = live.routes.get(group.routeId)
  const policy = route?.escalation === due.policy ? live.router.escalationPolicies[due.policy] : undefined
  const looked = route ? look(context, group.alerts, route) : []
  const fires = looked.filter(({ resolved, verdict }) => !resolved && !isMuted(verdict))
  const situation = {
    over: episode.over,
    quiet: fires.length === 0,
    acknowledgedAt: episode.acknowledgement?.at,
  }
  const climbed = climb(due.climb, policy, situation, now)
  const telling: Telling = { context, due, looked, route }
  const steps = climbed.due.map((step) => called(telling, step, fires))
  const news = route ? [...steps.flatMap((step) => step.news), ...endNews(telling, climbed)] : []
  const words = wordsOf(due, climbed)
  await store.saveClimb({
    ...{ groupId: group.id, episode: episode.n, at: now, climb: climbed.climb, nextAt: climbed.nextAt },
    nextTo: climbed.climb.kind === 'climbing' && policy ? stepAt(policy, climbed.climb.taken)?.receiver : undefined,
    reason: climbed.reason,
    called: steps.flatMap((step) => step.called),
    lapsed: climbed.lapsed,
    news: numbered([...news, ...(words !== undefined && route ? [silent(telling, words)] : [])], group.revision),
  })
  for (const { receiver, deliveries } of news) for (const { reason } of deliveries) context.onDecided(receiver, reason)
  if (due.climb.kind !== 'exhausted' && climbed.climb.kind === 'exhausted') {
    log.warn({ policy: due.policy, group: group.groupKey }, 'everybody was called, and nobody has acknowledged')
  }
}

interface Telling {
  readonly context: ClimbContext
  readonly due: DueClimb
  readonly looked: readonly Looked[]
  readonly route: RouteNode | undefined
}

/** Without its revision, which depends on what else is told. */
type Unnumbered = Omit<News, 'revision' | 'deliveries'> & {
  readonly deliveries: News['deliveries']
  readonly owedAt: (revision: number) => News['deliveries']
}

/** Each has a revision of its own: one receiver may be told twice, for different people. */
function numbered(news: readonly Unnumbered[], before: number): News[] {
  return news.map(({ owedAt, ...one }, index) => {
    const revision = before + index + 1
    return { ...one, revision, deliveries: owedAt(revision) }
  })
}

export function audienceOf(notify: readonly string[]): string {
  return `step ${JSON.stringify(notify.toSorted())}`
}

function called(telling: Telling, step: DueStep, fires: readonly Looked[]) {
  const { context, due } = telling
  const { receiver, notify, n } = step
  const integrations = context.live.receivers.get(receiver) ?? []
  const shown = fires.map(({ alert }) => alert.fingerprint)
  const deliveries = integrations.map(
    ({ index }): NewDelivery => ({ integration: index, status: 'firing', reason: 'nobody acknowledged', shows: shown }),
  )
  const about = { escalation: { policy: due.policy, step: n, since: due.group.episode.startedAt } }
  const reason = `nobody acknowledged: step ${n} of ${due.policy}`
  return {
    called: deliveries.map(({ integration }) => ({ receiver, integration, notify, shown, step: n })),
    news: newsOf(telling, { receiver, notify, deliveries, reason, about }),
  }
}

/** To everybody whom a step told, once; the group's own receiver hears it by itself. */
function endNews(telling: Telling, { climb: after }: Climbed): Unnumbered[] {
  const { context, due, looked } = telling
  const { group } = due
  if (!group.episode.over || after.kind !== 'ended' || due.climb.kind === 'ended') return []
  const over = looked.filter(({ resolved }) => resolved).map(({ alert }) => alert.fingerprint)
  if (over.length === 0) return []
  const told = Map.groupBy(group.called, ({ receiver, notify }) => JSON.stringify([receiver, audienceOf(notify)]))
  return [...told.values()].flatMap((those) => {
    const [first] = those
    if (!first || (first.receiver === group.receiver && first.notify.length === 0)) return []
    const { receiver, notify } = first
    const wanting = (context.live.receivers.get(receiver) ?? []).filter(({ traits }) => traits.sendResolved)
    const deliveries = wanting
      .filter(({ index }) => those.some(({ integration }: CalledOut) => integration === index))
      .map(
        ({ index }): NewDelivery => ({
          integration: index,
          status: 'resolved',
          reason: 'all alerts resolved',
          shows: over,
        }),
      )
    return newsOf(telling, { receiver, notify, deliveries, reason: 'all alerts resolved', about: {} })
  })
}

function newsOf(
  { context, due, looked, route }: Telling,
  what: Pick<CalledOut, 'receiver' | 'notify'> & {
    readonly deliveries: readonly NewDelivery[]
    readonly reason: string
    readonly about: NonNullable<Parameters<typeof owed>[1]['about']>
  },
): Unnumbered[] {
  const { receiver, notify, deliveries, reason } = what
  if (!route) return []
  const { group } = due
  const about = { ...what.about, ...(notify.length > 0 ? { notify } : {}) }
  const owedAt = (revision: number) =>
    owed(context, { group, receiver, route, revision, deliveries, about, audience: audienceOf(notify) })
  return [
    {
      ...{ receiver, reason, owedAt, deliveries: owedAt(0), configVersion: context.live.version },
      detail: detailOf(route, looked, context.live.receivers.get(receiver) ?? [], deliveries),
    },
  ]
}

/** What goes on record although nobody is told. */
function wordsOf(
  { climb: before, policy }: DueClimb,
  { climb: after, reason, due, lapsed }: Climbed,
): string | undefined {
  if (lapsed) return `the acknowledgement lapsed, ${policy} climbs on`
  if (before.kind === after.kind || before.kind === 'ended') return undefined
  if (after.kind === 'ended' && reason !== 'over') return reason
  return after.kind === 'exhausted' && (before.kind === 'climbing' || due.length > 0) ? reason : undefined
}

function silent({ context, due, looked, route }: Telling, reason: string): Unnumbered {
  const { receiver } = due.group
  return {
    ...{ receiver, reason, deliveries: [], owedAt: () => [], configVersion: context.live.version },
    detail: route ? detailOf(route, looked, [], []) : { routeKey: '', members: [], integrations: [] },
  }
}
