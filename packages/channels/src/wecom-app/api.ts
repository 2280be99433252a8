/** One call of WeCom's API with an access token, a second time with a new one where WeCom does not take the first. */
import type { Outcome } from '../contract.ts'
import { type Answer, call } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import { secretsOf, type WecomAppConfig } from './config.ts'
import { outcomeOfErrcode, TOKEN_ERRCODES } from './errcodes.ts'
import type { Tokens } from './tokens.ts'

export interface ApiCall {
  readonly path: 'message/send' | 'message/update_template_card'
  readonly body: Readonly<Record<string, unknown>>
  readonly idempotencyKey: string
  readonly timeoutMs: number
  readonly now: number
}

export interface ApiResult {
  readonly outcome: Outcome
  /** Undefined where nothing of WeCom came back. */
  readonly body: unknown
}

export async function callApi(tokens: Tokens, config: WecomAppConfig, request: ApiCall): Promise<ApiResult> {
  const first = await callOnce(tokens, config, request)
  return first.again ? await callOnce(tokens, config, request) : first
}

async function callOnce(
  tokens: Tokens,
  config: WecomAppConfig,
  { path, body, idempotencyKey, timeoutMs, now }: ApiCall,
): Promise<ApiResult & { readonly again: boolean }> {
  const found = await tokens.get(config, now)
  if (found.kind === 'none') return { outcome: found.outcome, body: undefined, again: false }
  const result = await call({
    method: 'POST',
    url: `${config.apiUrl}/cgi-bin/${path}?${new URLSearchParams({ access_token: found.token })}`,
    headers: { 'idempotency-key': idempotencyKey },
    body,
    timeoutMs,
  })
  if (result.kind !== 'answer') return { outcome: unansweredOutcome(result), body: undefined, again: false }
  const again = isSuccess(result) && TOKEN_ERRCODES.includes(fieldOf(result.body, 'errcode'))
  if (again) tokens.drop(config, found.token)
  return { outcome: judged(result, [...secretsOf(config), found.token], now), body: result.body, again }
}

function judged(answer: Answer, secrets: readonly string[], now: number): Outcome {
  const said = providerText(fieldOf(answer.body, 'errmsg'), secrets)
  return isSuccess(answer) ? outcomeOfErrcode(fieldOf(answer.body, 'errcode'), said) : refusedOutcome(answer, said, now)
}
