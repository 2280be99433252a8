/** The application over real HTTP, and presses told to something that stands for the router. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { encryptedIn, openEnvelope, readEvent, readQuery, sealReply } from '@tocsin/channels/wecom-callback'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type TestSandbox } from '../testing/sandbox.ts'
import { SANDBOX_APP } from './settings.ts'

const KEYS = { corpId: SANDBOX_APP.corpId, token: SANDBOX_APP.token, encodingAesKey: SANDBOX_APP.aesKey }

let router: Server
let sandbox: TestSandbox
let told: unknown[] = []
let reply: (to: string) => { status: number; body: string }
const button = (words: string) => (to: string) => ({
  status: 200,
  body: sealReply(KEYS, { to, text: words }, { now: sandbox.now, random: randomBytes(16), nonce: '42' }),
})

beforeAll(async () => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const query = readQuery(request.url?.split('?')[1] ?? '')
    const encrypted = encryptedIn(await text(request))
    if (!query || encrypted === undefined) return void response.writeHead(400).end()
    const opened = openEnvelope(KEYS, { ...query, encrypted }, sandbox.now)
    if (opened.kind === 'refused') return void response.writeHead(403).end()
    const event = readEvent(SANDBOX_APP, opened.message)
    told.push(event)
    const { status, body } = reply(event.kind === 'click' ? event.userId : '')
    response.writeHead(status).end(body)
  }
  router = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => router.listen(0, '127.0.0.1', resolve))
  sandbox = await startSandbox(`http://127.0.0.1:${(router.address() as AddressInfo).port}/callback/wecom/app`)
})
beforeEach(async () => {
  await sandbox.send('DELETE', '/api/messages')
  told = []
  reply = button('zhangsan 已认领')
})
afterAll(async () => {
  await sandbox.stop()
  router.closeAllConnections()
  router.close()
})

async function token(): Promise<string> {
  const { corpId, secret } = SANDBOX_APP
  const { body } = await sandbox.get(`/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`)
  return field(body, 'access_token')
}

function field(body: unknown, name: string): string {
  const found = typeof body === 'object' && body ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined
  return String(found ?? '')
}

const markdown = (content: string, more: object = {}) => ({
  ...{ touser: 'ZhangSan', agentid: SANDBOX_APP.agentId, msgtype: 'markdown', markdown: { content } },
  ...more,
})
const card = (taskId: string, more: object = {}) => ({
  ...{ touser: '@all', agentid: SANDBOX_APP.agentId, msgtype: 'template_card' },
  template_card: {
    card_type: 'button_interaction',
    main_title: { title: '告警 磁盘快满了' },
    card_action: { type: 1, url: 'https://x.example/' },
    task_id: taskId,
    button_list: [
      { text: '认领', style: 1, key: 'ack:TOKEN' },
      { text: '静默', style: 2, key: 'silence:TOKEN' },
    ],
    ...more,
  },
})
const send = async (body: unknown) => sandbox.post(`/cgi-bin/message/send?access_token=${await token()}`, body)
const update = async (body: object) =>
  sandbox.post(`/cgi-bin/message/update_template_card?access_token=${await token()}`, {
    agentid: SANDBOX_APP.agentId,
    ...body,
  })
const messages = async () => (await sandbox.get('/api/messages?channel=wecom-app')).body
const cards = async () => {
  const { body } = await sandbox.get('/api/inbox')
  return typeof body === 'object' && body && 'cards' in body ? body.cards : undefined
}

describe('tokens', () => {
  test('the same while it lives, another after, and the old one no more', async () => {
    const first = await token()
    expect(await token()).toBe(first)
    const path = `/cgi-bin/message/send?access_token=${first}`
    expect((await sandbox.post(path, markdown('a'))).body).toMatchObject({ errcode: 0 })
    sandbox.now += 7_200_000
    expect((await sandbox.post(path, markdown('b'))).body).toMatchObject({ errcode: 42001 })
    expect(await token()).not.toBe(first)
    expect((await sandbox.post(path, markdown('c'))).body).toMatchObject({ errcode: 40014 })
  })

  test.each([
    ['corpid=other&corpsecret=x', 40013],
    [`corpid=${SANDBOX_APP.corpId}&corpsecret=x`, 40001],
    ['', 40013],
  ])('%s is refused', async (query, errcode) => {
    expect((await sandbox.get(`/cgi-bin/gettoken?${query}`)).body).toMatchObject({ errcode })
  })

  test('none at all', async () => {
    expect((await sandbox.post('/cgi-bin/message/send', markdown('a'))).body).toMatchObject({ errcode: 41001 })
  })
})

describe('messages', () => {
  test('go to those who exist; the others are named in lower case', async () => {
    const { body } = await send(markdown('**告警**\n磁盘', { touser: 'zhangsan|Nobody', toparty: '9' }))
    expect(body).toMatchObject({ errcode: 0, invaliduser: 'nobody', invalidparty: '9' })
    expect(await messages()).toMatchObject([{ status: 'accepted', target: 'ZhangSan', text: '**告警**\n磁盘' }])
  })

  test.each<[string, object, number]>([
    ['nobody that exists', markdown('a', { touser: 'nobody' }), 81013],
    ['nobody', markdown('a', { touser: '' }), 82001],
    ['an agentid that is a text', markdown('a', { agentid: '1000002' }), 40056],
    ['another application', markdown('a', { agentid: 7 }), 40056],
    ['an unknown type', { ...markdown('a'), msgtype: 'html' }, 40008],
    ['nothing', markdown(''), 44004],
    ['2049 bytes', markdown('a'.repeat(2_049)), 40058],
    ['a card without buttons', card('t', { button_list: [] }), 40058],
    ['a task id with other letters', card('t.1'), 40058],
    ['a key over 1024 bytes', card('t', { button_list: [{ text: 'a', key: 'k'.repeat(1_025) }] }), 40058],
    ['a card without a title', card('t', { main_title: {} }), 40058],
  ])('%s is refused', async (_name, body, errcode) => {
    expect((await send(body)).body).toMatchObject({ errcode })
    expect(await messages()).toMatchObject([{ status: 'refused' }])
  })

  test('2048 bytes are taken', async () => {
    expect((await send(markdown('a'.repeat(2_048)))).body).toMatchObject({ errcode: 0 })
  })

  test('the 31st to a member in a minute is dropped, and called a success', async () => {
    for (let i = 0; i < 30; i++) await send(markdown(`m${i}`))
    expect((await send(markdown('one more', { touser: 'ZhangSan|LiSi' }))).body).toMatchObject({ errcode: 0 })
    expect(await messages()).toMatchObject({ 0: { target: 'LiSi' } })
    sandbox.now += 60_000
    await send(markdown('later'))
    expect(await messages()).toMatchObject({ 0: { target: 'ZhangSan', title: 'later' } })
  })

  test('the same again is dropped where that is asked for', async () => {
    const once = { enable_duplicate_check: 1, duplicate_check_interval: 60 }
    await send(markdown('same', once))
    expect((await send(markdown('same', once))).body).toMatchObject({ errcode: 0 })
    expect(await messages()).toMatchObject([{ target: '', title: '(dropped) same' }, { target: 'ZhangSan' }])
    sandbox.now += 60_000
    await send(markdown('same', once))
    expect(await messages()).toMatchObject({ 0: { target: 'ZhangSan', title: 'same' } })
  })

  test('misbehaves on request', async () => {
    await sandbox.send('PUT', '/behaviour/wecom-app', { mode: 'errcode', errcode: 60020, times: 1 })
    expect((await send(markdown('a'))).body).toMatchObject({ errcode: 60020 })
    expect((await send(markdown('a'))).body).toMatchObject({ errcode: 0 })
  })
})

describe('cards', () => {
  test('a task id is new, a code updates once, and only for 72 hours', async () => {
    const code = field((await send(card('t1'))).body, 'response_code')
    expect((await send(card('t1'))).body).toMatchObject({ errcode: 40058 })
    const taken = { atall: 1, response_code: code, button: { replace_name: '张三 已认领' } }
    expect((await update(taken)).body).toMatchObject({ errcode: 0 })
    expect((await update(taken)).body).toMatchObject({ errcode: 40058 })
    const everybody = { ZhangSan: '张三 已认领', LiSi: '张三 已认领', WangWu: '张三 已认领' }
    expect(await cards()).toMatchObject([{ taskId: 't1', replaced: everybody }])
    const late = field((await send(card('t2'))).body, 'response_code')
    sandbox.now += 72 * 3_600_000 + 1
    expect((await update({ ...taken, response_code: late })).body).toMatchObject({ errcode: 40058 })
  })

  test('a press is told signed and encrypted, and only that member sees the answer', async () => {
    await send(card('t3'))
    const answer = await sandbox.post('/wecom-app/press', { taskId: 't3', key: 'ack:TOKEN', member: 'ZhangSan' })
    expect(answer).toMatchObject({ status: 200, body: { text: 'zhangsan 已认领' } })
    expect(told).toMatchObject([{ kind: 'click', userId: 'zhangsan', verb: 'ack', token: 'TOKEN' }])
    expect(await cards()).toMatchObject([{ replaced: { ZhangSan: 'zhangsan 已认领' } }])
    expect(JSON.stringify(await cards())).not.toContain('"LiSi":"')
  })

  test('a router that lets it be changes nothing', async () => {
    await send(card('t4'))
    reply = () => ({ status: 200, body: '' })
    const press = { taskId: 't4', key: 'ack:TOKEN', member: 'LiSi' }
    expect(await sandbox.post('/wecom-app/press', press)).toMatchObject({ status: 200, body: { text: null } })
    expect(await cards()).toMatchObject([{ replaced: {} }])
  })

  test.each<[string, () => { status: number; body: string }, RegExp]>([
    ['refuses', () => ({ status: 403, body: '' }), /HTTP 403/],
    ['redirects', () => ({ status: 302, body: '' }), /HTTP 302/],
    ['says what is no reply', () => ({ status: 200, body: 'ok' }), /WeCom would not read/],
    ['signs wrongly', () => ({ status: 200, body: button('x')('a').body.replace(/<Nonce>.*<\/Nonce>/, '') }), /WeCom/],
  ])('a router that %s is told about', async (_name, answering, message) => {
    await send(card('t5'))
    reply = answering
    const answer = await sandbox.post('/wecom-app/press', { taskId: 't5', key: 'ack:TOKEN', member: 'LiSi' })
    expect(answer).toMatchObject({ status: 502, body: { error: 'CALLBACK_FAILED' } })
    expect(field(answer.body, 'message')).toMatch(message)
  })

  test('nobody presses what they have not got', async () => {
    const press = { taskId: 'none', key: 'ack:TOKEN', member: 'LiSi' }
    expect(await sandbox.post('/wecom-app/press', press)).toMatchObject({ status: 404 })
    expect(await sandbox.post('/wecom-app/press', { taskId: 't' })).toMatchObject({ status: 422 })
    expect(await sandbox.get('/wecom-app/press')).toMatchObject({ status: 405 })
    expect(told).toEqual([])
  })
})
