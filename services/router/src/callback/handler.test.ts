/** Over real HTTP, signed and encrypted as WeCom does it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { channelSchemas } from '@tocsin/channels'
import { decrypt, encrypt, readXml, signatureOf, writeXml } from '@tocsin/channels/wecom-callback'
import { silentLogger } from '@tocsin/kit'
import { parseRouterConfig } from '@tocsin/rules'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ActResult } from '../act/act.ts'
import { createBodyReader } from '../intake/body.ts'
import { readConfig } from '../loop/live-config.ts'
import { type CallbackOptions, handleCallbacks } from './handler.ts'
import type { CallbackResult } from './results.ts'

const CORP = 'ww0123456789abcdef'
const KEYS = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' }
const OTHER = { token: 'another', aesKey: `${'k'.repeat(42)}A` }
const NOW = 1_764_000_000_000
const CONFIG = `
route: { receiver: app }
receivers:
  - name: app
    wecom_app_configs:
      - &app
        { api_url: "http://127.0.0.1:1", corp_id: ${CORP}, agent_id: 1000002, corp_secret: s, to_user: a,
          callback: { token: ${KEYS.token}, encoding_aes_key: ${KEYS.aesKey} } }
      - { <<: *app, agent_id: 7, callback: { token: ${OTHER.token}, encoding_aes_key: ${OTHER.aesKey} } }
  - name: 告警 值班
    wecom_app_configs: [*app]
  - name: plain
    wecom_app_configs: [{ api_url: "http://127.0.0.1:1", corp_id: ${CORP}, agent_id: 1, corp_secret: s, to_user: a }]
`

let now: number
let counted: CallbackResult[]
let performed: { token: string; name: string; via: string }[]
let act: (token: string) => Promise<ActResult>
let url: string
let stop: () => Promise<void>

async function start(change: Partial<CallbackOptions> = {}) {
  const parsed = parseRouterConfig(CONFIG, { file: 'router.yml', env: {}, channels: channelSchemas })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const person = { name: 'zhang', displayName: '张三', addresses: { wecom: 'ZhangSan' }, language: 'zh' as const }
  const people = { zhang: { ...person, timeZone: 'Asia/Shanghai', quietHours: undefined } }
  const router = { ...parsed.config, people: { ...parsed.config.people, people } }
  const live = { ...readConfig(router, []), version: 1 }
  const handle = handleCallbacks({
    ...{ live: () => live, now: () => now, startedAt: NOW - 60_000, log: silentLogger() },
    perform: (token, by) => {
      performed.push({ token, ...by })
      return act(token)
    },
    readBody: createBodyReader({ maxBytes: 4_096 }),
    count: (result) => counted.push(result),
    ...change,
  })
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}

beforeEach(async () => {
  now = NOW
  counted = []
  performed = []
  act = async () => ({ kind: 'acknowledged', by: '张三', at: NOW })
  await start()
})
afterEach(() => stop())

interface Sent {
  readonly receiver?: string
  readonly keys?: typeof KEYS
  readonly corp?: string
  readonly at?: number
  readonly signature?: string
}

function signed(message: string, { keys = KEYS, corp = CORP, at = NOW, signature }: Sent = {}) {
  const random = new Uint8Array(16).fill(1)
  const encrypted = encrypt(keys.aesKey, { message, receiver: corp }, random)
  const parts = { timestamp: String(Math.floor(at / 1_000)), nonce: '42', encrypted }
  const query = new URLSearchParams({
    msg_signature: signature ?? signatureOf(keys.token, parts),
    timestamp: parts.timestamp,
    nonce: parts.nonce,
  })
  return { encrypted, query }
}

const address = (receiver: string) => `${url}/callback/wecom/${encodeURIComponent(receiver)}`

async function verify(message: string, sent: Sent = {}) {
  const { encrypted, query } = signed(message, sent)
  const response = await fetch(`${address(sent.receiver ?? 'app')}?${query}&echostr=${encodeURIComponent(encrypted)}`)
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') }
}

const eventOf = (change: Readonly<Record<string, string | number>> = {}) =>
  writeXml(
    Object.entries({
      ToUserName: CORP,
      FromUserName: 'zhangsan',
      CreateTime: NOW / 1_000,
      MsgType: 'event',
      Event: 'template_card_event',
      EventKey: 'ack:TOKEN-1',
      AgentID: 1_000_002,
      ...change,
    }),
  )

async function tell(message: string, sent: Sent = {}) {
  const { encrypted, query } = signed(message, sent)
  const body = writeXml([
    ['ToUserName', CORP],
    ['AgentID', '1000002'],
    ['Encrypt', encrypted],
  ])
  const response = await fetch(`${address(sent.receiver ?? 'app')}?${query}`, { method: 'POST', body })
  return { status: response.status, text: await response.text() }
}

/** What the button says after the answer; the answer's own signature is checked. */
function buttonIn(answer: string, keys = KEYS): string | undefined {
  const fields = readXml(answer)
  if (!fields) return undefined
  const { Encrypt: encrypted = '', TimeStamp: timestamp = '', Nonce: nonce = '', MsgSignature: signature } = fields
  expect(signature).toBe(signatureOf(keys.token, { timestamp, nonce, encrypted }))
  const plain = decrypt(keys.aesKey, encrypted)
  expect(plain?.receiver).toBe(CORP)
  expect(readXml(plain?.message ?? '')).toMatchObject({ MsgType: 'update_button', FromUserName: CORP })
  return /<ReplaceName><!\[CDATA\[(.*?)\]\]>/.exec(plain?.message ?? '')?.[1]
}

