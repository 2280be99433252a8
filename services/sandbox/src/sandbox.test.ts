import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type TestSandbox } from './testing/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(async () => {
  await sandbox.send('DELETE', '/api/messages')
})
afterAll(() => sandbox.stop())

const ROBOT = '/cgi-bin/webhook/send?key=robot-one'
const markdown = (content: string) => ({ msgtype: 'markdown', markdown: { content } })
const idOf = (body: unknown): string => (typeof body === 'object' && body && 'id' in body ? String(body.id) : '')

describe('the robot', () => {
  test('accepts, and the inbox has it', async () => {
    const sent = markdown('**告警** shop')
    expect(await sandbox.post(ROBOT, sent, 'key-1')).toMatchObject({ status: 200, body: { errcode: 0, errmsg: 'ok' } })
    expect((await sandbox.get('/api/messages?channel=wecom')).body).toEqual([
      {
        id: expect.stringMatching(/^wecom-/),
        channel: 'wecom',
        receivedAt: sandbox.now,
        status: 'accepted',
        title: '告警 shop',
        text: '**告警** shop',
        target: '…-one',
        raw: sent,
        idempotencyKey: 'key-1',
        answered: true,
        duplicate: false,
        reason: null,
      },
    ])
  })

  test.each([
    ['a wrong key', '/cgi-bin/webhook/send?key=other', markdown('a'), 93000, /^invalid webhook url, hint: /],
    ['no key', '/cgi-bin/webhook/send', markdown('a'), 93000, /e=93000$/],
    ['no JSON', ROBOT, '{"msgtype":', 40008, /wrong json format/],
    ['an unknown msgtype', ROBOT, { msgtype: 'x' }, 40008, /must be one of text, markdown/],
    [
      'too much',
      ROBOT,
      markdown('告'.repeat(1366)),
      40058,
      /^markdown.content exceed max length 4096\. invalid Request/,
    ],
    ['nothing', ROBOT, markdown(''), 44004, /empty/],
  ])('refuses %s with HTTP 200', async (_name, path, body, errcode, errmsg) => {
    const answer = await sandbox.post(path, body)
    expect(answer).toMatchObject({ status: 200, body: { errcode, errmsg: expect.stringMatching(errmsg) } })
    expect((await sandbox.get('/api/messages')).body).toMatchObject([{ status: 'refused', answered: true }])
  })

  test('takes 20 in any 60 s per key; a refused call does not count', async () => {
    for (let i = 0; i < 19; i++) await sandbox.post(ROBOT, markdown(`m${i}`))
    await sandbox.post(ROBOT, markdown(''))
    expect((await sandbox.post(ROBOT, markdown('20th'))).body).toEqual({ errcode: 0, errmsg: 'ok' })
    expect((await sandbox.post(ROBOT, markdown('21st'))).body).toMatchObject({ errcode: 45009 })
    expect((await sandbox.post('/cgi-bin/webhook/send?key=robot-two', markdown('a'))).body).toMatchObject({
      errcode: 0,
    })
    sandbox.now += 59_999
    expect((await sandbox.post(ROBOT, markdown('a'))).body).toMatchObject({ errcode: 45009 })
    sandbox.now += 1
    expect((await sandbox.post(ROBOT, markdown('a'))).body).toMatchObject({ errcode: 0 })
    expect((await sandbox.get('/api/counters')).body).toMatchObject({
      wecom: { received: 25, accepted: 22, refused: 3, unanswered: 0, duplicates: 0 },
    })
  })
})

describe('the SMS gateway', () => {
  test('accepts, and has a receipt', async () => {
    const answer = await sandbox.post('/sms/send', { to: '+8613800001234', text: '严重：连接池', id: 'sms-1' })
    const messageId = (answer.body as { messageId: string }).messageId
    expect(answer).toMatchObject({ status: 200, body: { code: 'OK', messageId: expect.any(String) } })
    const receipt = { messageId, to: '+8613800001234', acceptedAt: sandbox.now }
    const path = `/sms/receipts/${messageId}`
    expect((await sandbox.get(path)).body).toEqual({ ...receipt, status: 'pending', deliveredAt: null })
    sandbox.now += 300
    expect((await sandbox.get(path)).body).toEqual({ ...receipt, status: 'delivered', deliveredAt: sandbox.now })
    expect((await sandbox.get('/api/messages?channel=sms')).body).toMatchObject([
      { text: '严重：连接池', target: '+8613800001234', idempotencyKey: 'sms-1' },
    ])
    expect((await sandbox.get('/sms/receipts/none')).status).toBe(404)
  })

  test.each([
    ['no', 400, /not valid JSON/],
    ['[]', 400, /must be a JSON object/],
    [{ to: 'x', text: 'a' }, 422, /to: must be a phone number/],
    [{ to: '13800001234', text: ' ' }, 422, /text: must not be empty/],
    [{ text: 'a' }, 422, /to: must be a string/],
  ])('refuses %j', async (body, status, message) => {
    expect(await sandbox.post('/sms/send', body)).toMatchObject({
      status,
      body: { code: 'INVALID_PARAMETER', message: expect.stringMatching(message) },
    })
  })
})

