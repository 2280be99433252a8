/** One group, and what it owes to its receivers, for tests of a store. */
import type { Outcome } from '@tocsin/channels'
import type { FallbackPlan } from '../../decide/fallback.ts'
import type { Aftermath, AttemptEnd, RouterStore } from '../port.ts'
import { alert, delivery, group, NOW } from './records.ts'

export const SENT: Outcome = { kind: 'sent', code: '0' }
export const REFUSED: Outcome = { kind: 'reject', code: '93000', reason: 'invalid webhook url' }

/** `team` falls back to `sms`, after five minutes at the latest. */
export const TO_SMS: FallbackPlan = {
  afterMs: 300_000,
  chain: [
    {
      receiver: 'sms',
      standIns: [
        {
          ...{ integration: 0, channel: 'sms', target: 'sms 138****0001', limitKey: undefined, keepsOpening: false },
          traits: { updateOnChange: false, repeats: true, sendResolved: true },
        },
      ],
    },
  ],
}

export async function owing(store: RouterStore) {
  await store.acceptTransitions([alert('a')], NOW)
  await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
  const groupId = (await store.dueGroups(NOW, 10))[0]?.id ?? -1
  return {
    /** `team` is owed news, in its lane. */
    decide: (revision: number, at = NOW, change: Parameters<typeof delivery>[1] = {}) =>
      store.saveDecision({
        ...{ groupId, receiver: 'team', at, reason: 'first notification', revision, told: {}, leaving: [] },
        ...{ nextFlushAt: at + 60_000, decidedFrom: [], configVersion: 1 },
        deliveries: [delivery(`k${revision}`, { limitKey: undefined, ...change })],
        detail: { routeKey: '{}', members: [], integrations: [] },
      }),
    /** The next call, and how it ended; undefined where nothing can be sent. */
    call: async (
      outcome: Outcome,
      at: number,
      change: Partial<AttemptEnd> = {},
    ): Promise<(Aftermath & { readonly id: number; readonly key: string }) | undefined> => {
      const [claimed] = await store.claimable(at, 1, { limitKeys: [], targets: [] })
      if (!claimed) return undefined
      const { id, notification } = claimed
      const attemptId = (await store.beginAttempt({ deliveryId: id, at, limitKey: undefined, state: null })) ?? -1
      const aftermath = await store.endAttempt({
        ...{ attemptId, deliveryId: id, at, outcome, recipients: [], newState: null },
        ...{ retryAt: undefined, pauseUntil: undefined, ...change },
      })
      return { ...aftermath, id, key: notification.idempotencyKey }
    },
    states: async () =>
      (await store.deliveryViews(20)).map(({ receiver, state, status }) => `${receiver} ${status} ${state}`),
  }
}
