/** One call, and what DingTalk's answer means: business errors come as HTTP 200, the `errcode` in the body decides. */
import type { Outcome } from '../contract.ts'
import { type Answer, call } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, unansweredOutcome, urlSecrets } from '../outcome.ts'
import type { DingTalkConfig } from './config.ts'
import { signedUrl } from './sign.ts'

/** How long DingTalk holds a robot that passed 20 messages a minute. */
const THROTTLE_MS = 600_000
/** A clock that is set right soon. */
const CLOCK_WAIT_MS = 60_000

const THROTTLED = [130101, 410100]

const HINTS: Readonly<Record<number, string>> = {
  400013: 'the group was dissolved',
  400101: 'wrong access_token, or the robot was removed; take its address from the group again',
  400102: 'the robot is switched off in its group',
  400105: 'invalid message type',
  400106: 'the robot is not in the group any more',
  430101: 'the message holds a link that DingTalk takes for unsafe',
  430102: 'the message holds words that DingTalk does not allow',
  430103: 'the message holds a picture that DingTalk does not allow',
  430104: 'the message holds content that DingTalk does not allow',
  460101: 'the message is too long',
}

/** What 310000 may mean, by the words beside it: older robots answer in English, newer ones in Chinese. */
const SECURITY: readonly (readonly [RegExp, string])[] = [
  [/keyword|关键词/i, 'the message lacks a keyword of the robot (自定义关键词); set "keyword" to one of them'],
  [
    /sign not match|签名不匹配/i,
    'the signature does not match (加签); set "secret" to the robot\'s secret, and leave it out for a robot without one',
  ],
  [/whitelist|白名单/i, "this machine's address is not among those that the robot takes (IP 地址段)"],
]
const CLOCK = /timestamp|过期/i

export async function post(
  config: DingTalkConfig,
  message: { readonly body: unknown; readonly idempotencyKey: string; readonly now: number },
): Promise<Outcome> {
  const url = signedUrl(config.url, config.secret, message.now)
  const result = await call({
    method: 'POST',
    url,
    headers: { 'idempotency-key': message.idempotencyKey },
    body: message.body,
    timeoutMs: config.timeoutMs,
  })
  if (result.kind !== 'answer') return unansweredOutcome(result)
  return outcomeOf(result, [...urlSecrets(url), ...(config.secret === undefined ? [] : [config.secret])], message.now)
}

function outcomeOf(answer: Answer, secrets: readonly string[], now: number): Outcome {
  const errcode = fieldOf(answer.body, 'errcode')
  const errmsg = fieldOf(answer.body, 'errmsg')
  const text = providerText(errmsg, secrets)
  if (!isSuccess(answer)) return refusedOutcome(answer, text, now)
  if (typeof errcode !== 'number') {
    return { kind: 'retry', code: `HTTP ${answer.status}`, reason: 'the answer is not one of DingTalk (no errcode)' }
  }
  const code = String(errcode)
  const said = text === '' ? '' : `: ${text}`
  if (errcode === 0) return { kind: 'sent', code }
  if (errcode === -1) return { kind: 'retry', code, reason: `DingTalk is busy${said}` }
  if (THROTTLED.includes(errcode)) {
    const reason = `more than 20 messages a minute: DingTalk holds the robot for ten minutes${said}`
    return { kind: 'retry', code, reason, afterMs: THROTTLE_MS, pauseAll: true }
  }
  if (errcode === 310000) return securityOutcome(code, String(errmsg), said)
  return { kind: 'reject', code, reason: `${HINTS[errcode] ?? 'DingTalk refused it'}${said}` }
}

function securityOutcome(code: string, words: string, said: string): Outcome {
  const known = SECURITY.find(([pattern]) => pattern.test(words))?.[1]
  if (known === undefined && CLOCK.test(words)) {
    const reason = `the clock of this machine is more than an hour away from DingTalk's; set it right${said}`
    return { kind: 'retry', code, reason, afterMs: CLOCK_WAIT_MS, pauseAll: true }
  }
  return { kind: 'reject', code, reason: `${known ?? 'a security setting of the robot refuses it'}${said}` }
}
