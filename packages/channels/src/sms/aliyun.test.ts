import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { SendContext } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import { ALIYUN_KEY, type AliyunVendor, aliyunParams, aliyunVendor } from '../testing/aliyun.ts'
import { AT, alertOf, notificationOf } from '../testing/notifications.ts'
import { answer, type Provider, type Seen, startProvider } from '../testing/provider.ts'
import { outIdOf } from './aliyun.ts'
import { smsChannel } from './index.ts'

const ZHANG = '+8613800001111'
const LI = '+8613900002222'
const settings = (url: string) => ({
  provider: 'aliyun',
  url,
  ...ALIYUN_KEY,
  sign_name: '某某科技',
  template_code: 'SMS_123456789',
  to: ZHANG,
})

const contractVendor = aliyunVendor()
runHttpContract(smsChannel, {
  settings,
  secrets: [ZHANG, '13800001111', ALIYUN_KEY.access_key_secret],
  accept: (seen) => contractVendor.reply(seen),
  checkLimits: (seen) => {
    const { TemplateParam = '', OutId = '', PhoneNumbers } = aliyunParams(seen)
    const values = JSON.parse(TemplateParam) as Record<string, string>
    expect(Object.keys(values)).toEqual(['status', 'title', 'severity', 'service', 'value', 'time'])
    for (const value of Object.values(values)) {
      expect([...value].length).toBeGreaterThan(0)
      expect([...value].length).toBeLessThanOrEqual(35)
      expect(value).not.toMatch(/[\p{Cc}【】{}]|:\/\/|\d\.\d+\.\d|[a-z]\.[a-z]/iu)
    }
    expect(PhoneNumbers).toBe('13800001111')
    expect(OutId.length).toBeLessThan(256)
  },
  stateBeforeEnd: null,
  marks: { zh: '（测试）' },
  keyOf: (seen) => aliyunParams(seen)['OutId'],
  textOf: (seen) => aliyunParams(seen)['TemplateParam'] ?? '',
})

