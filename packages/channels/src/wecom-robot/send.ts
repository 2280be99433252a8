/** One call to a robot. What the answer means is `errcode.ts`. */
import type { Outcome } from '../contract.ts'
import { call } from '../http.ts'
import { unansweredOutcome } from '../outcome.ts'
import type { WecomRobotConfig } from './config.ts'
import { outcomeOf } from './errcode.ts'
import { bodyOf, type Message } from './message.ts'

export async function sendMessage(
  config: WecomRobotConfig,
  message: Message,
  { idempotencyKey, now }: { readonly idempotencyKey: string; readonly now: number },
): Promise<Outcome> {
  const result = await call({
    method: 'POST',
    url: config.url,
    headers: { 'idempotency-key': idempotencyKey },
    body: bodyOf(message),
    timeoutMs: config.timeoutMs,
  })
  return result.kind === 'answer' ? outcomeOf(result, config.url, now) : unansweredOutcome(result)
}
