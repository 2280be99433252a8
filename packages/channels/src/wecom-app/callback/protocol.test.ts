import { describe, expect, test } from 'vitest'
import { encrypt, signatureOf } from './crypto.ts'
import { encryptedIn, MAX_AGE_MS, openEnvelope, readEvent, readQuery, sealReply } from './protocol.ts'
import { buttonText } from './words.ts'
import { readXml, writeXml } from './xml.ts'

const KEYS = {
  corpId: 'wx5823bf96d3bd56c7',
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
}
const RANDOM = new Uint8Array(16).fill(7)
const ECHO = 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=='
const QUERY = 'msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780'
const AT = 1_409_659_589_000

function sealed(message: string, receiver = KEYS.corpId) {
  const encrypted = encrypt(KEYS.encodingAesKey, { message, receiver }, RANDOM)
  const signed = { timestamp: '1409659589', nonce: 'n', encrypted }
  return { ...signed, signature: signatureOf(KEYS.token, signed) }
}

describe('the address is verified', () => {
  test.each([
    ['as it is', ECHO],
    ['encoded', encodeURIComponent(ECHO)],
  ])('%s: a plus stays a plus', (_name, echo) => {
    const query = readQuery(`${QUERY}&echostr=${echo}`)
    expect(query).toMatchObject({ echo: ECHO })
    if (!query) return
    expect(openEnvelope(KEYS, { ...query, encrypted: query.echo ?? '' }, AT)).toEqual({
      kind: 'open',
      message: '1616140317555161061',
      signedAt: AT,
    })
  })

  test('nothing is guessed', () => {
    expect(readQuery('')).toBeUndefined()
    expect(readQuery('msg_signature=a&timestamp=1')).toBeUndefined()
    expect(readQuery(QUERY)).toMatchObject({ echo: undefined })
  })
})

describe('an envelope', () => {
  test.each([
    ['of nobody', { ...sealed('x'), signature: '0'.repeat(40) }, AT, 'signature'],
    ['with another time', { ...sealed('x'), timestamp: '1409659590' }, AT, 'signature'],
    ['too old', sealed('x'), AT + MAX_AGE_MS + 1, 'stale'],
    ['from the future', sealed('x'), AT - MAX_AGE_MS - 1, 'stale'],
    ['for another company', sealed('x', 'wwother'), AT, 'content'],
    ['for nobody', sealed('x', ''), AT, 'content'],
  ])('%s is refused', (_name, envelope, now, why) => {
    expect(openEnvelope(KEYS, envelope, now)).toEqual({ kind: 'refused', why })
  })

  test('as old as it may be is open', () => {
    expect(openEnvelope(KEYS, sealed('x'), AT + MAX_AGE_MS)).toMatchObject({ kind: 'open', message: 'x' })
  })

  test('is found in a body', () => {
    expect(
      encryptedIn(
        writeXml([
          ['ToUserName', 'a'],
          ['Encrypt', 'abc'],
        ]),
      ),
    ).toBe('abc')
    for (const body of ['', '{}', '<xml/>', '<xml><Encrypt/></xml>']) expect(encryptedIn(body)).toBeUndefined()
  })
})

describe('events', () => {
  const xml = (change: Readonly<Record<string, string | number>>) =>
    writeXml(
      Object.entries({
        ToUserName: KEYS.corpId,
        FromUserName: 'ZhangSan',
        CreateTime: 1409659589,
        MsgType: 'event',
        Event: 'template_card_event',
        EventKey: 'ack:Abc-_9',
        TaskId: 'tocsin-1',
        CardType: 'button_interaction',
        ResponseCode: 'rc',
        AgentID: 1000002,
        ...change,
      }),
    )
  const read = (change: Readonly<Record<string, string | number>> = {}) =>
    readEvent({ agentId: 1_000_002 }, xml(change))

  test('a button', () => {
    expect(read()).toEqual({
      kind: 'click',
      userId: 'ZhangSan',
      verb: 'ack',
      token: 'Abc-_9',
      id: '["ZhangSan","1409659589","ack:Abc-_9"]',
    })
    expect(read({ EventKey: 'silence:x' })).toMatchObject({ verb: 'silence', token: 'x' })
    const ids = [read(), read({ CreateTime: 1 }), read({ FromUserName: 'LiSi' }), read({ EventKey: 'ack:y' })]
    expect(new Set(ids.map((event) => event.kind === 'click' && event.id)).size).toBe(4)
  })

  test.each([
    [{ Event: 'enter_agent' }],
    [{ AgentID: 7 }],
    [{ EventKey: 'submit' }],
    [{ EventKey: 'ack:' }],
    [{ EventKey: 'ack:a/b' }],
    [{ EventKey: `ack:${'x'.repeat(1_001)}` }],
    [{ FromUserName: '' }],
    [{ FromUserName: 'a b' }],
  ])('%j is none of ours', (change) => {
    expect(read(change)).toEqual({ kind: 'other' })
  })

  test('what is no XML cannot be read', () => {
    expect(readEvent({ agentId: 1 }, 'hello')).toEqual({ kind: 'unreadable' })
  })
})

test('a reply is what WeCom reads', () => {
  const reply = readXml(
    sealReply(KEYS, { to: 'ZhangSan', text: '张三 ]]> 认领' }, { now: AT, random: RANDOM, nonce: '42' }),
  )
  expect(reply).toMatchObject({ TimeStamp: '1409659589', Nonce: '42' })
  const envelope = {
    timestamp: reply?.['TimeStamp'] ?? '',
    nonce: reply?.['Nonce'] ?? '',
    encrypted: reply?.['Encrypt'] ?? '',
    signature: reply?.['MsgSignature'] ?? '',
  }
  const opened = openEnvelope(KEYS, envelope, AT)
  const message = opened.kind === 'open' ? opened.message : ''
  expect(readXml(message)).toMatchObject({
    ToUserName: 'ZhangSan',
    FromUserName: KEYS.corpId,
    CreateTime: '1409659589',
    MsgType: 'update_button',
  })
  expect(message).toContain('<Button><ReplaceName><![CDATA[张三 ]]]]><![CDATA[> 认领]]></ReplaceName></Button>')
})

test.each([
  [{ kind: 'taken', by: '张三', at: AT } as const, '张三 已于 20:06 认领', 'Acknowledged by 张三 at 12:06 UTC'],
  [{ kind: 'silenced', by: '张三', until: AT } as const, '张三 已静默至 20:06', 'Silenced by 张三 until 12:06 UTC'],
  [{ kind: 'over' } as const, '告警已结束', 'It is over'],
  [{ kind: 'expired' } as const, '按钮已过期，请到控制台处理', 'Expired: use the console'],
])('the button says %j', (pressed, zh, en) => {
  expect(buttonText(pressed, { language: 'zh', timeZone: 'Asia/Shanghai' })).toBe(zh)
  expect(buttonText(pressed, { language: 'en', timeZone: 'UTC' })).toBe(en)
})