describe('WeCom tries the address', () => {
  test.each(['app', '告警 值班'])('and gets back what it said: %s', async (receiver) => {
    expect(await verify('1616140317555161061', { receiver })).toEqual({
      status: 200,
      text: '1616140317555161061',
      type: 'text/plain; charset=utf-8',
    })
    expect(counted).toEqual(['verified'])
  })

  test('whichever application of the receiver it is', async () => {
    expect(await verify('second', { keys: OTHER })).toMatchObject({ status: 200, text: 'second' })
  })

  test.each<[string, Sent, CallbackResult]>([
    ['a wrong signature', { signature: '0'.repeat(40) }, 'signature'],
    ['a receiver that there is not', { receiver: 'nobody' }, 'signature'],
    ['a receiver without a callback', { receiver: 'plain' }, 'signature'],
    ['an old one', { at: NOW - 301_000 }, 'stale'],
    ['one from the future', { at: NOW + 301_000 }, 'stale'],
    ['one for another company', { corp: 'wwother' }, 'content'],
  ])('%s is refused without a word', async (_name, sent, result) => {
    expect(await verify('x', sent)).toMatchObject({ status: 403, text: '' })
    expect((await tell(eventOf(), sent)).status).toBe(403)
    expect(counted).toEqual([result, result])
    expect(performed).toEqual([])
  })
})

