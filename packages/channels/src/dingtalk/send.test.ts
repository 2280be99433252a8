import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { AT, alertOf, notificationOf } from '../testing/notifications.ts'
import { answer, startProvider } from '../testing/provider.ts'
import { dingtalkChannel } from './index.ts'
import { signature, signedUrl } from './sign.ts'

const TOKEN = '566cc69da782ec33e42542b46b08c0de'
const SECRET = 'SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
const settings = (url: string) => ({ url: `${url}/robot/send?access_token=${TOKEN}` })
const configOf = (change: Readonly<Record<string, unknown>> = {}, url = 'http://x') =>
  dingtalkChannel.schema().parse({ ...settings(url), ...change })
const firing = notificationOf([alertOf()])

describe('what the errcode means', () => {
  test.each([
    [0, 'ok', { kind: 'sent', code: '0' }],
    [-1, '系统繁忙', { kind: 'retry', code: '-1' }],
    [130101, 'send too fast, exceed 20 times per minute', { kind: 'retry', afterMs: 600_000, pauseAll: true }],
    [410100, '发送速度太快而限流', { kind: 'retry', afterMs: 600_000, pauseAll: true }],
    [310000, 'keywords not in content, more: [https://x]', reject('"keyword"')],
    [310000, 'description:关键词不匹配;solution:请联系群管理员查看此机器人的关键词', reject('"keyword"')],
    [310000, 'sign not match, more: [https://x]', reject('"secret"')],
    [
      310000,
      'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中',
      reject('"secret"'),
    ],
    [310000, 'ip 203.0.113.7 not in whitelist', reject('IP 地址段')],
    [
      310000,
      'invalid timestamp',
      { kind: 'retry', code: '310000', afterMs: 60_000, reason: expect.stringMatching(/clock/) },
    ],
    [
      310000,
      'description:机器人发送签名过期;solution:签名生成时间和发送时间请保持在 timestampms 以内',
      { kind: 'retry' },
    ],
    [310000, 'something new', reject('security setting')],
    [400013, '', reject('dissolved')],
    [400101, '', reject('access_token')],
    [400102, '', reject('switched off')],
    [400105, '', reject('message type')],
    [400106, '', reject('not in the group')],
    [430101, '', reject('link')],
    [430102, '', reject('words')],
    [430103, '', reject('picture')],
    [430104, '', reject('content')],
    [460101, '', reject('too long')],
    [
      12345,
      'as the provider says',
      { kind: 'reject', code: '12345', reason: 'DingTalk refused it: as the provider says' },
    ],
  ])('%i %s', async (errcode, errmsg, expected) => {
    expect(await outcomeOf({ errcode, errmsg })).toMatchObject(expected)
  })

  test.each([['<html>maintenance</html>'], [{}], [[]], [{ errcode: '0' }], ['']])(
    'an answer that is not one of DingTalk is tried again: %j',
    async (body) => {
      expect(await outcomeOf(body)).toMatchObject({ kind: 'retry', code: 'HTTP 200' })
    },
  )

  function reject(words: string) {
    return { kind: 'reject', reason: expect.stringContaining(words) }
  }

  async function outcomeOf(body: unknown) {
    const provider = await startProvider()
    provider.reply(() => answer(200, body))
    const { outcome } = await dingtalkChannel.send(configOf({}, provider.url), contextOf(firing))
    await provider.close()
    return outcome
  }
})

describe('the signature', () => {
  // By openssl: printf '%s\n%s' MS SECRET | openssl dgst -sha256 -hmac SECRET -binary | base64
  test('is HMAC-SHA256 with the secret as key over "MS\\nSECRET"', () => {
    expect(signature(SECRET, 1_732_341_730_000)).toBe('ferQd/4v6TQLtH3p3vl4CjSD4xHCGzNndUZ4pRpV4S0=')
  })

  test('stands in the address with its time in milliseconds, every character encoded', () => {
    const url = signedUrl(`https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, SECRET, AT)
    expect(new URL(url).searchParams.get('timestamp')).toBe(String(AT))
    expect(new URL(url).searchParams.get('sign')).toBe(signature(SECRET, AT))
    expect(url).toMatch(/&sign=[A-Za-z0-9%]+$/)
    expect(signedUrl('https://x/?access_token=a', undefined, AT)).toBe('https://x/?access_token=a')
  })
})