describe('Aliyun SMS', () => {
  let provider: Provider
  let vendor: AliyunVendor
  beforeEach(async () => {
    provider = await startProvider()
    vendor = aliyunVendor()
    provider.reply((seen) => vendor.reply(seen))
  })
  afterEach(() => provider.close())

  const firing = notificationOf([alertOf()])
  const configOf = (change: object = {}) => smsChannel.schema().parse({ ...settings(provider.url), ...change })
  const send = (context: Partial<SendContext> = {}, change: object = {}) =>
    smsChannel.send(configOf(change), contextOf(context.notification ?? firing, context))
  const actions = () => provider.seen.map(({ headers }) => headers['x-acs-action'])
  const numbers = () => provider.seen.map((seen) => aliyunParams(seen)['PhoneNumbers'])
  const both = { to: [ZHANG, '139-0000-2222'] }

  test('what goes over the wire', async () => {
    const { outcome, receiptsAt } = await send()
    expect(outcome).toEqual({ kind: 'sent', code: 'OK' })
    expect(receiptsAt).toBe(AT + 20_000)
    const [seen] = provider.seen
    const { OutId: _own, ...params } = seen ? aliyunParams(seen) : {}
    const shown = { method: seen?.method, body: seen?.raw, version: seen?.headers['x-acs-version'], params }
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot('aliyun-request.golden.json')
  })

  test('one call for each number, and only the failed ones again', async () => {
    vendor.behave.set('13900002222', { code: 'isp.SYSTEM_ERROR', message: 'busy' })
    const first = await send({}, both)
    expect(first.outcome).toMatchObject({ kind: 'retry', code: 'isp.SYSTEM_ERROR' })
    expect(first.outcome.kind !== 'sent' && first.outcome.reason).toContain('1 of 2 numbers')
    expect(numbers()).toEqual(['13800001111', '13900002222'])
    vendor.behave.clear()
    const second = await send({ priorState: first.newState, done: [ZHANG] }, both)
    expect(second.outcome.kind).toBe('sent')
    expect(numbers().slice(2)).toEqual(['13900002222'])
  })

  test('a number that is refused for good is not called again while another is tried', async () => {
    vendor.behave.set('13800001111', { code: 'isv.MOBILE_NUMBER_ILLEGAL', message: '13800001111 illegal' })
    vendor.behave.set('13900002222', { code: 'Throttling.User', message: '' })
    const first = await send({}, both)
    expect(first.outcome).toMatchObject({ kind: 'retry', code: 'Throttling.User' })
    const second = await send({ priorState: first.newState }, both)
    expect(numbers()).toEqual(['13800001111', '13900002222', '13900002222'])
    expect(second.recipients?.[0]?.outcome).toMatchObject({ kind: 'reject', code: 'isv.MOBILE_NUMBER_ILLEGAL' })
    vendor.behave.delete('13900002222')
    const third = await send({ priorState: second.newState }, both)
    expect(third.outcome).toMatchObject({ kind: 'reject', code: 'isv.MOBILE_NUMBER_ILLEGAL' })
    // Started anew, after the number was mended with the vendor.
    vendor.behave.clear()
    expect((await send({ priorState: third.newState, done: [LI] }, both)).outcome.kind).toBe('sent')
  })

  test.each([
    ['触发分钟级流控Permits:1', { kind: 'retry', afterMs: 60_000 }],
    ['触发小时级流控Permits:5', { kind: 'retry', afterMs: 3_600_000 }],
    ['触发天级流控Permits:50', { kind: 'reject' }],
  ])('%s', async (message, expected) => {
    vendor.behave.set('13800001111', { code: 'isv.BUSINESS_LIMIT_CONTROL', message })
    expect((await send()).outcome).toMatchObject({ ...expected, code: 'isv.BUSINESS_LIMIT_CONTROL' })
  })

  test('a value that is too long is cut to what the provider allows, once, and next time at once', async () => {
    vendor.maxLength = 10
    const first = await send()
    expect(first.outcome.kind).toBe('sent')
    expect(actions()).toEqual(['SendSms', 'SendSms'])
    expect(aliyunParams(provider.seen[0] as Seen)['OutId']).toBe(aliyunParams(provider.seen[1] as Seen)['OutId'])
    const next = { ...firing, idempotencyKey: 'next' }
    expect((await send({ notification: next, priorState: first.newState })).outcome.kind).toBe('sent')
    expect(provider.seen).toHaveLength(3)
    vendor.behave.set('13800001111', { code: 'isv.PARAM_LENGTH_LIMIT', message: 'too long' })
    expect((await send({ notification: { ...firing, idempotencyKey: 'third' } })).outcome).toMatchObject({
      kind: 'reject',
      code: 'isv.PARAM_LENGTH_LIMIT',
    })
    expect(provider.seen).toHaveLength(5)
  })

  test('an expired signature is made once more, by the time of the provider', async () => {
    const theirs = new Date(AT + 3_600_000).toUTCString()
    provider.reply((seen) =>
      provider.seen.length === 1
        ? answer(400, { Code: 'InvalidTimeStamp.Expired', Message: '' }, { date: theirs })
        : vendor.reply(seen),
    )
    expect((await send()).outcome.kind).toBe('sent')
    const [first, second] = provider.seen.map(({ headers }) => headers)
    expect(second?.['x-acs-date']).toBe(new Date(AT + 3_600_000).toISOString().replace('.000', ''))
    expect(second?.['x-acs-signature-nonce']).not.toBe(first?.['x-acs-signature-nonce'])
  })

  test('a wrong secret is refused after the second try, and nothing of it is told', async () => {
    const { outcome } = await send({}, { access_key_secret: 'wrong-secret' })
    expect(outcome).toMatchObject({ kind: 'reject', code: 'SignatureDoesNotMatch' })
    expect([provider.seen.length, JSON.stringify(outcome)]).toEqual([2, expect.not.stringContaining('wrong-secret')])
  })

  describe('an answer that is lost', () => {
    test('is asked for before anything is sent again: it had been accepted', async () => {
      vendor.behave.set('13800001111', 'lost')
      const first = await send()
      expect(first.outcome.kind).toBe('unknown')
      const second = await send({ priorState: first.newState, now: AT + 1_000 })
      expect(second.outcome).toEqual({ kind: 'sent', code: 'FOUND' })
      expect(second.receiptsAt).toBe(AT + 21_000)
      expect(actions()).toEqual(['SendSms', 'QuerySendDetails'])
      expect(vendor.records).toHaveLength(1)
    })

    test('and had not been: asked again, and after half a minute sent again with the same OutId', async () => {
      vendor.behave.set('13800001111', 'lost')
      const first = await send()
      vendor.behave.clear()
      const [lost] = vendor.records.splice(0)
      const second = await send({ priorState: first.newState, now: AT + 10_000 })
      expect(second.outcome).toMatchObject({ kind: 'retry', code: 'LOST ANSWER', afterMs: 20_000 })
      const third = await send({ priorState: second.newState, now: AT + 30_000 })
      expect(third.outcome).toEqual({ kind: 'sent', code: 'OK' })
      expect(actions()).toEqual(['SendSms', 'QuerySendDetails', 'QuerySendDetails', 'SendSms'])
      expect(vendor.records.map(({ OutId }) => OutId)).toEqual([lost?.OutId])
    })

    test('a router that was killed during the call asks, too', async () => {
      const context = contextOf(firing)
      const prepared = smsChannel.prepare(configOf(), context)
      vendor.behave.set('13800001111', 'lost')
      await smsChannel.send(configOf(), context)
      expect((await send({ priorState: prepared, now: AT + 5_000 })).outcome).toEqual({ kind: 'sent', code: 'FOUND' })
      expect(vendor.records).toHaveLength(1)
    })

    test('a provider that cannot be asked keeps it back for two minutes, not for ever', async () => {
      vendor.behave.set('13800001111', 'lost')
      vendor.behave.set('query', 'silent')
      const { newState: priorState } = await send()
      vendor.behave.delete('13800001111')
      const { outcome } = await send({ priorState, now: AT + 60_000 })
      expect(outcome).toMatchObject({ kind: 'retry', code: 'HTTP 503', afterMs: 15_000 })
      expect((await send({ priorState, now: AT + 120_000 })).outcome).toEqual({ kind: 'sent', code: 'OK' })
    })

    test('a call before midnight in China is looked for under both days', async () => {
      const midnight = Date.parse('2026-11-23T16:00:00Z')
      vendor.behave.set('13800001111', 'lost')
      const { newState: priorState } = await send({ now: midnight - 1_000 })
      vendor.records.splice(0)
      vendor.behave.clear()
      await send({ priorState, now: midnight + 60_000 })
      const days = provider.seen.slice(1, 3).map((seen) => aliyunParams(seen)['SendDate'])
      expect(days).toEqual(['20261123', '20261124'])
    })
  })

  describe('receipts', () => {
    const receipts = (priorState: SendContext['priorState'], now: number) =>
      smsChannel.receipts?.(configOf(both), contextOf(firing, { priorState, now }))

    test('arrived and failed, each for its number, with growing gaps', async () => {
      const { newState } = await send({}, both)
      const first = await receipts(newState, AT + 20_000)
      expect(first?.receipts.map(({ kind }) => kind)).toEqual(['pending', 'pending'])
      expect(first?.askAgainAt).toBe(AT + 60_000)
      const [zhang, li] = vendor.records
      if (zhang) Object.assign(zhang, { SendStatus: 3, ErrCode: 'DELIVERED' })
      const second = await receipts(first?.newState ?? null, AT + 60_000)
      expect(second?.receipts[0]).toEqual({
        recipient: ZHANG,
        kind: 'delivered',
        code: 'DELIVERED',
        reason: '',
        at: Date.parse('2026-11-23T06:05:07Z'),
      })
      expect(second?.askAgainAt).toBe(AT + 180_000)
      if (li) Object.assign(li, { SendStatus: 2, ErrCode: 'MOBILE_NOT_ON_SERVICE' })
      const third = await receipts(second?.newState ?? null, AT + 180_000)
      expect(third?.receipts).toHaveLength(1)
      expect(third?.receipts[0]).toMatchObject({ recipient: LI, kind: 'failed', code: 'MOBILE_NOT_ON_SERVICE' })
      expect([third?.askAgainAt, third?.newState]).toEqual([undefined, null])
    })

    test('of somebody who is not among the recipients any more, too', async () => {
      const people = [
        {
          name: 'li',
          displayName: '李',
          addresses: { mobile: LI },
          language: 'zh' as const,
          timeZone: 'Asia/Shanghai',
        },
      ]
      const { newState: priorState } = await send({ notification: { ...firing, people } })
      const context = contextOf(firing, { priorState, done: [LI], now: AT + 20_000 })
      const told = await smsChannel.receipts?.(configOf(), context)
      expect(told?.receipts).toMatchObject([{ recipient: LI, kind: 'pending' }])
    })

    test('after ten minutes nothing more is expected', async () => {
      const { newState } = await send()
      const last = await receipts(newState, AT + 600_000)
      expect([last?.receipts[0]?.kind, last?.askAgainAt, last?.newState]).toEqual(['pending', undefined, null])
    })
  })

  test('people instead of the configured numbers; a spent budget; nobody at all', async () => {
    const person = (mobile?: string) => ({
      name: 'li',
      displayName: '李',
      addresses: mobile === undefined ? {} : { mobile },
      language: 'zh' as const,
      timeZone: 'Asia/Shanghai',
    })
    await send({ notification: { ...firing, people: [person(LI), person()] } })
    expect(numbers()).toEqual(['13900002222'])
    const spent = await send({ overBudget: [ZHANG] }, both)
    expect(spent.outcome).toMatchObject({ kind: 'reject', code: 'BUDGET_SPENT' })
    expect(spent.recipients?.map(({ outcome }) => outcome.kind)).toEqual(['reject', 'sent'])
    expect(numbers()).toEqual(['13900002222', '13900002222'])
    const nobody = await send({ notification: { ...firing, people: [person()] } }, { to: undefined })
    expect(nobody.outcome).toMatchObject({ kind: 'reject', code: 'NO_RECIPIENT' })
  })

  test('variables of one’s own, in their order', async () => {
    const template_params = { code: '{{ .CommonLabels.alertname }} {{ .Status }}', title: null }
    await send({}, { template_params })
    expect(aliyunParams(provider.seen[0] as Seen)['TemplateParam']).toBe(
      '{"code":"CheckoutLatencyHigh firing","title":"/checkout 接口 P99 延迟超过 500 毫秒"}',
    )
    const [preview] = smsChannel.preview(configOf({ template_params }), contextOf(firing))
    expect(preview?.content).toBe('code: CheckoutLatencyHigh firing\ntitle: /checkout 接口 P99 延迟超过 500 毫秒')
    expect(preview?.fields['to']).toBe('+86138****1111')
  })

  test('its own key for each number', () => {
    expect(outIdOf('k', ZHANG)).not.toBe(outIdOf('k', LI))
    expect(outIdOf('k', ZHANG)).toBe(outIdOf('k', '13800001111'))
  })
})
