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
  readonly router: RouterConfig
  readonly routes: ReadonlyMap<string, RouteNode>
  readonly receivers: ReadonlyMap<string, readonly LiveIntegration[]>
  readonly logRules: readonly LogRule[]
}

export function liveConfig(router: RouterConfig, logRules: readonly LogRule[]): LiveConfig {
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
