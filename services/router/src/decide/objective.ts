/**
 * What is promised for the first notification of a group: from the router's acceptance of the alert to the provider's
 * acceptance of the message. Later news has no objective of its own: it waits for the group interval on purpose. Pure.
 */
import type { Labels, Outcome } from '@tocsin/channels'
import type { RouterConfig } from '@tocsin/rules'
import type { NewDelivery } from './decide.ts'

export interface Objective {
  readonly tier: string
  readonly acceptedAt: number
  readonly limitMs: number
}

export interface Promised {
  /** When the group was looked at before; undefined where it is new. */
  readonly decidedAt: number | undefined
  /** All of the group. */
  readonly alerts: readonly { readonly fingerprint: string; readonly labels: Labels; readonly acceptedAt: number }[]
}

/** Undefined where nothing is promised: no tier, or no first notification. */
export function objectiveOf(
  { decidedAt, alerts }: Promised,
  { reason, status, shows }: NewDelivery,
  { tiers, tierOfSeverity }: Pick<RouterConfig, 'tiers' | 'tierOfSeverity'>,
  now: number,
): Objective | undefined {
  if (reason !== 'first notification' || status !== 'firing') return undefined
  const shown = alerts.filter(({ fingerprint }) => shows.includes(fingerprint))
  const tier = shared(shown, 'tier') ?? tierOfSeverity[shared(shown, 'severity') ?? '']
  const limitMs = tier === undefined ? undefined : tiers[tier]?.objectiveMs
  if (tier === undefined || limitMs === undefined) return undefined
  // What was here at an earlier look and is told only now was muted until now: nobody waited for it.
  const acceptedAt = shown.map((alert) =>
    decidedAt !== undefined && alert.acceptedAt <= decidedAt ? now : alert.acceptedAt,
  )
  return { tier, limitMs, acceptedAt: Math.min(now, ...acceptedAt) }
}

export interface ObjectiveResult {
  readonly tier: string
  readonly result: 'met' | 'missed'
  /** Undefined where it never arrived. */
  readonly tookMs: number | undefined
}

/** Of a delivery that is over. */
export function resultOf({ tier, acceptedAt, limitMs }: Objective, outcome: Outcome, at: number): ObjectiveResult {
  if (outcome.kind !== 'sent') return { tier, result: 'missed', tookMs: undefined }
  const tookMs = at - acceptedAt
  return { tier, result: tookMs <= limitMs ? 'met' : 'missed', tookMs }
}

function shared(alerts: Promised['alerts'], name: string): string | undefined {
  const values = new Set(alerts.map(({ labels }) => labels[name] ?? ''))
  const [only] = values
  return values.size === 1 && only !== '' ? only : undefined
}
