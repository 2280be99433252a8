import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { SendContext } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import { AT, alertOf, groupOf, notificationOf } from '../testing/notifications.ts'
import { answer, type Provider, startProvider } from '../testing/provider.ts'
import { TENCENT_KEY, type TencentVendor, tencentVendor } from '../testing/tencent.ts'
import { smsChannel } from './index.ts'

const ZHANG = '+8613800001111'
const LI = '+8613900002222'
const settings = (url: string) => ({
  provider: 'tencent',
  url,
  ...TENCENT_KEY,
  sdk_app_id: '1400006666',
  sign_name: '某某科技',
  template_id: 1234567,
  to: ZHANG,
})

const contractVendor = tencentVendor('sms')
runHttpContract(smsChannel, {
  settings,
  secrets: [ZHANG, '13800001111', TENCENT_KEY.secret_key],
  accept: (seen) => contractVendor.reply(seen),
  checkLimits: ({ body }) => {
    const values = body['TemplateParamSet'] as string[]
    expect(values).toHaveLength(6)
    for (const value of values) {
      expect([...value].length).toBeGreaterThan(0)
      expect([...value].length).toBeLessThanOrEqual(60)
      expect(value).not.toMatch(/[\p{Cc}【】{}]|:\/\/|\d\.\d+\.\d|[a-z]\.[a-z]/iu)
    }
    expect(values.join('').length).toBeLessThan(400)
    expect(String(body['SessionContext']).length).toBeLessThan(512)
  },
  stateBeforeEnd: null,
  marks: { zh: '（测试）' },
  keyOf: ({ body }) => body['SessionContext'],
})

