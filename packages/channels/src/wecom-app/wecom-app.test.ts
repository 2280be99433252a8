/** What the application says to WeCom and makes of its answers, over real HTTP. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Contact, Notification, Outcome, SendContext } from '../contract.ts'
import { AT, alertOf, groupOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { answer } from '../testing/provider.ts'
import { createWecomAppChannel } from './index.ts'
import { CALLBACK, type FakeWecom, settings, startWecom } from './testing/wecom.ts'
import { createTokens } from './tokens.ts'

let wecom: FakeWecom
let channel: ReturnType<typeof createWecomAppChannel>
beforeEach(async () => {
  wecom = await startWecom()
  channel = createWecomAppChannel(createTokens())
})
afterEach(() => wecom.close())

const ACTIONS = {
  acknowledge: 'https://tocsin.example/act/eyJhIjoxfQ.ack-token',
  silence: 'https://tocsin.example/act/eyJzIjoxfQ.silence-token',
}
const firing = notificationOf([alertOf()])
const actable = notificationOf([alertOf()], { actions: ACTIONS })
const taken = notificationOf([alertOf()], {
  reason: 'acknowledged',
  acknowledgement: { by: '张三', at: AT + 60_000 },
  idempotencyKey: 'i1-42-0-8',
})
const configOf = (change: Readonly<Record<string, unknown>> = {}) => channel.schema().parse(settings(wecom.url, change))
const withCard = () => configOf({ callback: CALLBACK })
const send = (notification: Notification, change: Partial<SendContext> = {}, config = configOf()) =>
  channel.send(config, contextOf(notification, change))
function markdownOf(provider: FakeWecom): string {
  const part = provider.calls('send').at(-1)?.body['markdown']
  return typeof part === 'object' && part && 'content' in part ? String(part.content) : ''
}
const person = (name: string, wecomId?: string): Contact => ({
  name,
  displayName: name,
  addresses: wecomId === undefined ? { mobile: '+8613800000001' } : { wecom: wecomId },
  language: 'zh',
  timeZone: 'Asia/Shanghai',
})

describe('tokens', () => {
  test('one serves many messages, and many at once ask for one', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(firing)))
    expect(outcomes.every(({ outcome }) => outcome.kind === 'sent')).toBe(true)
    expect(wecom.tokensAsked()).toBe(1)
    expect(wecom.calls('send')).toHaveLength(20)
  })

  test('a new one 300 s before the end, not sooner', async () => {
    await send(firing, { now: AT })
    await send(firing, { now: AT + 6_899_999 })
    expect(wecom.tokensAsked()).toBe(1)
    await send(firing, { now: AT + 6_900_000 })
    expect(wecom.tokensAsked()).toBe(2)
  })

  test.each([40014, 42001] as const)('%i: dropped, asked for again, and sent', async (errcode) => {
    await send(firing)
    wecom.endTokens(errcode)
    expect((await send(firing)).outcome).toEqual({ kind: 'sent', code: '0' })
    expect([wecom.tokensAsked(), wecom.calls('send').length]).toEqual([2, 3])
  })

  test('a new one that is not taken either is tried later, not for ever', async () => {
    wecom.answers({ errcode: 42001, errmsg: 'access_token expired' })
    expect((await send(firing)).outcome).toMatchObject({ kind: 'retry', code: '42001' })
    expect([wecom.tokensAsked(), wecom.calls('send').length]).toEqual([2, 2])
  })

  test('each application has its own, and a new secret another', async () => {
    await send(firing)
    await send(firing, {}, configOf({ agent_id: 7 }))
    expect(wecom.tokensAsked()).toBe(2)
    const wrong = await send(firing, {}, configOf({ corp_secret: 'rotated-secret-of-the-application' }))
    expect(wrong.outcome).toMatchObject({ kind: 'reject', code: '40001' })
    expect(wecom.tokensAsked()).toBe(3)
  })

  test('without a token nothing was sent: never unknown', async () => {
    wecom.tokenAnswers({ kind: 'reset' })
    expect((await send(firing)).outcome).toMatchObject({ kind: 'retry', code: 'ECONNRESET' })
    wecom.tokenAnswers(answer(200, '<html>'))
    expect((await send(firing)).outcome).toMatchObject({ kind: 'retry', code: 'HTTP 200' })
    wecom.tokenAnswers(undefined)
    expect((await send(firing)).outcome.kind).toBe('sent')
    expect(wecom.calls()).toHaveLength(1)
  })

  test('a short one serves half of its life', async () => {
    const short = await startWecom(60)
    const config = channel.schema().parse(settings(short.url))
    for (const now of [AT, AT + 29_999, AT + 30_000]) await channel.send(config, contextOf(firing, { now }))
    expect(short.tokensAsked()).toBe(2)
    await short.close()
  })
})

describe('what the errcode means', () => {
  test.each<[number, Outcome]>([
    [-1, { kind: 'retry', code: '-1', reason: 'WeCom is busy: said' }],
    [45009, { kind: 'retry', code: '45009', reason: 'too many calls: said', afterMs: 60_000, pauseAll: true }],
    [45033, { kind: 'retry', code: '45033', reason: 'too many calls at once: said' }],
    [40058, { kind: 'reject', code: '40058', reason: 'invalid parameter: said' }],
    [12345, { kind: 'reject', code: '12345', reason: 'WeCom refused it: said' }],
  ])('%i', async (errcode, expected) => {
    wecom.answers({ errcode, errmsg: 'said' })
    expect((await send(firing)).outcome).toEqual(expected)
  })

  test.each([
    [
      'not allow to access from your ip, hint: [1764000000], from ip: 203.0.113.9, more info at https://open.work.weixin.qq.com/devtool/query?e=60020',
      'the address 203.0.113.9, from which this router calls,',
    ],
    ['not allow, from ip: 2001:db8::7', 'the address 2001:db8::7, from which this router calls,'],
    ['not allow', 'the address of this router'],
  ])('60020 names what to enter: %s', async (errmsg, address) => {
    const reason = `${address} is not a trusted one; add it to the application's trusted addresses (企业可信IP)`
    wecom.answers({ errcode: 60020, errmsg })
    expect((await send(firing)).outcome).toEqual({ kind: 'reject', code: '60020', reason })
    wecom.tokenAnswers(answer(200, { errcode: 60020, errmsg }))
    const fresh = createWecomAppChannel(createTokens())
    const { outcome } = await fresh.send(configOf(), contextOf(firing))
    expect(outcome).toEqual({ kind: 'reject', code: '60020', reason })
  })
})

describe('recipients', () => {
  test('people with a userid instead of the settings; without one the settings; without these nobody', async () => {
    const people = [person('zhang', 'ZhangSan'), person('no-wecom')]
    await send({ ...firing, people }, {}, configOf({ to_user: 'boss', to_party: [2], to_tag: '3' }))
    expect(wecom.calls('send').at(-1)?.body).toMatchObject({ touser: 'ZhangSan' })
    expect(wecom.calls('send').at(-1)?.body).not.toHaveProperty('toparty')
    await send(
      { ...firing, people: [person('no-wecom')] },
      {},
      configOf({ to_user: 'boss', to_party: [2], to_tag: '3' }),
    )
    expect(wecom.calls('send').at(-1)?.body).toMatchObject({ touser: 'boss', toparty: '2', totag: '3' })
    const { outcome } = await send(firing, {}, configOf({ to_user: [] }))
    expect(outcome).toMatchObject({ kind: 'reject', code: 'NO_RECIPIENT' })
    expect(wecom.calls('send')).toHaveLength(2)
  })

  test('those whom a success names did not get it; WeCom gives them back in lower case', async () => {
    wecom.answersOnce({ errcode: 0, errmsg: 'ok', invaliduser: 'zhangsan', unlicenseduser: 'wang', invalidparty: '9' })
    const result = await send(firing, {}, configOf({ to_user: 'ZhangSan|lisi', to_party: '9' }))
    expect(result.recipients?.map(({ recipient, outcome }) => [recipient, outcome.kind, outcome.code])).toEqual([
      ['ZhangSan', 'reject', 'INVALID_USER'],
      ['lisi', 'sent', '0'],
      ['party:9', 'reject', 'INVALID_PARTY'],
      ['wang', 'reject', 'UNLICENSED_USER'],
    ])
    expect(result.outcome).toMatchObject({
      kind: 'reject',
      code: 'INVALID_USER',
      reason: expect.stringMatching(/^3 of 4 recipients: /),
    })
  })

  test('81013: all of them', async () => {
    wecom.answers({ errcode: 81013, errmsg: 'user & party & tag all invalid' })
    const { outcome, recipients } = await send(firing)
    expect(outcome).toMatchObject({ kind: 'reject', code: '81013' })
    expect(recipients?.map((one) => one.outcome.kind)).toEqual(['reject', 'reject'])
  })

  test('who has it gets it not again; who has had too many is told to the caller', async () => {
    const first = await send(firing, { done: ['ZhangSan'], overBudget: ['lisi'] })
    expect(first.outcome).toMatchObject({ kind: 'reject', code: 'BUDGET_SPENT' })
    expect(wecom.calls()).toHaveLength(0)
    await send(firing, { done: ['ZhangSan'] })
    expect(wecom.calls('send').at(-1)?.body).toMatchObject({ touser: 'lisi' })
    expect((await send(firing, { done: ['ZhangSan', 'lisi'] })).outcome.kind).toBe('sent')
    expect(wecom.calls('send')).toHaveLength(1)
  })
})

describe('the same JSON is delivered once', () => {
  const flags = (body: unknown) => JSON.stringify(body).includes('enable_duplicate_check')

  test('a retry of our own words says the same; a repetition and a template may be said again', async () => {
    await send(firing)
    await send(firing, { now: AT + 60_000 })
    const [first, again] = wecom.calls('send').map(({ body }) => body)
    expect(first).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 1800 })
    expect(again).toEqual(first)
    await send({ ...firing, reason: 'repeat interval elapsed' })
    expect(flags(wecom.calls('send').at(-1)?.body)).toBe(false)
    await send(firing, {}, configOf({ content: '{{ .CommonLabels.alertname }} <b>' }))
    expect(flags(wecom.calls('send').at(-1)?.body)).toBe(false)
    expect(wecom.calls('send').at(-1)?.body['markdown']).toEqual({ content: 'CheckoutLatencyHigh <b>' })
  })

  test('a template that fails gives way to our own words, and the reason is kept', async () => {
    const { outcome } = await send(firing, {}, configOf({ content: '{{ index .Alerts 9 }}' }))
    expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('template failed, own text used') })
    expect(markdownOf(wecom)).toContain('/checkout 接口 P99')
    expect(markdownOf(wecom).split('\n').at(-1)).toMatch(/^（模板出错/)
  })
})

describe('the card', () => {
  const cardOf = (at = -1) => wecom.calls('send').at(at)?.body['template_card'] as Record<string, unknown>

  test('has buttons with the tokens of the links, and an id of its own', async () => {
    wecom.answersOnce({ errcode: 0, errmsg: 'ok', response_code: 'rc-1' })
    const { outcome, newState } = await send(actable, {}, withCard())
    expect(outcome.kind).toBe('sent')
    expect(cardOf()).toMatchObject({
      card_type: 'button_interaction',
      task_id: 'tocsin-i1-42-0-7',
      button_list: [
        { text: '认领', style: 1, key: 'ack:eyJhIjoxfQ.ack-token' },
        { text: '静默 1 小时', style: 2, key: 'silence:eyJzIjoxfQ.silence-token' },
      ],
    })
    expect(newState).toEqual({ card: { responseCode: 'rc-1', at: AT } })
    expect(JSON.stringify(newState)).not.toContain('token')
  })

  test('without somebody who may act, and when it is over, it is a notice without buttons', async () => {
    await send(firing, {}, withCard())
    expect(cardOf()).toMatchObject({ card_type: 'text_notice' })
    const over = notificationOf([resolvedOf(alertOf())], { actions: ACTIONS })
    const { newState } = await send(over, { priorState: { card: { responseCode: 'rc', at: AT } } }, withCard())
    expect(cardOf()).toMatchObject({
      card_type: 'text_notice',
      main_title: { title: expect.stringMatching(/^已恢复 /) },
    })
    expect(newState).toBeNull()
  })

  test('a try after one whose fate is unknown has another id; after a refusal the same', async () => {
    wecom.answersOnce({ errcode: -1, errmsg: 'busy' })
    const refused = await send(actable, { priorState: null }, withCard())
    expect(refused.newState).toBeNull()
    const context = contextOf(actable)
    const prepared = channel.prepare(withCard(), context)
    expect(prepared).toEqual({ sending: { key: 'i1-42-0-7', tries: 1 } })
    await channel.send(withCard(), { ...context, priorState: prepared })
    expect(cardOf()['task_id']).toBe('tocsin-i1-42-0-7-2')
    await send({ ...actable, idempotencyKey: 'other' }, { priorState: prepared }, withCard())
    expect(cardOf()['task_id']).toBe('tocsin-other')
  })

  test('many groups are one text', async () => {
    const together = [actable, groupOf(3), notificationOf([resolvedOf(alertOf())])]
    expect(channel.digestSize?.(withCard(), together)).toBe(3)
    await send(actable, { together }, withCard())
    expect(markdownOf(wecom).split('\n')[0]).toBe('**告警汇总：3 组，2 组未恢复，1 组已恢复**')
    expect(markdownOf(wecom)).toContain('PoolNearlyFull')
  })
})

describe('who has taken it', () => {
  const priorState = { card: { responseCode: 'rc-1', at: AT } }

  test('shows on everybody\u2019s card, and the code is used up', async () => {
    const { outcome, newState } = await send(taken, { priorState }, withCard())
    expect(outcome).toEqual({ kind: 'sent', code: '0' })
    expect(wecom.calls().map(({ path }) => path.split('?')[0])).toEqual(['/cgi-bin/message/update_template_card'])
    expect(wecom.calls()[0]?.body).toEqual({
      atall: 1,
      agentid: 1_000_002,
      response_code: 'rc-1',
      button: { replace_name: '张三 已于 14:03 认领' },
    })
    expect(newState).toBeNull()
  })

  test.each([
    ['no card was sent', null, []],
    ['the card is older than 72 hours', { card: { responseCode: 'rc-1', at: AT - 71 * 3_600_000 } }, []],
    ['WeCom does not take the code any more', priorState, ['update_template_card']],
  ])('is said in words where %s', async (_name, state, before) => {
    if (before.length > 0) wecom.answersOnce({ errcode: 40058, errmsg: 'response_code used' })
    const { outcome, newState } = await send(taken, { priorState: state }, withCard())
    expect(outcome.kind).toBe('sent')
    expect(wecom.calls().map(({ path }) => path.split('?')[0]?.split('/').at(-1))).toEqual([...before, 'send'])
    expect(markdownOf(wecom)).toBe('**/checkout 接口 P99 延迟超过 500 毫秒**\n张三 已于 14:03 认领')
    expect(newState).toBeNull()
  })

  test('an update that may be tried again keeps the card', async () => {
    wecom.answersOnce({ errcode: -1, errmsg: 'busy' })
    expect(await send(taken, { priorState }, withCard())).toEqual({
      outcome: { kind: 'retry', code: '-1', reason: 'WeCom is busy: busy' },
      newState: priorState,
    })
  })
})
