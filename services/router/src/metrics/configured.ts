/** What metrics say of the configuration in force. Pure. */
import { describeConfig, type LiveConfig } from '../loop/live-config.ts'
import type { Configured } from './contract.ts'

export function summaryOf(live: LiveConfig): Configured {
  return {
    targets: [...live.receivers].flatMap(([receiver, integrations]) =>
      integrations.map(({ channel }) => ({ receiver, channel: channel.type })),
    ),
    fallbacks: live.router.receivers.flatMap(({ name, delivery: { fallback } }) =>
      fallback ? [{ receiver: name, to: fallback.receiver }] : [],
    ),
    receivers: live.receivers.size,
    tiers: Object.keys(live.router.tiers),
    inhibitRules: live.router.inhibitRules.length,
    text: describeConfig(live),
  }
}
