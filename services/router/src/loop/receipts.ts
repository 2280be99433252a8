/** Asks providers what became of the messages that they accepted. Beside the calls, never under one of the same lane. */
import type { ReceiptsResult } from '@tocsin/channels'
import { type Logger, messageOf } from '@tocsin/kit'
import type { Aftermath, RouterStore } from '../store/port.ts'
import type { ReceiptsAnswer, ReceiptsDue } from '../store/receipt-port.ts'
import { fallbackPlan } from './fallback.ts'
import type { LiveConfig } from './live-config.ts'

/** Questions at the same time. */
const AT_ONCE = 16
const AFTER_A_FAULT_MS = 60_000
/** What a provider has not told by then it will not tell. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000

export interface ReceiptsOptions {
  readonly store: Pick<RouterStore, 'receiptsDue' | 'nextReceiptsAt' | 'saveReceipts'>
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly onAftermath: (aftermath: Aftermath) => void
  readonly wake: () => void
  readonly log: Logger
}

export interface Receipts {
  /** Begins to ask about what is due. Gives the next moment at which something is. */
  askDue(): Promise<number | undefined>
  /** Resolves when all questions are answered and recorded. */
  idle(): Promise<void>
}

export function createReceipts(options: ReceiptsOptions): Receipts {
  const { store, now, log } = options
  const asking = new Map<number, Promise<void>>()

  async function askDue(): Promise<number | undefined> {
    const room = AT_ONCE - asking.size
    if (room > 0) {
      for (const due of (await store.receiptsDue(now(), AT_ONCE)).slice(0, AT_ONCE)) {
        if (asking.has(due.id) || asking.size >= AT_ONCE) continue
        const done = ask(due).then(
          () => undefined,
          (error: unknown) =>
            log.error({ deliveryId: due.id, reason: messageOf(error) }, 'a receipt could not be recorded'),
        )
        asking.set(due.id, done.finally(() => asking.delete(due.id)).then(options.wake))
      }
    }
    const next = await store.nextReceiptsAt()
    // Who is being asked wakes the loop when the answer is there.
    return asking.size > 0 && next !== undefined && next <= now() ? undefined : next
  }

  async function ask(due: ReceiptsDue): Promise<void> {
    const { id, receiver, priorState } = due
    const { receipts, newState, askAgainAt } = await answerOf(due)
    const fallback = fallbackPlan(options.live(), receiver)
    const answer: ReceiptsAnswer = {
      ...{ deliveryId: id, at: now(), receipts, priorState, newState, askAgainAt },
      ...(fallback ? { fallback } : {}),
    }
    const aftermath = await store.saveReceipts(answer)
    if (!aftermath) return
    options.onAftermath(aftermath)
    for (const { code } of aftermath.dead) log.warn({ deliveryId: id, receiver, code }, 'accepted, and not delivered')
  }

  /** Never throws: what cannot be asked now is asked later, and not for ever. */
  async function answerOf(due: ReceiptsDue): Promise<ReceiptsResult> {
    const { receiver, integration, notification, priorState, done, sentAt } = due
    const nothing = { receipts: [], newState: priorState, askAgainAt: undefined }
    const configured = options
      .live()
      .receivers.get(receiver)
      ?.find(({ index }) => index === integration)
    if (!configured?.channel.receipts) return nothing
    try {
      return await configured.channel.receipts(configured.config, { notification, priorState, done, now: now() })
    } catch (error) {
      log.warn(
        { deliveryId: due.id, receiver, reason: messageOf(error) },
        'the provider could not be asked for receipts',
      )
      return { ...nothing, askAgainAt: now() - sentAt < GIVE_UP_AFTER_MS ? now() + AFTER_A_FAULT_MS : undefined }
    }
  }

  return {
    askDue,
    idle: async () => {
      while (asking.size > 0) await Promise.all(asking.values())
    },
  }
}