describe('Tencent Cloud SMS', () => {
  let provider: Provider
  let vendor: TencentVendor
  beforeEach(async () => {
    provider = await startProvider()
    vendor = tencentVendor('sms')
    provider.reply((seen) => vendor.reply(seen))
  })
  afterEach(() => provider.close())

  const firing = notificationOf([alertOf()])
  const configOf = (change: object = {}) => smsChannel.schema().parse({ ...settings(provider.url), ...change })
  const send = (context: Partial<SendContext> = {}, change: object = {}) =>
    smsChannel.send(configOf(change), contextOf(context.notification ?? firing, context))
  const actions = () => provider.seen.map(({ headers }) => headers['x-tc-action'])
  const numbers = () => provider.seen.map(({ body }) => body['PhoneNumberSet'])
  const both = { to: [ZHANG, LI] }

  test('what goes over the wire', async () => {
    const { outcome, receiptsAt } = await send({}, both)
    expect(outcome).toEqual({ kind: 'sent', code: 'Ok' })
    expect(receiptsAt).toBe(AT + 30_000)
    const [seen] = provider.seen
    const { 'x-tc-version': version, 'x-tc-region': region, 'content-type': type } = seen?.headers ?? {}
    const shown = { method: seen?.method, path: seen?.path, type, version, region, body: seen?.body }
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot('tencent-request.golden.json')
  })

  test('an outcome for each number, and only the failed ones again', async () => {
    vendor.behave.set(LI, { code: 'LimitExceeded.PhoneNumberThirtySecondLimit', message: `${LI} too often` })
    const first = await send({}, both)
    expect(first.outcome).toMatchObject({ kind: 'retry', afterMs: 30_000 })
    expect(JSON.stringify(first.outcome)).not.toContain('13900002222')
    expect(first.recipients?.map(({ outcome }) => outcome.kind)).toEqual(['sent', 'retry'])
    vendor.behave.clear()
    const second = await send({ priorState: first.newState, done: [ZHANG], now: AT + 30_000 }, both)
    expect([second.outcome.kind, numbers()]).toEqual(['sent', [[ZHANG, LI], [LI]]])
  })

  test('200 numbers for each call, those of mainland China apart from the others', async () => {
    const people = Array.from({ length: 205 }, (_, index) => ({
      name: `p${index}`,
      displayName: `p${index}`,
      addresses: { mobile: index < 203 ? `+86138${String(10_000_000 + index)}` : `+852612345${index}` },
      language: 'zh' as const,
      timeZone: 'UTC',
    }))
    const { outcome, recipients } = await send({ notification: { ...firing, people } })
    expect([outcome.kind, recipients?.length]).toEqual(['sent', 205])
    expect(provider.seen.map(({ body }) => (body['PhoneNumberSet'] as string[]).length)).toEqual([200, 3, 2])
  })

  test.each([
    ['AuthFailure.SecretIdNotFound', 'reject'],
    ['InternalError.OtherError', 'retry'],
    ['InternalError.Timeout', 'unknown'],
    ['FailedOperation.InsufficientBalanceInSmsPackage', 'reject'],
  ])('an error of the whole call, with HTTP 200: %s', async (code, kind) => {
    vendor.whole = { code, message: 'no' }
    const { outcome, recipients } = await send({}, both)
    expect(outcome).toMatchObject({ kind, code })
    expect(recipients?.map((one) => one.outcome.code)).toEqual([code, code])
  })

  test('a wrong key is refused by the signature, and not told', async () => {
    const { outcome } = await send({}, { secret_key: 'wrong-key-1' })
    expect(outcome).toMatchObject({ kind: 'reject', code: 'AuthFailure.SignatureFailure' })
    expect(JSON.stringify(outcome)).not.toContain('wrong-key-1')
  })

  test('an expired signature is made once more, by the time of the provider', async () => {
    const theirs = AT + 3_600_000
    provider.reply((seen) =>
      provider.seen.length === 1
        ? answer(
            200,
            { Response: { Error: { Code: 'AuthFailure.SignatureExpire', Message: '' } } },
            { date: new Date(theirs).toUTCString() },
          )
        : vendor.reply(seen),
    )
    expect((await send()).outcome.kind).toBe('sent')
    expect(provider.seen[1]?.headers['x-tc-timestamp']).toBe(String(theirs / 1_000))
  })

  test('values that are too long are cut to twelve characters, once, and next time at once', async () => {
    vendor.maxLength = 12
    const first = await send()
    expect([first.outcome.kind, actions().length]).toEqual(['sent', 2])
    await send({ notification: { ...firing, idempotencyKey: 'next' }, priorState: first.newState })
    expect(actions()).toHaveLength(3)
    vendor.maxLength = 5
    expect((await send()).outcome).toMatchObject({ kind: 'reject' })
  })

  test('a number without a status is unknown', async () => {
    provider.reply(() =>
      answer(200, { Response: { SendStatusSet: [{ PhoneNumber: ZHANG, Code: 'Ok', SerialNo: '1' }] } }),
    )
    const { outcome, recipients } = await send({}, both)
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'NO CODE' })
    expect(recipients?.map((one) => one.outcome.kind)).toEqual(['sent', 'unknown'])
  })

  test('a lost answer is asked for by our own key, for each number', async () => {
    vendor.whole = 'lost'
    const first = await send({}, both)
    expect(first.outcome.kind).toBe('unknown')
    vendor.whole = undefined
    const second = await send({ priorState: first.newState, now: AT + 1_000 }, both)
    expect(second.outcome).toEqual({ kind: 'sent', code: 'FOUND' })
    expect(actions()).toEqual(['SendSms', 'PullSmsSendStatusByPhoneNumber', 'PullSmsSendStatusByPhoneNumber'])
    expect(vendor.receipts).toHaveLength(2)
  })

  test('without a receipt it is sent again after a minute', async () => {
    vendor.whole = 'lost'
    vendor.receiptsAreIn = false
    const { newState: priorState } = await send()
    vendor.whole = undefined
    expect((await send({ priorState, now: AT + 45_000 })).outcome).toMatchObject({ kind: 'retry', afterMs: 15_000 })
    expect((await send({ priorState, now: AT + 60_000 })).outcome).toEqual({ kind: 'sent', code: 'Ok' })
  })

  test('receipts: arrived and failed', async () => {
    const { newState: priorState } = await send({}, both)
    const failed = vendor.receipts.find(({ PhoneNumber }) => PhoneNumber === LI)
    if (failed) Object.assign(failed, { ReportStatus: 'FAIL', Description: 'MBBLACK' })
    const told = await smsChannel.receipts?.(configOf(both), contextOf(firing, { priorState, now: AT + 30_000 }))
    expect(told?.receipts).toMatchObject([
      { recipient: ZHANG, kind: 'delivered', code: 'DELIVRD', at: 1_795_413_907_000 },
      { recipient: LI, kind: 'failed', code: 'MBBLACK', reason: 'the carrier did not deliver it: MBBLACK' },
    ])
    expect([told?.askAgainAt, told?.newState]).toEqual([undefined, null])
  })

  test('a receipt that is not in yet is asked for again', async () => {
    const { newState: priorState } = await send()
    vendor.receiptsAreIn = false
    const told = await smsChannel.receipts?.(configOf(), contextOf(firing, { priorState, now: AT + 30_000 }))
    expect([told?.receipts[0]?.kind, told?.askAgainAt]).toEqual(['pending', AT + 90_000])
  })

  test('many groups in one message', async () => {
    const together = [firing, groupOf(2), groupOf(3)]
    const config = configOf()
    expect(smsChannel.digestSize?.(config, together)).toBe(3)
    await send({ together })
    expect(provider.seen[0]?.body['TemplateParamSet']).toEqual([
      '告警',
      '3 组告警：/checkout 接…、PoolNearlyF…、PoolNearlyF…',
      '警告',
      'shop',
      '3 组未恢复',
      '11-23 14:02',
    ])
  })
})

test.each([
  [{ secret_id: 'a b' }, 'one word of ASCII'],
  [{ sdk_app_id: 'abc' }, 'must be the number that the console shows'],
  [{ template_id: '' }, 'must be the number that the console shows'],
  [{ region: '' }, 'must be a region such as ap-guangzhou'],
  [{ url: 'ftp://x' }, 'must be an https address'],
])('settings: %j', (change, problem) => {
  const given = { ...settings('https://sms.tencentcloudapi.com'), ...change }
  expect(JSON.stringify(smsChannel.schema().safeParse(given).error?.issues)).toContain(problem)
})

test('traits and name', () => {
  const config = smsChannel.schema().parse({ ...settings('http://127.0.0.1:8025'), url: undefined })
  expect(smsChannel.describe(config)).toBe('sms tencent 1234567 (1 number)')
  expect(smsChannel.traits(config).budget).toEqual({ perRecipient: { limit: 10, windowMs: 86_400_000 } })
})
