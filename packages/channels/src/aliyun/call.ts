/** One signed call to Aliyun, RPC style: parameters in the query, JSON back. */
import { randomUUID } from 'node:crypto'
import type { Outcome } from '../contract.ts'
import { type Answer, call, type HttpResult } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, unansweredOutcome } from '../outcome.ts'
import { codeOutcome } from '../phone/errors.ts'
import { withoutNumbers } from '../phone/numbers.ts'
import { aliyunEntry, wantsNewSignature } from './errors.ts'
import { type AliyunKey, canonicalQuery, signAliyun } from './sign.ts'

export interface AliyunAccess extends AliyunKey {
  readonly url: string
  readonly timeoutMs: number
}

export interface AliyunCall {
  readonly action: string
  readonly version: string
  readonly params: Readonly<Record<string, string>>
}

export type AliyunAnswer =
  /** `Code` is `OK`. */
  | { readonly kind: 'ok'; readonly body: unknown }
  /** `code` and `message` are empty where the answer has none; `message` is for looking into, not to be shown. */
  | { readonly kind: 'failed'; readonly outcome: Outcome; readonly code: string; readonly message: string }

export async function callAliyun(access: AliyunAccess, request: AliyunCall, now: number): Promise<AliyunAnswer> {
  const first = await signedCall(access, request, now)
  const code = first.kind === 'answer' ? textField(first.body, 'Code') : ''
  if (first.kind !== 'answer' || !wantsNewSignature(code)) return judged(first, access, now)
  const theirs = Date.parse(first.headers['date'] ?? '')
  return judged(await signedCall(access, request, Number.isNaN(theirs) ? now : theirs), access, now)
}

function signedCall(access: AliyunAccess, { action, version, params }: AliyunCall, at: number): Promise<HttpResult> {
  const url = new URL(access.url)
  const headers = signAliyun(
    { method: 'POST', host: url.host, action, version, query: params, body: '', at, nonce: randomUUID() },
    access,
  )
  return call({
    method: 'POST',
    url: `${url.origin}/?${canonicalQuery(params)}`,
    headers,
    timeoutMs: access.timeoutMs,
  })
}

function judged(result: HttpResult, access: AliyunAccess, now: number): AliyunAnswer {
  if (result.kind !== 'answer') return failed(unansweredOutcome(result))
  const code = textField(result.body, 'Code')
  const message = textField(result.body, 'Message')
  if (code === 'OK' && isSuccess(result)) return { kind: 'ok', body: result.body }
  if (!/^[A-Za-z][\w.-]{1,80}$/.test(code)) return failed(withoutCode(result, now))
  const said = withoutNumbers(providerText(message, [access.accessKeySecret, access.accessKeyId]))
  return failed(codeOutcome(code, aliyunEntry(code, message), said), code, message)
}

function withoutCode(answer: Answer, now: number): Outcome {
  if (!isSuccess(answer)) return refusedOutcome(answer, '', now)
  const reason = 'the answer is none of Aliyun’s; it may have been accepted all the same'
  return { kind: 'unknown', code: `HTTP ${answer.status}`, reason }
}

function failed(outcome: Outcome, code = '', message = ''): AliyunAnswer {
  return { kind: 'failed', outcome, code, message }
}

function textField(body: unknown, name: string): string {
  const value = fieldOf(body, name)
  return typeof value === 'string' ? value : ''
}
