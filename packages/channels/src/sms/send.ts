/** One call for each recipient, and what the calls come to together. */
import { createHash } from 'node:crypto'
import type { Outcome } from '../contract.ts'
import { type Answer, call } from '../http.ts'
import {
  fieldOf,
  headerSecrets,
  isSuccess,
  providerText,
  refusedOutcome,
  unansweredOutcome,
  urlSecrets,
} from '../outcome.ts'
import type { RecipientOutcome } from '../recipients.ts'
import type { SmsConfig } from './config.ts'

/** With at most 20 numbers that is two time-outs in a row; gateways allow few calls at once. */
const CALLS_AT_ONCE = 10

export interface SmsMessage {
  readonly text: string
  readonly idempotencyKey: string
  readonly recipients: readonly string[]
  readonly now: number
}

export async function sendToEach(config: SmsConfig, message: SmsMessage): Promise<RecipientOutcome[]> {
  const waiting = [...message.recipients.entries()]
  const outcomes: RecipientOutcome[] = []
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, recipient] = next
      outcomes[index] = { recipient, outcome: await sendToOne(config, message, recipient) }
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker))
  return outcomes
}

async function sendToOne(config: SmsConfig, message: SmsMessage, to: string): Promise<Outcome> {
  const id = `${message.idempotencyKey}-${createHash('sha256').update(to).digest('hex').slice(0, 8)}`
  const result = await call({
    method: config.method,
    url: config.url,
    headers: { ...config.headers, 'idempotency-key': id },
    body: { to, text: message.text, id },
    timeoutMs: config.timeoutMs,
  })
  return result.kind === 'answer' ? outcomeOf(result, config, message.now) : unansweredOutcome(result)
}

function outcomeOf(answer: Answer, config: SmsConfig, now: number): Outcome {
  const { status, path, equals } = config.success
  const secrets = [...urlSecrets(config.url), ...headerSecrets(config.headers)]
  const text = (value: unknown) => providerText(value, secrets).replace(/\d{5,}/g, '…')
  const said = text(fieldOf(answer.body, 'message') ?? fieldOf(answer.body, 'msg'))
  if (answer.status < status.from || answer.status > status.to) {
    if (!isSuccess(answer)) return refusedOutcome(answer, said, now)
    return { kind: 'reject', code: `HTTP ${answer.status}`, reason: 'not a status that "success" names' }
  }
  if (path.length === 0) return { kind: 'sent', code: `HTTP ${answer.status}` }
  if (typeof answer.body !== 'object' || answer.body === null) {
    return { kind: 'retry', code: `HTTP ${answer.status}`, reason: 'the answer is no JSON object' }
  }
  const found = path.reduce<unknown>(fieldOf, answer.body)
  if (String(found) === equals) return { kind: 'sent', code: equals }
  if (found === undefined) {
    const reason = `the answer has no field ${path.join('.')}; "success" in the settings must fit the gateway`
    return { kind: 'reject', code: `HTTP ${answer.status}`, reason }
  }
  return {
    kind: 'reject',
    code: text(String(found)).slice(0, 60),
    reason: said === '' ? 'the gateway refused it' : `the gateway refused it: ${said}`,
  }
}
