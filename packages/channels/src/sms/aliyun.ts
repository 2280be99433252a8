/**
 * SMS by Aliyun's Dysmsapi 2017-05-25. One number for each call, as its documentation asks for alerts. It knows no idempotency:
 * `OutId` is ours, and QuerySendDetails is asked before anything is sent twice.
 */
import { type AliyunAnswer, callAliyun } from '../aliyun/call.ts'
import { lengthAllowed } from '../aliyun/errors.ts'
import { fieldOf } from '../outcome.ts'
import type { EarlierCall, Line, Told, Trace } from '../phone/line.ts'
import { aliyunNumber, numberId } from '../phone/numbers.ts'
import { type Attempt, type OneNumber, sendEach } from '../phone/send-each.ts'
import { fitted } from '../phone/variables.ts'
import type { AliyunSms } from './config.ts'

const VERSION = '2017-05-25'
/** All that one number may be sent in a day, unless the account has more. */
const PAGE_SIZE = 50
/** A record is there as soon as a message was accepted; this is for their own delay. */
const SETTLE_MS = 30_000
const RECEIPTS_AFTER_MS = [20_000, 60_000, 180_000, 600_000]

/** `values` are raw: how long they may be is learned while sending. */
export function aliyunSmsLine(config: AliyunSms, values: readonly (readonly [string, string])[]): Line {
  return {
    findsLost: true,
    settleMs: SETTLE_MS,
    receiptsAfterMs: RECEIPTS_AFTER_MS,
    trace: (call, now) => traceOf(config, call, now),
    send: (recipients, { key, now, paramLength = config.paramLength }) =>
      sendEach(recipients, Math.min(paramLength, config.paramLength), (recipient, max) =>
        sendOne(config, values, { recipient, key, now, max }),
      ),
  }
}

/** Its own for each notification and number, the same in every try; at most 255 characters. */
export function outIdOf(key: string, recipient: string): string {
  return `${key}-${numberId(recipient).slice(0, 8)}`
}

async function sendOne(
  config: AliyunSms,
  values: readonly (readonly [string, string])[],
  { recipient, key, now, max }: OneNumber,
): Promise<Attempt> {
  const params = {
    PhoneNumbers: aliyunNumber(recipient),
    SignName: config.signName,
    TemplateCode: config.templateCode,
    TemplateParam: JSON.stringify(Object.fromEntries(fitted(values, max, config))),
    OutId: outIdOf(key, recipient),
  }
  const answer = await callAliyun(config.access, { action: 'SendSms', version: VERSION, params }, now)
  const allowed = answer.kind === 'failed' ? lengthAllowed(answer.code, answer.message, max) : undefined
  return { told: toldOf(recipient, answer), allowed }
}

function toldOf(recipient: string, answer: AliyunAnswer): Told {
  if (answer.kind === 'failed') return { recipient, outcome: answer.outcome }
  const id = fieldOf(answer.body, 'BizId')
  return { recipient, outcome: { kind: 'sent', code: 'OK' }, id: typeof id === 'string' ? id : '' }
}

async function traceOf(config: AliyunSms, { recipient, key, at, id }: EarlierCall, now: number): Promise<Trace> {
  const outId = outIdOf(key, recipient)
  // A call just before midnight may be on record under the next day.
  const days = [...new Set([dayOf(at), dayOf(Math.min(at + config.access.timeoutMs, now))])]
  let last: Trace = { kind: 'none' }
  for (const day of days) {
    const params = {
      PhoneNumber: aliyunNumber(recipient),
      SendDate: day,
      PageSize: String(PAGE_SIZE),
      CurrentPage: '1',
      ...(id ? { BizId: id } : {}),
    }
    const answer = await callAliyun(config.access, { action: 'QuerySendDetails', version: VERSION, params }, now)
    if (answer.kind === 'failed') return silent(answer.outcome)
    const found = recordsOf(answer.body).find((record) => fieldOf(record, 'OutId') === outId)
    if (found !== undefined) return known(found, id ?? '')
    if (Number(fieldOf(answer.body, 'TotalCount')) > PAGE_SIZE) {
      last = { kind: 'silent', code: 'TOO MANY', reason: `more than ${PAGE_SIZE} messages to this number today` }
    }
  }
  return last
}

/** In China's time. */
function dayOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '')
}

function recordsOf(body: unknown): readonly unknown[] {
  const list = fieldOf(fieldOf(body, 'SmsSendDetailDTOs'), 'SmsSendDetailDTO')
  return Array.isArray(list) ? list : []
}

/** Source: developer.aliyun.com/ask/217899: 1 waits for a receipt, 2 failed, 3 arrived. */
const STATES: Readonly<Record<string, 'pending' | 'delivered' | 'failed'>> = {
  1: 'pending',
  2: 'failed',
  3: 'delivered',
}

function known(record: unknown, id: string): Trace {
  const state = STATES[String(fieldOf(record, 'SendStatus'))] ?? 'pending'
  const carrier = String(fieldOf(record, 'ErrCode') ?? '').slice(0, 60)
  const code = /^[\w.:-]+$/.test(carrier) ? carrier : state
  const at = Date.parse(`${String(fieldOf(record, 'ReceiveDate') ?? '').replace(' ', 'T')}+08:00`)
  const reason = state === 'failed' ? `the carrier did not deliver it: ${code}` : ''
  return { kind: 'known', id, state, code, reason, at: Number.isNaN(at) ? undefined : at }
}

function silent(outcome: { readonly kind: string; readonly code: string; readonly reason?: string }): Trace {
  return { kind: 'silent', code: outcome.code, reason: outcome.reason ?? outcome.kind }
}
