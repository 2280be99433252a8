import { describe, expect, test } from 'vitest'
import type { SendContext } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import {
  AT,
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { answer, type Reply, type Seen, startProvider } from '../testing/provider.ts'
import { smsChannel } from './index.ts'
import { MAX_UNITS, renderText } from './render.ts'

const ZHANG = '+8613800001111'
const LI = '13900002222'
const settings = (url: string) => ({
  url: `${url}/sms/send`,
  to: `${ZHANG}, 139-0000-2222`,
  headers: { Authorization: 'Bearer gateway-token-1' },
})

runHttpContract(smsChannel, {
  settings: (url) => ({ ...settings(url), to: ZHANG }),
  secrets: [ZHANG, '13800001111', 'gateway-token-1'],
  accept: () => answer(200, { code: 'OK', messageId: 'm1' }),
  checkLimits: ({ body }) => {
    expect(Object.keys(body)).toEqual(['to', 'text', 'id'])
    expect(String(body['text']).length).toBeLessThanOrEqual(MAX_UNITS)
    expect(body['text']).toMatch(/^\[Tocsin\] [^\p{Cc}]+$/u)
  },
  stateBeforeEnd: null,
})

async function sendWith(reply: (request: Seen) => Reply, change: { done?: readonly string[]; settings?: object } = {}) {
  const provider = await startProvider()
  provider.reply(reply)
  const config = smsChannel.schema().parse({ ...settings(provider.url), ...change.settings })
  const context: SendContext = {
    notification: notificationOf([alertOf()]),
    priorState: null,
    done: change.done ?? [],
    now: AT,
  }
  const result = await smsChannel.send(config, context)
  await provider.close()
  return { ...result, seen: provider.seen }
}

const ok = answer(200, { code: 'OK' })
const only = (number: string, reply: Reply) => (request: Seen) => (request.body['to'] === number ? reply : ok)

describe('several numbers', () => {
  test('each gets a call with a key of its own', async () => {
    const { outcome, recipients, seen } = await sendWith(() => ok)
    expect(outcome).toEqual({ kind: 'sent', code: 'OK' })
    expect(recipients).toEqual([ZHANG, LI].map((recipient) => ({ recipient, outcome: { kind: 'sent', code: 'OK' } })))
    const keys = seen.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
    expect(seen.map(({ body }) => body['id']).toSorted()).toEqual(keys.toSorted())
    expect(seen[0]?.headers['authorization']).toBe('Bearer gateway-token-1')
  })

  test('only those that are not done go again, with the same key', async () => {
    const first = await sendWith(only(LI, answer(500)))
    expect(first.outcome).toMatchObject({ kind: 'retry', code: 'HTTP 500' })
    const second = await sendWith(() => ok, { done: [ZHANG] })
    expect(second.seen.map(({ body }) => body['to'])).toEqual([LI])
    const failed = first.seen.find(({ body }) => body['to'] === LI)
    expect(second.seen[0]?.headers['idempotency-key']).toBe(failed?.headers['idempotency-key'])
  })

  test.each([
    ['one busy', answer(429, {}, { 'retry-after': '9' }), { kind: 'retry', afterMs: 9_000 }],
    ['one refused', answer(200, { code: 'BLACKLIST' }), { kind: 'reject', code: 'BLACKLIST' }],
    ['one lost', { kind: 'reset' } as const, { kind: 'unknown' }],
  ])('%s decides for all', async (_name, reply, expected) => {
    const { outcome } = await sendWith(only(LI, reply))
    expect(outcome).toMatchObject(expected)
    expect(outcome.kind !== 'sent' && outcome.reason).toContain('1 of 2 numbers')
  })

  test('nobody left is sent without a call', async () => {
    const { outcome, seen } = await sendWith(() => ok, { done: [ZHANG, LI] })
    expect([outcome.kind, seen.length]).toEqual(['sent', 0])
  })
})

describe('what counts as success', () => {
  test.each([
    ['a nested field', { json_path: 'data.status', equals: 0 }, answer(200, { data: { status: 0 } }), 'sent'],
    ['the status alone', { json_path: '' }, answer(200, 'queued'), 'sent'],
    ['one status only', { status: 202, json_path: '' }, answer(200, 'queued'), 'reject'],
    ['another value', {}, answer(200, { code: 'LIMIT', message: 'too many' }), 'reject'],
    ['no such field', {}, answer(200, { result: 'OK' }), 'reject'],
    ['no JSON at all', {}, answer(200, '<html>'), 'retry'],
  ])('%s', async (_name, success, reply, kind) => {
    expect((await sendWith(() => reply, { settings: { success } })).outcome.kind).toBe(kind)
  })
})

const SHOWN = {
  firing: notificationOf([alertOf()]),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
  // A summary that leaves no room in one part.
  long: notificationOf([
    alertOf({
      annotations: {
        summary: '数据库连接池占用率持续过高，结账与下单接口开始排队，用户已受影响，请立即查看',
        value: '97 %',
      },
    }),
  ]),
}

describe('what people read', () => {
  test.each(['zh', 'en'] as const)('all kinds, %s', async (language) => {
    const options = { language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }
    const lines = Object.entries(SHOWN).map(([name, notification]) => {
      const text = renderText(notification, options)
      return `${name} (${text.length}): ${text}\n`
    })
    await expect(lines.join('')).toMatchFileSnapshot(`all.${language}.golden.txt`)
  })

  test('one line, whatever the values say', () => {
    for (const value of HOSTILE) {
      const text = renderText(hostileNotification(value), { language: 'en', timeZone: 'UTC' })
      expect(text).not.toMatch(/[\p{Cc}\u202E]/u)
    }
  })
})

describe('settings', () => {
  test.each([
    [{ to: [] }, 'has no number'],
    [{ to: ' , ' }, 'has no number'],
    [{ to: Array.from({ length: 21 }, (_, index) => `1380000${1000 + index}`) }, 'has more than 20 numbers'],
    [{ to: ['+8613800001111', 'zhang'] }, 'number 2 is no phone number'],
    [{ to: 8613800001111 }, 'must be phone numbers in quotes'],
    [{ success: { status: '299-200' } }, 'must be a status or a range'],
    [{ headers: { 'X Y': 'a' } }, 'is not a header name'],
    [{ headers: { a: 'b\r\nc: d' } }, 'must be printable ASCII'],
    [{ headers: { Host: 'b' } }, 'is set by Tocsin itself'],
    [{ url: 'https://user:pass@x/' }, 'must not hold a user or password'],
  ])('%j', (change, problem) => {
    const text = JSON.stringify(smsChannel.schema().safeParse({ ...settings('http://x'), ...change }).error?.issues)
    expect(text).toContain(problem)
    expect(text).not.toMatch(/8613800001111.*13800001111|b\\r|user:pass/)
  })

  test('numbers are named by how many there are', () => {
    expect(smsChannel.describe(smsChannel.schema().parse(settings('http://gw.example')))).toBe(
      'sms gw.example (2 numbers)',
    )
  })
})

describe('the gateway, and what all providers of SMS share', () => {
  const escalation = { policy: 'oncall', step: 2, since: AT }
  const firing = notificationOf([alertOf()])
  const config = (change: object = {}) => smsChannel.schema().parse({ ...settings('http://gw.example'), ...change })
  const previewed = (context: Partial<SendContext>, change: object = {}) =>
    smsChannel.preview(config(change), { notification: firing, priorState: null, done: [], now: AT, ...context })[0]

  test('why it comes this way stands near the front', () => {
    expect(previewed({ notification: { ...firing, escalation } })?.content).toContain(
      '[Tocsin] 告警 [警告] 已过 3 分钟 20 秒 仍无人认领，升级通知第 2 级，/checkout',
    )
  })

  test('a digest names as many groups as one text holds', () => {
    const waiting = Array.from({ length: 30 }, (_, index) => ({ ...groupOf(2), idempotencyKey: `k${index}` }))
    for (const language of ['zh', 'en']) {
      const size = smsChannel.digestSize?.(config({ language }), waiting) ?? 0
      expect(size).toBeGreaterThan(2)
      const text = previewed({ together: waiting.slice(0, size) }, { language })?.content ?? ''
      expect(text.length).toBeLessThanOrEqual(MAX_UNITS)
      expect(text).toContain(`${size}) `)
      expect(text).not.toContain('…')
    }
  })

  test('numbers are masked in a preview', () => {
    expect(previewed({})?.fields).toEqual({ to: '+86138****1111, 139****2222', budget: 'none' })
  })

  test('a spent budget and no recipient', async () => {
    const { outcome, seen } = await sendWith(() => ok, { settings: { to: undefined } })
    expect([outcome.code, seen.length]).toEqual(['NO_RECIPIENT', 0])
  })
})
