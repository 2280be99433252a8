/** A gateway of one's own: one call for each number, and what its answer means. */
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
import { eachOf } from './each.ts'
import type { GatewayConfig } from './gateway-config.ts'
import type { Line, Told } from './line.ts'
import { withoutNumbers } from './numbers.ts'

/** `content` is what each call says beside number and id. */
export function gatewayLine(config: GatewayConfig, content: Readonly<Record<string, unknown>>): Line {
  return {
    findsLost: false,
    settleMs: 0,
    receiptsAfterMs: [],
    send: async (recipients, { key, now }) => ({
      told: await eachOf(
        recipients,
        async (recipient): Promise<Told> => ({
          recipient,
          outcome: await callGateway(config, content, recipient, key, now),
        }),
        (recipient) => ({
          recipient,
          outcome: { kind: 'retry', code: 'NOT TRIED', reason: 'the gateway is too slow' },
        }),
      ),
    }),
  }
}

async function callGateway(
  config: GatewayConfig,
  content: Readonly<Record<string, unknown>>,
  to: string,
  key: string,
  now: number,
): Promise<Outcome> {
  const id = `${key}-${createHash('sha256').update(to).digest('hex').slice(0, 8)}`
  const result = await call({
    method: config.method,
    url: config.url,
    headers: { ...config.headers, 'idempotency-key': id },
    body: { to, ...content, id },
    timeoutMs: config.timeoutMs,
  })
  return result.kind === 'answer' ? outcomeOf(result, config, now) : unansweredOutcome(result)
}

function outcomeOf(answer: Answer, config: GatewayConfig, now: number): Outcome {
  const { status, path, equals } = config.success
  const secrets = [...urlSecrets(config.url), ...headerSecrets(config.headers)]
  const text = (value: unknown) => withoutNumbers(providerText(value, secrets))
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
