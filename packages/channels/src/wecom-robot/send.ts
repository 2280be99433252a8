/** What WeCom's answers mean. Business errors come as HTTP 200: the `errcode` in the body decides, never the status alone. */
import type { Outcome } from '../contract.ts'
import { type Answer, call } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, unansweredOutcome, urlSecrets } from '../outcome.ts'
import type { WecomRobotConfig } from './config.ts'

const WORTH_ANOTHER: Readonly<Record<number, string>> = {
  [-1]: 'WeCom is busy',
  45009: 'more than 20 messages a minute',
  45033: 'too many calls at once',
}

/** How long WeCom holds a robot that passed its limit. */
const LIMIT_PAUSE_MS = 60_000

const HINTS: Readonly<Record<number, string>> = {
  93000: 'wrong key, or the robot was removed; take its address from the group again',
  40008: 'invalid message type',
  40058: 'invalid parameter',
  44004: 'empty content',
  45002: 'content too long',
}

export async function sendMarkdown(
  config: WecomRobotConfig,
  message: { readonly content: string; readonly idempotencyKey: string; readonly now: number },
): Promise<Outcome> {
  const result = await call({
    method: 'POST',
    url: config.url,
    headers: { 'idempotency-key': message.idempotencyKey },
    body: { msgtype: 'markdown', markdown: { content: message.content } },
    timeoutMs: config.timeoutMs,
  })
  return result.kind === 'answer' ? outcomeOf(result, config, message.now) : unansweredOutcome(result)
}

function outcomeOf(answer: Answer, config: WecomRobotConfig, now: number): Outcome {
  const errcode = fieldOf(answer.body, 'errcode')
  const errmsg = providerText(fieldOf(answer.body, 'errmsg'), urlSecrets(config.url))
  if (!isSuccess(answer)) return refusedOutcome(answer, errmsg, now)
  if (typeof errcode !== 'number') {
    return { kind: 'retry', code: `HTTP ${answer.status}`, reason: 'the answer is not one of WeCom (no errcode)' }
  }
  const code = String(errcode)
  if (errcode === 0) return { kind: 'sent', code }
  const said = errmsg === '' ? '' : `: ${errmsg}`
  const busy = WORTH_ANOTHER[errcode]
  if (errcode === 45009)
    return { kind: 'retry', code, reason: `${busy}${said}`, afterMs: LIMIT_PAUSE_MS, pauseAll: true }
  if (busy !== undefined) return { kind: 'retry', code, reason: `${busy}${said}` }
  return { kind: 'reject', code, reason: `${HINTS[errcode] ?? 'WeCom refused it'}${said}` }
}
