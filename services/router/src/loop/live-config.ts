/** The configuration in force, with everything looked up once that the loop asks for often. */
import { type ChannelTraits, channels, type RegisteredChannel } from '@tocsin/channels'
import type { LogRule, RouteNode, RouterConfig } from '@tocsin/rules'
import { routesById } from '../routing/routing.ts'

export interface LiveIntegration {
  readonly index: number
  readonly channel: RegisteredChannel
  readonly config: unknown
  readonly traits: ChannelTraits
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
          return channel
            ? [{ index, channel, config, traits: channel.traits(config), target: channel.describe(config) }]
            : []
        }),
      ]),
    ),
  }
}

/** What decisions depended on, as it goes on record: no secret takes part. */
export function describeConfig({ router, receivers }: ReadConfig): string {
  const { route, tiers, tierOfSeverity, inhibitRules, timeIntervals, compatibility, resolveTimeoutMs } = router
  const targets = Object.fromEntries([...receivers].map(([name, all]) => [name, all.map(({ target }) => target)]))
  return JSON.stringify({
    ...{ resolveTimeoutMs, compatibility, route, receivers: targets },
    ...{ tiers, tierOfSeverity, inhibitRules, timeIntervals },
  })
}
