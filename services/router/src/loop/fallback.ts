/** Who hears it instead: plans by the configuration in force, and what is late by them. */
import type { Logger } from '@tocsin/kit'
import type { FallbackPlan, FallbackReceiver } from '../decide/fallback.ts'
import type { Aftermath, RouterStore } from '../store/port.ts'
import type { LiveConfig } from './live-config.ts'

/** Undefined where a receiver has no fallback, or is no longer in the configuration. */
export function fallbackPlan(live: LiveConfig, receiver: string): FallbackPlan | undefined {
  const fallbackOf = (name: string) => live.router.receivers.find((one) => one.name === name)?.delivery.fallback
  const first = fallbackOf(receiver)
  if (!first) return undefined
  const chain: FallbackReceiver[] = []
  // A configuration with a circle is refused; this ends all the same.
  for (let next: string | undefined = first.receiver; next !== undefined; next = fallbackOf(next)?.receiver) {
    const name: string = next
    if (name === receiver || chain.some((one) => one.receiver === name)) break
    chain.push({ receiver: name, standIns: standInsOf(live, name) })
  }
  return { afterMs: first.afterMs, chain }
}

function standInsOf(live: LiveConfig, receiver: string): FallbackReceiver['standIns'] {
  return (live.receivers.get(receiver) ?? []).map(({ index, channel, target, traits }) => ({
    ...{ integration: index, channel: channel.type, target, traits },
    ...{ limitKey: traits.rateLimit?.key, keepsOpening: traits.keepsOpening },
  }))
}

export interface FallbackOptions {
  readonly store: Pick<RouterStore, 'fallBackDue' | 'nextFallbackAt'>
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly onAftermath: (aftermath: Aftermath) => void
  readonly log: Logger
}

/** Lets others hear what is late. Gives the next moment at which something may be. */
export async function fallBackLate({
  store,
  live,
  now,
  onAftermath,
  log,
}: FallbackOptions): Promise<number | undefined> {
  const config = live()
  const plans = new Map(
    config.router.receivers.flatMap(({ name }) => {
      const plan = fallbackPlan(config, name)
      return plan ? [[name, plan] as const] : []
    }),
  )
  if (plans.size === 0) return undefined
  const next = await store.nextFallbackAt(plans)
  if (next === undefined || next > now()) return next
  const aftermath = await store.fallBackDue(plans, now())
  for (const { receiver, to } of aftermath.fellBack)
    log.warn({ receiver, to }, 'not delivered in time; another receiver hears it')
  onAftermath(aftermath)
  return store.nextFallbackAt(plans)
}