describe('a button is pressed', () => {
  test('it is done by name, and the button says who has it', async () => {
    const { status, text } = await tell(eventOf())
    expect([status, buttonIn(text)]).toEqual([200, '张三 已于 00:00 认领'])
    expect(performed).toEqual([{ token: 'TOKEN-1', name: '张三', via: 'wecom' }])
    expect(counted).toEqual(['acknowledged'])
  })

  test('a member who is nobody of people.yml is known by userid', async () => {
    await tell(eventOf({ FromUserName: 'LiSi' }))
    expect(performed).toMatchObject([{ name: 'LiSi' }])
  })

  test.each<[ActResult, string, CallbackResult]>([
    [{ kind: 'already', by: '李四', at: NOW - 60_000 }, '李四 已于 23:59 认领', 'already'],
    [{ kind: 'silenced', id: 's', until: NOW + 3_600_000 }, '张三 已静默至 01:00', 'silenced'],
    [{ kind: 'over' }, '告警已结束', 'over'],
    [{ kind: 'refused', code: 'EXPIRED' }, '按钮已过期，请到控制台处理', 'expired'],
    [{ kind: 'refused', code: 'UNKNOWN' }, '按钮已过期，请到控制台处理', 'expired'],
  ])('%j', async (result, text, count) => {
    act = async () => result
    expect(buttonIn((await tell(eventOf())).text)).toBe(text)
    expect(counted).toEqual([count])
  })

  test('told again it is done once, and answered alike; at the same moment, too', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => tell(eventOf())))
    now += 30_000
    answers.push(await tell(eventOf(), { at: now }))
    expect(answers.map(({ text }) => buttonIn(text))).toEqual(Array(4).fill('张三 已于 00:00 认领'))
    expect(performed).toHaveLength(1)
    expect(counted.toSorted()).toEqual(['acknowledged', 'repeated', 'repeated', 'repeated'])
    await tell(eventOf({ CreateTime: NOW / 1_000 + 5 }))
    expect(performed).toHaveLength(2)
  })

  test('from before the start it acknowledges, which is safe twice, and silences nothing', async () => {
    const before = { at: NOW - 90_000 }
    expect((await tell(eventOf({ EventKey: 'silence:T' }), before)).text).toBe('')
    expect(performed).toEqual([])
    await tell(eventOf(), before)
    expect(performed).toHaveLength(1)
    expect(counted).toEqual(['stale', 'acknowledged'])
  })

  test('what takes long is done, and not waited for', async () => {
    await stop()
    await start({ patienceMs: 20 })
    let finish: (result: ActResult) => void = () => undefined
    act = () => new Promise((resolve) => (finish = resolve))
    expect(await tell(eventOf())).toEqual({ status: 200, text: '' })
    expect(counted).toEqual(['late'])
    finish({ kind: 'acknowledged', by: '张三', at: NOW })
    expect(buttonIn((await tell(eventOf())).text)).toBe('张三 已于 00:00 认领')
    expect(performed).toHaveLength(1)
  })

  test('what fails is told again by WeCom, and then done', async () => {
    act = () => Promise.reject(new Error('disk full'))
    expect(await tell(eventOf())).toEqual({ status: 500, text: '' })
    act = async () => ({ kind: 'over' })
    expect((await tell(eventOf())).status).toBe(200)
    expect(counted).toEqual(['failed', 'over'])
  })

  test.each([
    [eventOf({ Event: 'enter_agent' }), 'ignored'],
    [eventOf({ AgentID: 7 }), 'ignored'],
    [eventOf({ EventKey: 'nothing:x' }), 'ignored'],
    ['no XML', 'unreadable'],
  ])('what is none of ours is answered and left: %s', async (message, result) => {
    expect(await tell(message)).toEqual({ status: 200, text: '' })
    expect([counted, performed]).toEqual([[result], []])
  })
})

describe('strangers', () => {
  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(url + path, { method, ...(body === undefined ? {} : { body }) })
    return [response.status, await response.text()]
  }
  const QUERY = '?msg_signature=x&timestamp=1&nonce=2'

  test.each<[string, string, string | undefined, number]>([
    ['GET', '/callback/', undefined, 404],
    ['GET', '/callback/wecom/', undefined, 404],
    ['GET', '/callback/other/app', undefined, 404],
    ['GET', '/callback/wecom/%', undefined, 404],
    ['GET', '/callback/wecom/app', undefined, 400],
    ['GET', `/callback/wecom/app${QUERY}`, undefined, 400],
    ['PUT', '/callback/wecom/app', 'x', 405],
    ['POST', `/callback/wecom/app${QUERY}`, 'no XML', 400],
    ['POST', `/callback/wecom/app${QUERY}`, '<!DOCTYPE x><xml><Encrypt>a</Encrypt></xml>', 400],
    ['POST', `/callback/wecom/app${QUERY}`, 'x'.repeat(5_000), 413],
    ['POST', `/callback/wecom/app${QUERY}`, '<xml><Encrypt>a</Encrypt></xml>', 403],
  ])('%s %s', async (method, path, body, status) => {
    expect(await ask(method, path, body)).toEqual([status, ''])
    expect(performed).toEqual([])
  })
})
