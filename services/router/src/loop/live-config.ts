/** The configuration in force, with everything looked up once that the loop asks for often. */
import { type ChannelTraits, channels, type RegisteredChannel } from '@tocsin/channels'
import type { DeliveryPolicy, LogRule, People, RouteNode, RouterConfig } from '@tocsin/rules'
import { routesById } from '../routing/routing.ts'

export interface LiveIntegration {
  readonly index: number
  readonly channel: RegisteredChannel
  readonly config: unknown
  readonly traits: ChannelTraits
  /** Of its receiver. */
  readonly delivery: DeliveryPolicy
  /** Named without secrets. */
  readonly target: string
}

export interface LiveConfig {
  /** The store's number for it: decisions remember by which configuration they were made. */
  readonly version: number
  readonly router: RouterConfig
  readonly routes: ReadonlyMap<string, RouteNode>
  readonly receivers: ReadonlyMap<string, readonly LiveIntegration[]>
  readonly logRules: readonly LogRule[]
}

/** As read; it has no version before the store knows it. */
export type ReadConfig = Omit<LiveConfig, 'version'>

export function readConfig(router: RouterConfig, logRules: readonly LogRule[]): ReadConfig {
  return {
    router,
    logRules,
    routes: routesById(router.route),
    receivers: new Map(
      router.receivers.map((receiver) => [
        receiver.name,
        receiver.integrations.flatMap(({ type, index, config }) => {
          const channel = channels[type]
          if (!channel) return []
          const { delivery } = receiver
          const traits = traitsUnder(channel.traits(config), delivery, `receiver:${receiver.name}:${index}`)
          return [{ index, channel, config, traits, delivery, target: channel.describe(config) }]
        }),
      ]),
    ),
  }
}

/** What the provider allows, and what the receiver's own settings make of it. `key`: of a limit that only they set. */
function traitsUnder(traits: ChannelTraits, { rate, concurrency }: DeliveryPolicy, key: string): ChannelTraits {
  const { rateLimit: theirs } = traits
  const more = [...(theirs?.more ?? []), ...(theirs ? [{ limit: theirs.limit, windowMs: theirs.windowMs }] : [])]
  const rateLimit = rate ? { ...rate, key: theirs?.key ?? key, more } : theirs
  return {
    ...traits,
    ...(rateLimit ? { rateLimit } : {}),
    ...(concurrency === undefined ? {} : { parallel: concurrency }),
  }
}

/** Who hears what depends on names and hours; addresses of people and of calendars are nobody's business here. */
function describePeople({ people, teams, onCall }: People) {
  if (Object.keys(people).length === 0) return {}
  const hours = Object.values(people).map(({ name, timeZone, quietHours }) => [name, { timeZone, quietHours }])
  const schedules = Object.values(onCall).map(({ calendar, ...rest }) => [rest.name, { ...rest, calendar: !!calendar }])
  return { people: Object.fromEntries(hours), teams, onCall: Object.fromEntries(schedules) }
}

/** What decisions depended on, as it goes on record: no secret takes part. */
export function describeConfig({ router, receivers }: ReadConfig): string {
  const { route, tiers, tierOfSeverity, inhibitRules, timeIntervals, compatibility, resolveTimeoutMs } = router
  const targets = Object.fromEntries([...receivers].map(([name, all]) => [name, all.map(({ target }) => target)]))
  const notify = router.receivers.filter((one) => one.notify.length > 0).map((one) => [one.name, one.notify])
  return JSON.stringify({
    ...(notify.length > 0 ? { notify: Object.fromEntries(notify) } : {}),
    ...describePeople(router.people),
    ...(Object.keys(router.escalationPolicies).length > 0 ? { escalation: router.escalationPolicies } : {}),
    ...{ resolveTimeoutMs, compatibility, route, receivers: targets },
    ...{ tiers, tierOfSeverity, inhibitRules, timeIntervals },
  })
}
