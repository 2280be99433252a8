import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { AT, alertOf, notificationOf } from '../testing/notifications.ts'
import { answer, type Reply, startProvider } from '../testing/provider.ts'
import { feishuChannel } from './index.ts'
import { signatureOf } from './sign.ts'

const settings = (url: string) => ({ url: `${url}/open-apis/bot/v2/hook/7d5b8f0e-26c1-4c0e-8a53-6a1b2c3dc0de` })

async function sent(reply: Reply, change: Readonly<Record<string, unknown>> = {}) {
  const provider = await startProvider()
  provider.reply(() => reply)
  const config = feishuChannel.schema().parse({ ...settings(provider.url), ...change })
  const { outcome } = await feishuChannel.send(config, contextOf(notificationOf([alertOf()])))
  const [seen] = provider.seen
  await provider.close()
  return { outcome, body: seen?.body ?? {} }
}

describe('what the code means', () => {
  const reject = (words: string) => ({ kind: 'reject', reason: expect.stringContaining(words) })
  const body = (code: number, msg = '') => answer(200, { code, msg, data: {} })

  test.each([
    [answer(200, { code: 0, msg: 'success', data: {} }), { kind: 'sent', code: '0' }],
    [answer(200, { Extra: null, StatusCode: 0, StatusMessage: 'success' }), { kind: 'sent', code: '0' }],
    [body(9499, 'Bad Request'), reject('too long: Bad Request')],
    [answer(400, { code: 9499, msg: 'Bad Request' }), { kind: 'reject', code: '9499' }],
    [body(19001, 'param invalid: incoming webhook access token invalid'), reject('robot was removed')],
    [body(19021, 'sign match fail or timestamp is not within one hour from current time'), reject('"secret"')],
    [body(19022, 'Ip Not Allowed'), reject('IP 白名单')],
    [body(19024, 'Key Words Not Found'), reject('"keyword"')],
    [body(11232, 'frequency limited'), { kind: 'retry', code: '11232', afterMs: 10_000, pauseAll: true }],
    [body(99991400, 'request trigger frequency limit'), { kind: 'retry', afterMs: 10_000, pauseAll: true }],
    [
      answer(400, { code: 99991400, msg: '' }, { 'x-ogw-ratelimit-reset': '42' }),
      { kind: 'retry', code: '99991400', afterMs: 42_000, pauseAll: true },
    ],
    [
      answer(429, {}, { 'x-ogw-ratelimit-reset': '7' }),
      { kind: 'retry', code: 'HTTP 429', afterMs: 7_000, pauseAll: true },
    ],
    [body(12345, 'as it says'), { kind: 'reject', code: '12345', reason: 'Feishu refused it: as it says' }],
  ])('%j', async (reply, expected) => {
    expect((await sent(reply)).outcome).toMatchObject(expected)
  })

  test.each([['<html>maintenance</html>'], [{}], [[]], [{ code: '0' }], ['']])(
    'an answer that is not one of Feishu is tried again: %j',
    async (said) => {
      expect((await sent(answer(200, said))).outcome).toMatchObject({ kind: 'retry', code: 'HTTP 200' })
    },
  )
})

describe('the signature', () => {
  // By openssl: openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf 'S\nSECRET' | xxd -p) -binary </dev/null | base64
  test('is HMAC-SHA256 of nothing, with "S\\nSECRET" as key', () => {
    expect(signatureOf('feishu-Demo-secret-4711', 1_732_341_730_999)).toEqual({
      timestamp: '1732341730',
      sign: 'PQh9JSKIWp1gPsO96sS026tkPavnpJ2T6bq3HOnRDzs=',
    })
  })

  test('stands in the body, in seconds and as text; without a secret there is none', async () => {
    const secret = 'gN7x0mQ2vE5bT8rZ1kYwLd'
    const accept = answer(200, { code: 0 })
    expect((await sent(accept, { secret })).body).toMatchObject(signatureOf(secret, AT))
    expect(Object.keys((await sent(accept)).body)).toEqual(['msg_type', 'card'])
  })
})