describe('the ticket system', () => {
  test('create, comment, find, see, close', async () => {
    const created = await sandbox.post('/tickets', {
      title: '<b>慢</b>',
      body: 'b',
      labels: { service: 'shop' },
      key: 'k1',
    })
    const id = idOf(created.body)
    const url = `${sandbox.url}/tickets/${id}`
    expect(created).toMatchObject({ status: 201, body: { id, url } })
    expect((await sandbox.get('/tickets?key=k1')).body).toEqual([{ id, url, status: 'open' }])
    expect((await sandbox.get('/tickets?key=k2')).body).toEqual([])
    expect((await sandbox.post(`/tickets/${id}/comments`, { body: 'more' })).status).toBe(201)
    expect((await sandbox.send('POST', `/tickets/${id}/close`)).status).toBe(200)
    expect((await sandbox.post(`/tickets/${id}/close`, { body: 'end' })).status).toBe(200)
    const at = sandbox.now
    expect((await sandbox.get(`/tickets/${id}`)).body).toEqual({
      ...{ id, url, title: '<b>慢</b>', body: 'b', labels: ['service=shop'], key: 'k1', status: 'closed' },
      ...{ createdAt: at, closedAt: at, commentCount: 2 },
      comments: [
        { at, text: 'more' },
        { at, text: 'end' },
      ],
    })
    const messages = (await sandbox.get('/api/messages?channel=ticket')).body as { action: string; ticketId: string }[]
    expect(messages.map((message) => message.action)).toEqual(['close', 'close', 'comment', 'create'])
    expect(messages.every((message) => message.ticketId === id)).toBe(true)
  })

  test('a browser gets a page that holds nothing of the ticket', async () => {
    const id = idOf((await sandbox.post('/tickets', { title: '<script>alert(1)</script>' })).body)
    const page = await sandbox.get(`/tickets/${id}`, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(page.headers.get('content-type')).toMatch(/text\/html/)
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/)
    expect(page.body).not.toMatch(/alert/)
    expect(await sandbox.get('/tickets/none', { accept: 'text/html' })).toMatchObject({ status: 404 })
  })

  test.each([
    ['/tickets', { title: '' }, 422, /title: must not be empty/],
    ['/tickets', { title: 'a', labels: [1] }, 422, /labels: must be up to 50 strings/],
    ['/tickets', 'x', 400, /not valid JSON/],
    ['/tickets/none/comments', { body: 'a' }, 404, /no ticket none/],
    ['/tickets/none/close', {}, 404, /no ticket none/],
  ])('POST %s %j is refused', async (path, body, status, message) => {
    expect(await sandbox.post(path, body)).toMatchObject({ status, body: { message: expect.stringMatching(message) } })
    expect((await sandbox.get('/api/counters')).body).toMatchObject({ ticket: { received: 1, refused: 1 } })
  })

  test('find wants a key', async () => {
    expect(await sandbox.get('/tickets')).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/key/) },
    })
  })
})

describe('around', () => {
  test('wrong paths, methods and channels say what there is', async () => {
    expect(await sandbox.get('/api/messages?channel=fax')).toMatchObject({
      status: 400,
      body: {
        error: 'INVALID_REQUEST',
        message: 'channel: "fax" is none; allowed: wecom, wecom-app, sms, voice, ticket, email',
      },
    })
    expect((await sandbox.get('/nothing')).status).toBe(404)
    expect(await sandbox.get(ROBOT)).toMatchObject({ status: 405, body: { error: 'METHOD_NOT_ALLOWED' } })
  })

  test('a body over 256 kB is refused and counted', async () => {
    expect((await sandbox.post('/sms/send', { to: '1', text: 'a'.repeat(300_000) })).status).toBe(413)
    expect((await sandbox.get('/api/counters')).body).toMatchObject({ sms: { received: 1, refused: 1 } })
  })

  test('the page, its files, and what it asks for', async () => {
    const page = String((await sandbox.get('/')).body)
    const files = [...page.matchAll(/(?:href|src)="(\/[a-z.]+)"/g)].map((match) => match[1] ?? '')
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) expect((await sandbox.get(file)).status, file).toBe(200)
    const first = await sandbox.get('/api/inbox')
    expect(first.body).toMatchObject({ messages: [], tickets: [], behaviour: { wecom: { mode: 'ok' } } })
    const etag = first.headers.get('etag') ?? ''
    expect((await sandbox.get('/api/inbox', { 'if-none-match': etag })).status).toBe(304)
    await sandbox.post(ROBOT, markdown('a'))
    expect((await sandbox.get('/api/inbox', { 'if-none-match': etag })).status).toBe(200)
  })

  test('metrics and health', async () => {
    await sandbox.post(ROBOT, markdown('a'), 'k')
    await sandbox.post(ROBOT, markdown('a'), 'k')
    const metrics = String((await sandbox.get('/metrics')).body)
    expect(metrics).toMatch(/^sandbox_calls_total\{channel="wecom",status="accepted"\} 2$/m)
    expect(metrics).toMatch(/^sandbox_duplicates_total\{channel="wecom"\} 1$/m)
    expect(metrics).toMatch(/^process_cpu/m)
    expect(metrics.match(/# EOF/g)).toHaveLength(1)
    expect(metrics.endsWith('# EOF\n')).toBe(true)
    expect((await sandbox.get('/healthz')).status).toBe(200)
  })
})
