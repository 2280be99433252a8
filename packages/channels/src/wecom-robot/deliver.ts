/** The calls of one delivery, in order, and what came of them together. */
import { z } from 'zod'
import type { ChannelState, Outcome, SendContext, SendResult } from '../contract.ts'
import { withProblems } from '../templated.ts'
import { type Composed, compose } from './compose.ts'
import type { WecomRobotConfig } from './config.ts'
import { afterBusy, BUSY } from './errcode.ts'
import { sendMessage } from './send.ts'

/** The two messages as "recipients": what was accepted is not sent again when only the other failed. */
const MESSAGE = 'message'
const MENTION = 'mention'

/** How often in a row WeCom was busy for this notification. */
const stateSchema = z.object({ busy: z.object({ key: z.string(), times: z.number() }) })

export async function deliver(config: WecomRobotConfig, context: SendContext): Promise<SendResult> {
  const composed = compose(config, context)
  const sent = await sendAll(config, context, composed)
  const { outcome, newState } = counted(sent.outcome, context)
  return { ...sent, outcome: withProblems(outcome, composed.problems), newState }
}

/** How many calls `deliver` makes when nothing fails. */
export function callsOf(config: WecomRobotConfig, context: SendContext): number {
  return compose(config, context).mention && !alreadySaid(context) ? 2 : 1
}

async function sendAll(
  config: WecomRobotConfig,
  context: SendContext,
  { message, mention }: Composed,
): Promise<Pick<SendResult, 'outcome' | 'recipients'>> {
  const { notification, together, now } = context
  const { idempotencyKey } = notification
  const first: Outcome = alreadySaid(context)
    ? { kind: 'sent', code: '0' }
    : await sendMessage(config, message, { idempotencyKey, now })
  if (!mention || first.kind !== 'sent') return { outcome: first }
  const second = await sendMessage(config, mention, { idempotencyKey: `${idempotencyKey}-mention`, now })
  const recipients = [
    { recipient: MESSAGE, outcome: first },
    { recipient: MENTION, outcome: second },
  ]
  if (second.kind === 'sent') return { outcome: second, recipients }
  const reason = `the message arrived, the one that calls people did not: ${second.code} ${second.reason}`
  // Groups that share a message may be tried again in other company: what has arrived for all of them is done.
  if (second.kind === 'reject' || together)
    return { outcome: { ...first, reason }, ...(together ? {} : { recipients }) }
  return { outcome: { ...second, reason }, recipients }
}

function alreadySaid({ done, together }: SendContext): boolean {
  return !together && done.includes(MESSAGE)
}

function counted(
  outcome: Outcome,
  { priorState, notification }: SendContext,
): { outcome: Outcome; newState: ChannelState } {
  if (outcome.code !== BUSY || outcome.kind !== 'retry') return { outcome, newState: null }
  const key = notification.idempotencyKey
  const before = stateSchema.safeParse(priorState)
  const times = (before.success && before.data.busy.key === key ? before.data.busy.times : 0) + 1
  const after = afterBusy(outcome, times)
  return { outcome: after, newState: after.kind === 'retry' ? { busy: { key, times } } : null }
}
