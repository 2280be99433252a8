/** `GET /alerts` and `GET /alerts/groups`. What mutes an alert is looked up when it is asked. Source: Alertmanager `api/v2/api.go`. */
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { type MatcherMode, matches, type RouterConfig, routesFor } from '@tocsin/rules'
import type { LiveConfig } from '../../loop/live-config.ts'
import type { Mutes } from '../../loop/mutes.ts'
import { type Alert, isResolved } from '../../model/alert.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { RouterStore } from '../../store/port.ts'
import { createGrouping } from './alert-groups.ts'
import { answer } from './answers.ts'
import { gettableAlert } from './gettable.ts'
import { type AlertQuery, readAlertQuery } from './query.ts'
import { labelsOfReceivers } from './status.ts'
import { slicesOf, streamArray } from './stream.ts'

export interface AlertsOptions {
  readonly store: Pick<RouterStore, 'alertsAfter'>
  readonly live: () => LiveConfig
  readonly mutes: Pick<Mutes, 'explain'>
  readonly mode: MatcherMode
  readonly now: () => number
  /** Expiries are not believed before it, see `model/clock.ts`. */
  readonly heldUntil: () => number
}

/** Alerts read, judged and written in one go: some milliseconds. */
const SLICE = 150
/** Groups may be large. */
const GROUP_SLICE = 20

export async function getAlerts(
  options: AlertsOptions,
  params: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const read = readAlertQuery(params, options.mode)
  if (!read.ok) return answer(response, 400, read.message)
  const { query } = read
  const { router } = options.live()
  const labelled = receiversLabelled(router, query)
  async function* slices(): AsyncIterable<string[]> {
    for await (const slice of shownSlices(options, query)) {
      yield slice.flatMap(({ alert, verdict }) => {
        const receivers = routesFor(router.route, alert.labels).map(({ receiver }) => receiver)
        if (!receivers.some(query.receiver.named)) return []
        if (!receivers.some((name) => labelled.has(name))) return []
        return [JSON.stringify(gettableAlert(alert, receivers, verdict, []))]
      })
    }
  }
  await streamArray(response, slices())
}

export async function getAlertGroups(
  options: AlertsOptions,
  params: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const read = readAlertQuery(params, options.mode)
  if (!read.ok) return answer(response, 400, read.message)
  const { query } = read
  const { router } = options.live()
  const { route: root, timeIntervals } = router
  const labelled = receiversLabelled(router, query)
  const grouping = createGrouping({
    ...{ root, timeIntervals, now: options.now() },
    wanted: ({ receiver }) => query.receiver.named(receiver) && labelled.has(receiver),
  })
  for await (const slice of shownSlices(options, query)) {
    for (const { alert, verdict } of slice) grouping.add(alert, verdict)
    await setImmediate()
    if (response.destroyed) return
  }
  const groups = grouping.finish().filter(({ mutedBy }) => query.muted || mutedBy.length === 0)
  await streamArray(
    response,
    slicesOf(groups, GROUP_SLICE, ({ route, labels, mutedBy, alerts }) => ({
      alerts: alerts.map(({ alert, receivers, verdict }) => gettableAlert(alert, receivers, verdict, mutedBy)),
      labels,
      receiver: { name: route.receiver },
      routeLabels: route.labels,
    })),
  )
}

function receiversLabelled(router: RouterConfig, { receiver }: AlertQuery): ReadonlySet<string> {
  const all = [...labelsOfReceivers(router)]
  return new Set(all.filter(([, labels]) => receiver.labelled(labels)).map(([name]) => name))
}

interface Judged {
  readonly alert: Alert
  /** Without what the route's times mute. */
  readonly verdict: Verdict
}

/** Firing alerts that the query wants, in the order of their fingerprints. */
async function* shownSlices(
  { store, mutes, now, heldUntil }: AlertsOptions,
  query: AlertQuery,
): AsyncIterable<readonly Judged[]> {
  let last = ''
  for (;;) {
    const slice = await store.alertsAfter(last, SLICE)
    const [at, held] = [now(), heldUntil()]
    yield slice
      .filter((alert) => !isResolved(alert, at, held) && matches(query.matchers, alert.labels))
      .map((alert) => ({ alert, verdict: mutes.explain(alert, undefined, at, held) }))
      .filter(({ verdict }) => wants(query, verdict))
    last = slice.at(-1)?.fingerprint ?? ''
    if (slice.length < SLICE) return
  }
}

/** Each parameter only takes away: an alert that both a silence and another alert mute is gone with either. */
export function wants(
  { active, silenced, inhibited }: Pick<AlertQuery, 'active' | 'silenced' | 'inhibited'>,
  { silencedBy, inhibitedBy }: Pick<Verdict, 'silencedBy' | 'inhibitedBy'>,
): boolean {
  if (!silenced && silencedBy.length > 0) return false
  if (!inhibited && inhibitedBy.length > 0) return false
  return active || silencedBy.length + inhibitedBy.length > 0
}
