/** One signed call to Tencent Cloud, API 3.0: JSON both ways; errors come with HTTP 200, too. */
import type { Outcome } from '../contract.ts'
import { type Answer, call, type HttpResult } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import { codeOutcome } from '../phone/errors.ts'
import { withoutNumbers } from '../phone/numbers.ts'
import { tencentEntry, wantsNewSignature } from './errors.ts'
import { signTencent, type TencentKey } from './sign.ts'

export interface TencentAccess extends TencentKey {
  readonly url: string
  readonly region: string
  readonly timeoutMs: number
}

export interface TencentCall {
  /** `sms`, `vms` */
  readonly service: string
  readonly action: string
  readonly version: string
  readonly body: unknown
}

export type TencentAnswer =
  /** What is under `Response`. */
  | { readonly kind: 'ok'; readonly response: unknown }
  /** `code` is empty where the answer has none. */
  | { readonly kind: 'failed'; readonly outcome: Outcome; readonly code: string }

export async function callTencent(access: TencentAccess, request: TencentCall, now: number): Promise<TencentAnswer> {
  const first = await signedCall(access, request, now)
  if (first.kind !== 'answer' || !wantsNewSignature(errorOf(first).code)) return judged(first, access, now)
  const theirs = Date.parse(first.headers['date'] ?? '')
  return judged(await signedCall(access, request, Number.isNaN(theirs) ? now : theirs), access, now)
}

/** What a code for one number or for the whole call comes to. */
export function tencentOutcome(code: string, message: unknown, access: TencentAccess): Outcome {
  if (!/^[A-Za-z][\w.-]{1,80}$/.test(code)) {
    return {
      kind: 'unknown',
      code: 'NO CODE',
      reason: 'the answer has no code; it may have been accepted all the same',
    }
  }
  const said = withoutNumbers(providerText(message, [access.secretKey, access.secretId]))
  return codeOutcome(code, tencentEntry(code), said)
}

function signedCall(access: TencentAccess, request: TencentCall, at: number): Promise<HttpResult> {
  const url = new URL(access.url)
  const json = JSON.stringify(request.body)
  const headers = signTencent({ host: url.host, service: request.service, body: json, at }, access)
  return call({
    method: 'POST',
    url: `${url.origin}/`,
    headers: {
      ...headers,
      'x-tc-action': request.action,
      'x-tc-version': request.version,
      'x-tc-region': access.region,
    },
    json,
    timeoutMs: access.timeoutMs,
  })
}

function judged(result: HttpResult, access: TencentAccess, now: number): TencentAnswer {
  if (result.kind !== 'answer') return { kind: 'failed', outcome: unansweredOutcome(result), code: '' }
  const { code, message } = errorOf(result)
  if (code !== '') return { kind: 'failed', outcome: tencentOutcome(code, message, access), code }
  const response = fieldOf(result.body, 'Response')
  if (isSuccess(result) && typeof response === 'object' && response !== null) return { kind: 'ok', response }
  return { kind: 'failed', outcome: withoutResponse(result, now), code: '' }
}

function withoutResponse(answer: Answer, now: number): Outcome {
  if (!isSuccess(answer)) return refusedOutcome(answer, '', now)
  const reason = 'the answer is none of Tencent Cloud’s; it may have been accepted all the same'
  return { kind: 'unknown', code: `HTTP ${answer.status}`, reason }
}

function errorOf({ body }: Answer): { readonly code: string; readonly message: unknown } {
  const error = fieldOf(fieldOf(body, 'Response'), 'Error')
  const code = fieldOf(error, 'Code')
  return { code: typeof code === 'string' ? code : '', message: fieldOf(error, 'Message') }
}
