import { expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { ALIYUN_KEY } from '../testing/aliyun.ts'
import { AT, alertOf, groupOf, logAlertOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { smsChannel } from './index.ts'

const settings = (url: string) => ({
  provider: 'aliyun',
  url,
  ...ALIYUN_KEY,
  sign_name: '某某科技',
  template_code: 'SMS_123456789',
  to: '+8613800001111',
})

test.each([
  [{ provider: 'twilio' }, 'must be http, aliyun or tencent'],
  [{ url: 'http://dysmsapi.example.com' }, 'must be an https address'],
  [{ url: 'https://a.example/path' }, 'without path'],
  [{ access_key_id: 'a b' }, 'one word of ASCII'],
  [{ access_key_secret: '' }, 'must not be empty'],
  [{ sign_name: '【某某】' }, 'without 【】'],
  [{ template_code: '123' }, 'such as SMS_123456789'],
  [{ template_params: { mine: null } }, 'needs a text; without one only these names are known'],
  [{ template_params: { '1st': 'x' } }, 'is no name of a variable'],
  [{ template_params: { a: '{{ .Nothing' } }, 'line 1, column'],
  [{ param_length: 3 }, 'from 5 to 200'],
  [{ budget: { per_number: '50' } }, 'must be NUMBER/DURATION such as 50/24h'],
  [{ timeout: '30s' }, 'from 100ms to 10s'],
  [{ to: '4915100000001' }, 'number 1 is no phone number (+, country and number'],
])('settings: %j', (change, problem) => {
  const given = { ...settings('https://dysmsapi.aliyuncs.com'), ...change }
  const text = JSON.stringify(smsChannel.schema().safeParse(given).error?.issues)
  expect(text).toContain(problem)
  expect(text).not.toMatch(/aliyun-secret|4915100000001/)
})

test('traits and name', () => {
  const parse = (change: object) =>
    smsChannel.schema().parse({ ...settings('https://dysmsapi.aliyuncs.com'), ...change })
  expect(smsChannel.describe(parse({}))).toBe('sms aliyun SMS_123456789 (1 number)')
  expect(smsChannel.describe(parse({ to: undefined }))).toBe('sms aliyun SMS_123456789 (people only)')
  expect(smsChannel.traits(parse({})).budget).toEqual({ perRecipient: { limit: 50, windowMs: 86_400_000 } })
  expect(smsChannel.traits(parse({ budget: { per_number: 'none', per_receiver: '200/1d' } })).budget).toEqual({
    perReceiver: { limit: 200, windowMs: 86_400_000 },
  })
})

test.each(['zh', 'en'] as const)('what people read, %s', async (language) => {
  const firing = notificationOf([alertOf()])
  const escalated = { ...firing, escalation: { policy: 'oncall', step: 2, since: AT } }
  const shown = {
    firing: [firing],
    resolved: [notificationOf([resolvedOf(alertOf())])],
    group: [groupOf(50)],
    logs: [notificationOf([logAlertOf()])],
    bare: [notificationOf([alertOf({ annotations: {}, labels: {}, generatorUrl: '' })])],
    address: [
      notificationOf([
        alertOf({ annotations: { summary: 'instance="10.0.0.1:9100" of db-1.example.com is down 🔥' } }),
      ]),
    ],
    escalated: [escalated],
    digest: [firing, groupOf(3), notificationOf([logAlertOf()])],
  }
  const config = smsChannel.schema().parse({
    ...settings('https://dysmsapi.aliyuncs.com'),
    language,
    timezone: language === 'zh' ? 'Asia/Shanghai' : 'UTC',
  })
  const lines = Object.entries(shown).map(([name, together]) => {
    const [notification = firing] = together
    const [preview] = smsChannel.preview(config, contextOf(notification, { together }))
    return `${name}: ${preview?.content}\n`
  })
  await expect(lines.join('')).toMatchFileSnapshot(`aliyun.${language}.golden.txt`)
})
