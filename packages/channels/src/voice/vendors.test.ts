import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { SendContext } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import { ALIYUN_KEY, type AliyunVendor, aliyunParams, aliyunVendor } from '../testing/aliyun.ts'
import { AT, alertOf, notificationOf } from '../testing/notifications.ts'
import { type Provider, type Seen, startProvider } from '../testing/provider.ts'
import { TENCENT_KEY, type TencentVendor, tencentVendor } from '../testing/tencent.ts'
import { CALL_STATES, outIdOf } from './aliyun.ts'
import { voiceChannel } from './index.ts'

const ZHANG = '+8613800001111'
const LI = '+8613900002222'
const firing = notificationOf([alertOf()])
const aliyun = (url: string) => ({ provider: 'aliyun', url, ...ALIYUN_KEY, tts_code: 'TTS_123456789', to: ZHANG })
const tencent = (url: string) => ({
  ...{ provider: 'tencent', url, ...TENCENT_KEY, to: ZHANG },
  ...{ sdk_app_id: '1400006666', template_id: '4356' },
})

function checkSpoken(values: readonly string[]) {
  expect(values).toHaveLength(2)
  expect(values.join('').length).toBeLessThan(250)
  for (const value of values) {
    expect(value).not.toBe('')
    expect(value).not.toMatch(/[#/:\-%[\]【】]|https?|\d\.\d+\.\d|[a-z]\.[a-z]|\p{Cc}/iu)
  }
}

const aliyunFake = aliyunVendor()
aliyunFake.maxLength = 250
runHttpContract(voiceChannel, {
  settings: aliyun,
  secrets: [ZHANG, '13800001111', ALIYUN_KEY.access_key_secret],
  accept: (seen) => aliyunFake.reply(seen),
  checkLimits: (seen) => {
    const { TtsParam = '', OutId = '' } = aliyunParams(seen)
    checkSpoken(Object.values(JSON.parse(TtsParam) as Record<string, string>))
    expect(OutId).toMatch(/^[0-9a-f]{15}$/)
  },
  stateBeforeEnd: null,
  marks: { zh: '（测试）', en: 'TEST' },
  // Fifteen bytes hold no key; what stands for it has to be this one's.
  keyOf: (seen) => {
    const { OutId } = aliyunParams(seen)
    return OutId === outIdOf(firing.idempotencyKey, ZHANG) ? `${firing.idempotencyKey} as ${OutId}` : OutId
  },
  textOf: (seen) => aliyunParams(seen)['TtsParam'] ?? '',
})

const tencentFake = tencentVendor('vms')
tencentFake.maxLength = 250
runHttpContract(voiceChannel, {
  settings: tencent,
  secrets: [ZHANG, '13800001111', TENCENT_KEY.secret_key],
  accept: (seen) => tencentFake.reply(seen),
  checkLimits: ({ body }) => checkSpoken(body['TemplateParamSet'] as string[]),
  stateBeforeEnd: null,
  marks: { zh: '（测试）', en: 'TEST' },
  keyOf: ({ body }) => body['SessionContext'],
})

let provider: Provider
beforeEach(async () => {
  provider = await startProvider()
})
afterEach(() => provider.close())

describe('Aliyun', () => {
  let vendor: AliyunVendor
  beforeEach(() => {
    vendor = aliyunVendor()
    vendor.maxLength = 250
    provider.reply((seen) => vendor.reply(seen))
  })
  const configOf = (change: object = {}) => voiceChannel.schema().parse({ ...aliyun(provider.url), ...change })
  const send = (context: Partial<SendContext> = {}, change: object = {}) =>
    voiceChannel.send(configOf(change), contextOf(firing, context))

  test('what goes over the wire', async () => {
    const { outcome, receiptsAt } = await send({}, { called_show_number: '05711234567', play_times: 3 })
    expect(outcome).toEqual({ kind: 'sent', code: 'OK' })
    expect(receiptsAt).toBe(AT + 180_000)
    const [seen] = provider.seen
    const shown = { action: seen?.headers['x-acs-action'], params: seen ? aliyunParams(seen) : {} }
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot('aliyun-request.golden.json')
  })

  test('a call whose answer was lost is not made again within a minute, nor asked for', async () => {
    vendor.behave.set('13800001111', 'lost')
    const first = await send()
    expect(first.outcome.kind).toBe('unknown')
    vendor.behave.clear()
    const second = await send({ priorState: first.newState, now: AT + 20_000 })
    expect(second.outcome).toMatchObject({ kind: 'retry', code: 'LOST ANSWER', afterMs: 40_000 })
    expect((await send({ priorState: second.newState, now: AT + 60_000 })).outcome.kind).toBe('sent')
    expect(provider.seen.map(({ headers }) => headers['x-acs-action'])).toEqual(['SingleCallByTts', 'SingleCallByTts'])
  })

  test('heard, not answered, still ringing', async () => {
    const both = { to: [ZHANG, LI] }
    const { newState } = await send({}, both)
    const receipts = (priorState: SendContext['priorState'], now: number) =>
      voiceChannel.receipts?.(configOf(both), contextOf(firing, { priorState, now }))
    const [zhang = '', li = ''] = ['1111^1', '2222^2']
    vendor.states.set(zhang, '200000').set(li, '200101')
    const first = await receipts(newState, AT + 180_000)
    expect(first?.receipts).toMatchObject([
      { recipient: ZHANG, kind: 'delivered', code: '200000', reason: 'heard to its end' },
      { recipient: LI, kind: 'pending', code: '200101' },
    ])
    expect(first?.askAgainAt).toBe(AT + 300_000)
    vendor.states.set(li, '200003')
    const second = await receipts(first?.newState ?? null, AT + 300_000)
    expect(second?.receipts).toMatchObject([{ recipient: LI, kind: 'failed', code: '200003', reason: 'not answered' }])
    expect(second?.askAgainAt).toBeUndefined()
    const query = provider.seen.at(-1) as Seen
    expect(aliyunParams(query)).toMatchObject({ ProdId: '11000000300006', QueryDate: String(AT) })
  })

  test.each(Object.entries(CALL_STATES))('the state %s', async (code, { state, means }) => {
    const { newState: priorState } = await send()
    vendor.states.set('1111^1', code)
    const told = await voiceChannel.receipts?.(configOf(), contextOf(firing, { priorState, now: AT + 180_000 }))
    expect(told?.receipts[0]).toMatchObject({ kind: state, code, reason: means })
  })

  test('a state that nobody knows is a failure: nobody may have heard it', async () => {
    const { newState: priorState } = await send()
    vendor.states.set('1111^1', '299999')
    const told = await voiceChannel.receipts?.(configOf(), contextOf(firing, { priorState, now: AT + 180_000 }))
    expect(told?.receipts[0]).toMatchObject({ kind: 'failed', code: '299999' })
  })

  test.each([
    ['isv.COMPLAINT_REJECT', '', 'reject'],
    ['isv.BUSINESS_LIMIT_CONTROL', '触发分钟级流控Permits:1', 'retry'],
    ['isv.TTS_TEMPLATE_ILLEGAL', '', 'reject'],
    ['isp.SYSTEM_ERROR', '', 'retry'],
  ])('%s %s', async (code, message, kind) => {
    vendor.behave.set('13800001111', { code, message })
    expect((await send()).outcome).toMatchObject({ kind, code })
  })

  test('settings and limits', () => {
    expect(voiceChannel.traits(configOf()).budget).toEqual({ perRecipient: { limit: 20, windowMs: 86_400_000 } })
    expect(voiceChannel.describe(configOf())).toBe('voice aliyun TTS_123456789 (1 number)')
    const wrong = voiceChannel.schema().safeParse({ ...aliyun('https://x.example'), tts_code: 'SMS_1' })
    expect(JSON.stringify(wrong.error?.issues)).toContain('such as TTS_123456789')
  })
})

describe('Tencent Cloud', () => {
  let vendor: TencentVendor
  beforeEach(() => {
    vendor = tencentVendor('vms')
    vendor.maxLength = 250
    provider.reply((seen) => vendor.reply(seen))
  })
  const configOf = (change: object = {}) => voiceChannel.schema().parse({ ...tencent(provider.url), ...change })
  const send = (context: Partial<SendContext> = {}, change: object = {}) =>
    voiceChannel.send(configOf(change), contextOf(firing, context))

  test('what goes over the wire', async () => {
    const { outcome, receiptsAt } = await send()
    expect([outcome, receiptsAt]).toEqual([{ kind: 'sent', code: 'Ok' }, undefined])
    const [seen] = provider.seen
    const { 'x-tc-action': action, 'x-tc-version': version, 'x-tc-region': region } = seen?.headers ?? {}
    const shown = { action, version, region, body: seen?.body }
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot('tencent-request.golden.json')
  })

  test('numbers abroad are refused without a call, each number has its outcome', async () => {
    vendor.behave.set(LI, { code: 'LimitExceeded.DeliveryFrequencyLimit', message: '' })
    const { outcome, recipients } = await send({}, { to: [ZHANG, LI, '+85261234567'] })
    expect(recipients?.map((one) => [one.outcome.kind, one.outcome.code])).toEqual([
      ['sent', 'Ok'],
      ['retry', 'LimitExceeded.DeliveryFrequencyLimit'],
      ['reject', 'ABROAD'],
    ])
    expect(outcome).toMatchObject({ kind: 'retry', afterMs: 60_000 })
    expect(provider.seen).toHaveLength(2)
  })

  test('a text that is too long is halved, once', async () => {
    vendor.maxLength = 10
    const { outcome } = await send({}, { param_length: 20 })
    expect([outcome.kind, provider.seen.length]).toEqual(['sent', 2])
  })

  test('limits', () => {
    expect(voiceChannel.traits(configOf()).budget).toEqual({ perRecipient: { limit: 5, windowMs: 86_400_000 } })
    expect(voiceChannel.describe(configOf())).toBe('voice tencent 4356 (1 number)')
  })
})
