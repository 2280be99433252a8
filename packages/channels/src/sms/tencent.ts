/**
 * SMS by Tencent Cloud, API 2021-01-11. Up to 200 numbers for each call, all of mainland China or none; a status for each
 * number. It knows no idempotency: `SessionContext` is ours, and the receipts of a number are asked for it.
 */
import { fieldOf } from '../outcome.ts'
import type { EarlierCall, Given, Line, LineMessage, Told, Trace } from '../phone/line.ts'
import { isMainland } from '../phone/numbers.ts'
import { fitted } from '../phone/variables.ts'
import { callTencent, tencentOutcome } from '../tencent/call.ts'
import { lengthAllowed } from '../tencent/errors.ts'
import type { TencentSms } from './config.ts'

const VERSION = '2021-01-11'
const MAX_NUMBERS = 200
/** What can be asked for is the carrier's receipt, which takes its time. */
const SETTLE_MS = 60_000
const RECEIPTS_AFTER_MS = [30_000, 90_000, 240_000, 600_000]

/** `values` are raw: how long they may be is learned while sending. */
export function tencentSmsLine(config: TencentSms, values: readonly (readonly [string, string])[]): Line {
  return {
    findsLost: true,
    settleMs: SETTLE_MS,
    receiptsAfterMs: RECEIPTS_AFTER_MS,
    trace: (call, now) => traceOf(config, call, now),
    send: async (recipients, message) => {
      let given: Given = { told: [] }
      // One after another: few receivers have more than one batch, and all of them together have to end in time.
      for (const batch of batchesOf(recipients)) {
        const next = await sendBatch(config, values, batch, message)
        given = { ...given, ...next, told: [...given.told, ...next.told] }
      }
      return given
    },
  }
}

function batchesOf(recipients: readonly string[]): string[][] {
  const groups = [recipients.filter(isMainland), recipients.filter((number) => !isMainland(number))]
  return groups.flatMap((numbers) =>
    Array.from({ length: Math.ceil(numbers.length / MAX_NUMBERS) }, (_, index) =>
      numbers.slice(index * MAX_NUMBERS, (index + 1) * MAX_NUMBERS),
    ),
  )
}

async function sendBatch(
  config: TencentSms,
  values: readonly (readonly [string, string])[],
  recipients: readonly string[],
  { key, now, paramLength = config.paramLength }: LineMessage,
): Promise<Given> {
  const tried = Math.min(paramLength, config.paramLength)
  const first = await callBatch(config, fitted(values, tried, config), recipients, key, now)
  const allowed = first.codes.map((code) => lengthAllowed(code, tried)).find((length) => length !== undefined)
  if (allowed === undefined) return { told: first.told }
  const tooLong = first.told.filter(({ outcome }) => lengthAllowed(outcome.code, tried) !== undefined)
  const again = await callBatch(
    config,
    fitted(values, allowed, config),
    tooLong.map(({ recipient }) => recipient),
    key,
    now,
  )
  const second = new Map(again.told.map((one) => [one.recipient, one]))
  return { told: first.told.map((one) => second.get(one.recipient) ?? one), paramLength: allowed }
}

async function callBatch(
  config: TencentSms,
  values: readonly (readonly [string, string])[],
  recipients: readonly string[],
  key: string,
  now: number,
): Promise<{ readonly told: readonly Told[]; readonly codes: readonly string[] }> {
  const body = {
    PhoneNumberSet: recipients,
    SmsSdkAppId: config.sdkAppId,
    SignName: config.signName,
    TemplateId: config.templateId,
    TemplateParamSet: values.map(([, value]) => value),
    SessionContext: key,
  }
  const answer = await callTencent(config.access, { service: 'sms', action: 'SendSms', version: VERSION, body }, now)
  if (answer.kind === 'failed') {
    return { told: recipients.map((recipient) => ({ recipient, outcome: answer.outcome })), codes: [answer.code] }
  }
  const list = fieldOf(answer.response, 'SendStatusSet')
  const statuses: readonly unknown[] = Array.isArray(list) ? list : []
  const told = recipients.map((recipient, index) => {
    const own = statuses.find((status) => fieldOf(status, 'PhoneNumber') === recipient) ?? statuses[index]
    return toldOf(config, recipient, own)
  })
  return { told, codes: told.map(({ outcome }) => outcome.code) }
}

function toldOf(config: TencentSms, recipient: string, status: unknown): Told {
  const code = fieldOf(status, 'Code')
  if (code === 'Ok') {
    const id = fieldOf(status, 'SerialNo')
    return { recipient, outcome: { kind: 'sent', code }, id: typeof id === 'string' ? id : '' }
  }
  const text = typeof code === 'string' ? code : ''
  return { recipient, outcome: tencentOutcome(text, fieldOf(status, 'Message'), config.access) }
}

/** Only what has a receipt is on record there: `none` is no proof that nothing was sent. */
async function traceOf(config: TencentSms, { recipient, key, at, id }: EarlierCall, now: number): Promise<Trace> {
  const body = {
    PhoneNumber: recipient,
    SmsSdkAppId: config.sdkAppId,
    BeginTime: Math.floor(at / 1_000) - 60,
    EndTime: Math.ceil(now / 1_000) + 60,
    Offset: 0,
    Limit: 100,
  }
  const request = { service: 'sms', action: 'PullSmsSendStatusByPhoneNumber', version: VERSION, body }
  const answer = await callTencent(config.access, request, now)
  if (answer.kind === 'failed') {
    const { outcome } = answer
    return { kind: 'silent', code: outcome.code, reason: outcome.kind === 'sent' ? '' : outcome.reason }
  }
  const list = fieldOf(answer.response, 'PullSmsSendStatusSet')
  const records: readonly unknown[] = Array.isArray(list) ? list : []
  const found = records.find(
    (record) =>
      (id !== undefined && id !== '' && fieldOf(record, 'SerialNo') === id) ||
      fieldOf(record, 'SessionContext') === key,
  )
  return found === undefined ? { kind: 'none' } : known(found)
}

function known(record: unknown): Trace {
  const delivered = fieldOf(record, 'ReportStatus') === 'SUCCESS'
  const described = String(fieldOf(record, 'Description') ?? '').slice(0, 60)
  const code = /^[\w.:-]+$/.test(described) ? described : delivered ? 'SUCCESS' : 'FAIL'
  const seconds = Number(fieldOf(record, 'UserReceiveTime'))
  const id = fieldOf(record, 'SerialNo')
  return {
    kind: 'known',
    id: typeof id === 'string' ? id : '',
    state: delivered ? 'delivered' : 'failed',
    code,
    reason: delivered ? '' : `the carrier did not deliver it: ${code}`,
    at: seconds > 0 ? seconds * 1_000 : undefined,
  }
}
