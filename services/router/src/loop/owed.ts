/** From what was decided to what is owed: each delivery with its key and the snapshot that a channel will render. Pure. */
import type { Notification } from '@tocsin/channels'
import type { RouteNode } from '@tocsin/rules'
import type { NewDelivery } from '../decide/decide.ts'
import { type DecidedMember, type DecisionDetail, decidedMember } from '../decide/detail.ts'
import { objectiveOf } from '../decide/objective.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import type { Verdict } from '../model/verdict.ts'
import type { DeliveryToStore, DueGroup } from '../store/port.ts'
import type { LiveConfig, LiveIntegration } from './live-config.ts'
import { idempotencyKeyOf, notificationOf, type Occasion } from './notification.ts'

export interface OwedContext {
  readonly store: { readonly instance: string }
  readonly live: LiveConfig
  readonly externalUrl: string
  readonly grafanaUrl: string | undefined
  readonly now: number
  /** Expiries are not believed before this, see `model/clock.ts`. */
  readonly heldUntil: number
}

export interface Owing {
  readonly group: DueGroup
  readonly receiver: string
  readonly route: Pick<RouteNode, 'labels'>
  readonly revision: number
  readonly deliveries: readonly NewDelivery[]
  readonly about?: Pick<Notification, 'escalation' | 'notify'>
  readonly audience?: string
}

/** Integrations that are gone are owed nothing. */
export function owed(
  context: OwedContext,
  { group, receiver, route, revision, deliveries, about, audience = '' }: Owing,
): DeliveryToStore[] {
  const { store, externalUrl, grafanaUrl, now, heldUntil } = context
  const integrations = context.live.receivers.get(receiver) ?? []
  return deliveries.flatMap((delivery): DeliveryToStore[] => {
    const integration = integrations.find(({ index }) => index === delivery.integration)
    if (!integration) return []
    const occasion: Occasion = {
      ...{ instance: store.instance, group, receiver, route, delivery, revision },
      ...{ externalUrl, grafanaUrl, now, heldUntil },
    }
    return [
      {
        ...delivery,
        idempotencyKey: idempotencyKeyOf(occasion),
        channel: integration.channel.type,
        target: integration.target,
        limitKey: integration.traits.rateLimit?.key,
        keepsOpening: integration.traits.keepsOpening,
        audience,
        notification: { ...notificationOf(occasion), ...about },
        objective: objectiveOf(group, delivery, context.live.router, now),
      },
    ]
  })
}

/** An alert with what a decision sees of it. */
export interface Looked {
  readonly alert: Alert
  readonly resolved: boolean
  readonly verdict: Verdict
}

export interface LookContext {
  readonly now: number
  readonly heldUntil: number
  /** What keeps an alert from being told by a route at `now`. */
  readonly explain: (alert: Alert, route: RouteNode) => Verdict
}

export function look({ now, heldUntil, explain }: LookContext, alerts: readonly Alert[], route: RouteNode): Looked[] {
  return alerts.map((alert) => ({
    alert,
    resolved: isResolved(alert, now, heldUntil),
    verdict: explain(alert, route),
  }))
}

export function detailOf(
  route: RouteNode,
  looked: readonly Looked[],
  integrations: readonly LiveIntegration[],
  decided: readonly {
    readonly integration: number
    readonly reason: DecisionDetail['integrations'][number]['reason']
  }[],
): DecisionDetail {
  const members = looked.map(
    ({ alert, resolved, verdict }): DecidedMember => decidedMember(alert.fingerprint, resolved, verdict),
  )
  return {
    routeKey: route.key,
    members,
    integrations: decided.map(({ integration, reason }) => ({
      integration,
      target: integrations.find(({ index }) => index === integration)?.target ?? '',
      reason,
    })),
  }
}
