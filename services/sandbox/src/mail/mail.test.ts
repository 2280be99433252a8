import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendMail } from '../testing/dialogue.ts'
import { startSandbox, type TestSandbox } from '../testing/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(async () => {
  await sandbox.send('DELETE', '/api/messages')
  await behave({ mode: 'ok' })
})
afterAll(() => sandbox.stop())

const behave = (body: unknown) => sandbox.send('PUT', '/behaviour/email', body)
const messages = async () => (await sandbox.get('/api/messages?channel=email')).body as Record<string, unknown>[]
const counters = async () => ((await sandbox.get('/api/counters')).body as Record<string, unknown>)['email']

const HTML = '<html><head><title>x</title></head><body><script>alert(1)</script><b>慢</b></body></html>'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const both = {
  headers: [
    `Subject: =?UTF-8?B?${base64('[告警] P99')}?=`,
    'Message-ID: <k2@example.com>',
    'In-Reply-To: <k1@example.com>',
    'References: <k1@example.com>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="b"',
  ],
  body: [
    ...['--b', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', base64('告警')],
    ...[
      '--b',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64(HTML),
      '--b--',
    ],
  ].join('\r\n'),
}

test('a mail is in the inbox as its reader would see it', async () => {
  expect(await sendMail(sandbox.smtp, { ...both, to: ['a@example.com', 'b@example.com'] })).toMatch(
    /^250 OK: kept as email-/,
  )
  expect(await messages()).toEqual([
    {
      id: expect.stringMatching(/^email-/),
      channel: 'email',
      receivedAt: sandbox.now,
      status: 'accepted',
      title: '[告警] P99',
      text: '告警',
      target: 'a@example.com, b@example.com',
      threadId: '<k1@example.com>',
      idempotencyKey: '<k2@example.com>',
      ...{ answered: true, duplicate: false, reason: null },
      raw: expect.objectContaining({
        from: 'Tocsin <tocsin@example.com>',
        to: ['a@example.com', 'b@example.com'],
        messageId: '<k2@example.com>',
        inReplyTo: '<k1@example.com>',
        references: ['<k1@example.com>'],
        html: expect.stringContaining('<b>慢</b>'),
        attachments: [],
      }),
    },
  ])
})

test('a repeat to the same people is one; to others it is none', async () => {
  for (const to of [['a@example.com'], ['b@example.com'], ['a@example.com']]) {
    await sendMail(sandbox.smtp, { to, headers: ['Message-ID: <k@example.com>'] })
  }
  expect((await messages()).map(({ duplicate }) => duplicate)).toEqual([true, false, false])
})

test('a mail without anything is a thread of its own', async () => {
  await sendMail(sandbox.smtp, { headers: ['Message-ID: <only@example.com>'] })
  await sendMail(sandbox.smtp, {})
  const [bare, only] = await messages()
  expect(only).toMatchObject({ threadId: '<only@example.com>', title: '', text: 'hello\n' })
  expect(bare).toMatchObject({ idempotencyKey: null, status: 'accepted' })
  expect(bare).not.toHaveProperty('threadId')
})

test('too large is refused, and counted', async () => {
  expect(await sendMail(sandbox.smtp, { body: 'x'.repeat(300_000) })).toMatch(/^552 a mail may have up to 256 kB/)
  expect(await messages()).toMatchObject([{ status: 'refused', raw: null, target: 'ops@example.com' }])
})

describe('its HTML, for the frame of the page', () => {
  test('can run, load and send nothing', async () => {
    await sendMail(sandbox.smtp, both)
    const [{ id } = {}] = await messages()
    const page = await sandbox.get(`/mail/${String(id)}`)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<head><base target="_blank">')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/default-src 'none'.*form-action 'none'.*frame-ancestors 'self'.*sandbox /)
    expect(policy).not.toMatch(/script|img-src/)
  })

  test.each([['none'], ['text']])('%s: 404', async (which) => {
    await sendMail(sandbox.smtp, {})
    const [{ id } = {}] = await messages()
    expect((await sandbox.get(`/mail/${which === 'text' ? String(id) : which}`)).status).toBe(404)
  })
})

describe('misbehaving', () => {
  test('451 twice, then ok; 550 where asked for', async () => {
    await behave({ mode: 'errcode', times: 2 })
    for (const expected of [/^451 /, /^451 /, /^250 /]) expect(await sendMail(sandbox.smtp, both)).toMatch(expected)
    await behave({ mode: 'errcode', errcode: 550, times: 1 })
    expect(await sendMail(sandbox.smtp, both)).toMatch(/^550 behaviour of the sandbox/)
    expect(await counters()).toEqual({ received: 4, accepted: 1, refused: 3, unanswered: 0, duplicates: 0 })
  })

  test.each([
    ['silent-before-accept', { received: 1, accepted: 0, refused: 0, unanswered: 1, duplicates: 0 }],
    ['accept-then-silent', { received: 1, accepted: 1, refused: 0, unanswered: 0, duplicates: 0 }],
  ])('%s', async (mode, expected) => {
    await behave({ mode, times: 1 })
    // One more mail, answered: a reply to the first, if there were one, would be here by then.
    const recorded = (async () => {
      while ((await messages()).length === 0) await sandbox.get('/healthz')
      expect(String((await sandbox.get('/metrics')).body)).toContain('sandbox_held_calls 1')
      expect(await counters()).toEqual(expected)
      return sendMail(sandbox.smtp, {})
    })()
    expect(await sendMail(sandbox.smtp, both, recorded)).toBeUndefined()
    expect(await recorded).toMatch(/^250 /)
  })
})

test('a stop cuts the mails that are held', async () => {
  const other = await startSandbox()
  await other.send('PUT', '/behaviour/email', { mode: 'silent-before-accept' })
  const held = (async () => {
    while (!String((await other.get('/metrics')).body).includes('sandbox_held_calls 1')) await other.get('/healthz')
  })()
  await sendMail(
    other.smtp,
    both,
    held.then(() => other.stop()),
  )
  await expect(fetch(`${other.url}/healthz`)).rejects.toThrow('fetch failed')
})
