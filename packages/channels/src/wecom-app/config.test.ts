import { describe, expect, test } from 'vitest'
import { wecomAppSchema, wecomCallbackOf } from './config.ts'
import { wecomAppChannel } from './index.ts'
import { APP, CALLBACK, settings } from './testing/wecom.ts'

const URL = 'https://qyapi.example'
const parsed = (change: Readonly<Record<string, unknown>> = {}) => wecomAppSchema().parse(settings(URL, change))
const problemsOf = (change: Readonly<Record<string, unknown>>) =>
  wecomAppSchema()
    .safeParse(settings(URL, change))
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('settings', () => {
  test('the defaults are WeCom itself and markdown; with a callback a card', () => {
    const { api_url: _url, ...plain } = settings(URL)
    expect(wecomAppSchema().parse(plain)).toMatchObject({
      apiUrl: 'https://qyapi.weixin.qq.com',
      agentId: 1_000_002,
      to: { users: ['ZhangSan', 'lisi'], parties: [], tags: [] },
      messageType: 'markdown',
      callback: undefined,
    })
    expect(parsed({ callback: CALLBACK }).messageType).toBe('card')
    expect(parsed({ callback: CALLBACK, content: 'x' }).messageType).toBe('markdown')
    expect(parsed({ callback: CALLBACK, message_type: 'text' }).messageType).toBe('text')
  })

  test.each([
    [{ to_user: 'a|b|a' }, { users: ['a', 'b'] }],
    [{ to_user: ['a', 'b'] }, { users: ['a', 'b'] }],
    [{ to_user: '@all' }, { users: ['@all'] }],
    [
      { to_party: 2, to_tag: '3|4' },
      { parties: ['2'], tags: ['3', '4'] },
    ],
    [{ agent_id: '1000002' }, {}],
  ])('%j', (change, expected) => {
    expect(parsed(change).to).toMatchObject(expected)
  })

  test.each([
    ['http://127.0.0.1:8025', 'http://127.0.0.1:8025'],
    ['http://sandbox:8025/', 'http://sandbox:8025'],
    ['https://proxy.example/wecom/', 'https://proxy.example/wecom'],
  ])('api_url %s', (given, expected) => {
    expect(parsed({ api_url: given }).apiUrl).toBe(expected)
  })

  const HTTPS = 'api_url: must begin with https://; http is for loopback addresses and for names without a dot'
  test.each([
    [{ api_url: 'http://qyapi.weixin.qq.com' }, HTTPS],
    [{ api_url: 'http://203.0.113.7' }, HTTPS],
    [{ api_url: 'https://x.example/?a=b' }, 'api_url: must have neither ? nor #'],
    [{ agent_id: 'x' }, 'agent_id: must be the number of the application'],
    [{ agent_id: 1.5 }, 'agent_id: must be the number of the application'],
    [{ corp_secret: '' }, 'corp_secret: must be the Secret of the application'],
    [{ corp_id: 'with space' }, 'corp_id: must be the ID of the company (企业ID)'],
    [{ to_user: 'a b' }, 'to_user: must be userids, in a list or with | between, or @all'],
    [{ to_user: '@all|a' }, 'to_user: @all stands alone: WeCom ignores all others beside it'],
    [{ to_party: Array.from({ length: 101 }, (_, n) => n) }, 'to_party: WeCom takes at most 100'],
    [{ to_tag: 'x' }, 'to_tag: must be numbers of tags, in a list or with | between'],
    [{ message_type: 'html' }, 'message_type: must be card, markdown or text'],
    [
      { message_type: 'card' },
      'callback: a card with buttons needs the callback of the application: token and encoding_aes_key',
    ],
    [
      { message_type: 'card', callback: CALLBACK, content: 'x' },
      'content: a card has no text of its own; write it for message_type markdown or text',
    ],
    [
      { callback: { ...CALLBACK, encoding_aes_key: 'short-and-secret' } },
      'callback.encoding_aes_key: must be the EncodingAESKey: 43 letters and digits',
    ],
    [
      { callback: { token: CALLBACK.token } },
      'callback.encoding_aes_key: must be the EncodingAESKey of the callback settings',
    ],
    [{ agentid: 7 }, ': Unrecognized key: "agentid"'],
  ])('%j', (change, problem) => {
    expect(problemsOf(change)).toEqual([problem])
  })

  test('a problem repeats no secret', () => {
    const text = JSON.stringify(
      problemsOf({ corp_secret: 'with space', callback: { token: 'a b', encoding_aes_key: 'kk' } }),
    )
    expect(text).not.toMatch(/with space|a b|kk/)
  })
})

test('the callback is found from what the schema gave, and from nothing else', () => {
  const config = parsed({ callback: CALLBACK })
  expect(wecomCallbackOf(config)).toMatchObject({
    corpId: APP.corp_id,
    agentId: APP.agent_id,
    token: CALLBACK.token,
    encodingAesKey: CALLBACK.encoding_aes_key,
  })
  expect([wecomCallbackOf(parsed()), wecomCallbackOf({ ...config }), wecomCallbackOf(null)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('named and counted by the application, without its secret', () => {
  const config = parsed({ callback: CALLBACK })
  expect(wecomAppChannel.describe(config)).toBe('wecom_app ww0123456789abcdef/1000002')
  expect(wecomAppChannel.traits(config)).toMatchObject({
    rateLimit: { key: expect.stringMatching(/^wecom_app:[0-9a-f]{8}$/), limit: 30, windowMs: 60_000 },
    budget: { perRecipient: { limit: 1_000, windowMs: 3_600_000 } },
    showsAcknowledgement: true,
  })
  expect(wecomAppChannel.traits(parsed({ to_user: 'other' })).rateLimit).toEqual(
    wecomAppChannel.traits(config).rateLimit,
  )
})
