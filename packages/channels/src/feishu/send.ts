/** One call, and what Feishu's answer means: business errors come as HTTP 200 or 400, the `code` in the body decides. */
import type { Outcome } from '../contract.ts'
import { type Answer, call } from '../http.ts'
import { fieldOf, isSuccess, pathSecrets, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import type { FeishuConfig } from './config.ts'
import { signatureOf } from './sign.ts'

const THROTTLED = [11232, 99991400]
/** Where the answer does not say how long: a limit of a second has passed by then, one of a minute is tried again. */
const THROTTLE_MS = 10_000
const MAX_THROTTLE_MS = 3_600_000

const HINTS: Readonly<Record<number, string>> = {
  9499: 'the message is malformed or too long',
  19001: 'wrong address, or the robot was removed; take it from the group again',
  19021:
    'the signature does not match (签名校验), or the clock of this machine is more than an hour away; set "secret" to the robot\'s secret',
  19022: "this machine's address is not among those that the robot takes (IP 白名单)",
  19024: 'the message lacks a keyword of the robot (自定义关键词); set "keyword" to one of them',
}

export async function post(
  config: FeishuConfig,
  message: {
    readonly body: Readonly<Record<string, unknown>>
    readonly idempotencyKey: string
    readonly now: number
  },
): Promise<Outcome> {
  const { secret, url, timeoutMs } = config
  const signature = secret === undefined ? undefined : signatureOf(secret, message.now)
  const result = await call({
    method: 'POST',
    url,
    headers: { 'idempotency-key': message.idempotencyKey },
    body: { ...signature, ...message.body },
    timeoutMs,
  })
  if (result.kind !== 'answer') return unansweredOutcome(result)
  const secrets = [url, ...pathSecrets(url), ...(secret === undefined ? [] : [secret]), signature?.sign ?? '']
  return outcomeOf(result, secrets, message.now)
}

function outcomeOf(answer: Answer, secrets: readonly string[], now: number): Outcome {
  const number = codeIn(answer.body)
  const text = providerText(fieldOf(answer.body, 'msg') ?? fieldOf(answer.body, 'StatusMessage'), secrets)
  const said = text === '' ? '' : `: ${text}`
  const code = String(number)
  if (number !== undefined && THROTTLED.includes(number)) {
    const reason = `more than 5 messages a second or 100 a minute, or Feishu is busy${said}`
    return { kind: 'retry', code, reason, afterMs: resetMs(answer) ?? THROTTLE_MS, pauseAll: true }
  }
  const hint = number === undefined ? undefined : HINTS[number]
  if (hint !== undefined) return { kind: 'reject', code, reason: hint + said }
  if (!isSuccess(answer)) {
    const outcome = refusedOutcome(answer, text, now)
    const afterMs = answer.status === 429 ? resetMs(answer) : undefined
    return outcome.kind === 'retry' && afterMs !== undefined ? { ...outcome, afterMs } : outcome
  }
  if (number === undefined) {
    return { kind: 'retry', code: `HTTP ${answer.status}`, reason: 'the answer is not one of Feishu (no code)' }
  }
  if (number === 0) return { kind: 'sent', code }
  return { kind: 'reject', code, reason: `Feishu refused it${said}` }
}

/** Older answers have only `StatusCode`. */
function codeIn(body: unknown): number | undefined {
  return [fieldOf(body, 'code'), fieldOf(body, 'StatusCode')].find((value) => typeof value === 'number')
}

/** Seconds, of the open platform's own header. */
function resetMs({ headers }: Answer): number | undefined {
  const seconds = headers['x-ogw-ratelimit-reset'] ?? ''
  return /^\d{1,6}$/.test(seconds) ? Math.min(Number(seconds) * 1_000, MAX_THROTTLE_MS) : undefined
}
