import { describe, expect, test } from 'vitest'
import { contextOf, type Protocol, runContract } from '../contract.case.ts'
import type { SendContext } from '../contract.ts'
import { alertOf, groupOf, HOSTILE, hostileNotification, notificationOf } from '../testing/notifications.ts'
import { type MailServer, type SeenMail, startMailServer } from '../testing/smtp.ts'
import { emailChannel } from './index.ts'
import { MAX_HTML_BYTES, MAX_SUBJECT } from './render.ts'

const PASSWORD = 'mail-password-1'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const settings = (smarthost: string) => ({
  smarthost,
  from: 'Tocsin <tocsin@example.com>',
  to: 'ops@example.com',
  require_tls: false,
  auth_username: 'tocsin@example.com',
  auth_password: PASSWORD,
  headers: { 'X-Relay-Token': 'relay-token-1' },
})

const smtp: Protocol<SeenMail> = {
  start: () => startMailServer(),
  refusals: [
    [421, 'retry'],
    [450, 'retry'],
    [451, 'retry'],
    [452, 'retry'],
    [503, 'retry'],
    [550, 'reject'],
    [552, 'reject'],
    [554, 'reject'],
  ],
  codeOf: (status) => `SMTP ${status}`,
  keyOf: ({ headers }) => headers['message-id'],
  textOf: ({ subject, text, html }) => `${subject}\n${text}\n${html}`,
}

runContract(emailChannel, smtp, {
  settings,
  secrets: [PASSWORD, base64(PASSWORD), base64(`\0tocsin@example.com\0${PASSWORD}`), 'relay-token-1'],
  checkLimits: ({ subject, html, text, raw, headers }) => {
    expect(subject).toMatch(/^[^\p{Cc}]+$/u)
    expect(subject.length).toBeLessThanOrEqual(MAX_SUBJECT)
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MAX_HTML_BYTES)
    expect(text).not.toBe('')
    // Source: RFC 5322, 2.1.1.
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(headers['auto-submitted']).toBe('auto-generated')
  },
  stateBeforeEnd: { root: '<tocsin-1@example.com>', topic: 'P99' },
})

async function withServer<T>(use: (server: MailServer) => Promise<T>, options = {}): Promise<T> {
  const server = await startMailServer(options)
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}

async function sendTo(server: MailServer, change: object = {}, context: Partial<SendContext> = {}) {
  const config = emailChannel.schema().parse({ ...settings(server.address), ...change })
  return emailChannel.send(config, contextOf(notificationOf([alertOf()]), context))
}

describe('what is on the envelope and in the headers', () => {
  test('one mail to all; who has it already is named, but not sent to', async () => {
    await withServer(async (server) => {
      const to = ['A <a@example.com>, b@example.com', 'b@EXAMPLE.com', 'c@example.com']
      const result = await sendTo(server, { to }, { done: ['a@example.com'] })
      expect(result.recipients?.map(({ recipient }) => recipient)).toEqual(['b@example.com', 'c@example.com'])
      const [mail] = server.seen
      expect(mail).toMatchObject({ from: 'tocsin@example.com', to: ['b@example.com', 'c@example.com'] })
      expect(mail?.headers).toMatchObject({
        from: 'Tocsin <tocsin@example.com>',
        to: 'A <a@example.com>, b@example.com, c@example.com',
        'x-relay-token': 'relay-token-1',
        'message-id': '<tocsin-i1-42-0-7@example.com>',
        'x-auto-response-suppress': 'All',
      })
      expect(mail?.user).toBe('tocsin@example.com')
    })
  })

  test('nobody left is sent without a call', async () => {
    await withServer(async (server) => {
      expect((await sendTo(server, {}, { done: ['ops@example.com'] })).outcome.kind).toBe('sent')
      expect(server.seen).toEqual([])
    })
  })

  test('no value can add a header, and only a firing critical one is urgent', async () => {
    await withServer(async (server) => {
      for (const value of [...HOSTILE, 'x\r\nBcc: all@example.com\r\n\r\n<b>body</b>']) {
        const notification = hostileNotification(value)
        const { newState } = await sendTo(server, {}, { notification })
        await sendTo(server, {}, { notification, priorState: newState })
      }
      const names = new Set(server.seen.flatMap(({ headers }) => Object.keys(headers)))
      expect([...names].toSorted()).toEqual(
        [
          ...[
            'auto-submitted',
            'content-type',
            'date',
            'from',
            'message-id',
            'mime-version',
            'subject',
            'thread-topic',
          ],
          ...['to', 'x-auto-response-suppress', 'x-relay-token'],
        ].toSorted(),
      )
      await sendTo(server, {}, { notification: groupOf(1) })
      await sendTo(server, {}, { notification: groupOf(1, 1) })
      expect(server.seen.slice(-2).map(({ headers }) => headers['importance'])).toEqual(['high', undefined])
    })
  })
})

describe('several addresses', () => {
  const TO = { to: 'a@example.com, b@example.com, c@example.com' }
  test.each([
    [{ 'b@example.com': 550 }, 'reject', 'SMTP 550', ['sent', 'reject', 'sent']],
    [{ 'b@example.com': 451 }, 'retry', 'SMTP 451', ['sent', 'retry', 'sent']],
    [{ 'a@example.com': 550, 'b@example.com': 451 }, 'retry', 'SMTP 451', ['reject', 'retry', 'sent']],
    [
      { 'a@example.com': 550, 'b@example.com': 551, 'c@example.com': 553 },
      'reject',
      'SMTP 550',
      Array(3).fill('reject'),
    ],
    [
      { 'a@example.com': 550, 'b@example.com': 450, 'c@example.com': 550 },
      'retry',
      'SMTP 450',
      ['reject', 'retry', 'reject'],
    ],
  ])('%j', async (refused, kind, code, each) => {
    await withServer(async (server) => {
      server.refuse(refused)
      const { outcome, recipients } = await sendTo(server, TO)
      expect(outcome).toMatchObject({ kind, code, reason: expect.stringMatching(/^\d of 3 addresses: [abc]@…: /) })
      expect(JSON.stringify(outcome)).not.toContain('@example.com')
      expect(recipients?.map((one) => one.outcome.kind)).toEqual(each)
    })
  })

  test('a message that is refused is refused for all of them', async () => {
    await withServer(async (server) => {
      server.behave({ kind: 'refuse', status: 451, said: 'greylisted' })
      const { outcome, recipients } = await sendTo(server, TO)
      expect(outcome).toMatchObject({
        kind: 'retry',
        reason: '3 of 3 addresses: the mail server answered 451: greylisted',
      })
      expect(new Set(recipients?.map((one) => one.outcome.kind))).toEqual(new Set(['retry']))
    })
  })
})

describe('encryption and login', () => {
  const TLS = { disabledCommands: [] }
  const unverified = { tls_config: { insecure_skip_verify: true } }

  test.each([
    ['STARTTLS', TLS, { require_tls: true, ...unverified }, true],
    ['implicit TLS', { secure: true }, { force_implicit_tls: 'true', ...unverified }, true],
    ['none asked for', TLS, { require_tls: 'false' }, false],
  ])('%s', async (_name, options, change, secure) => {
    await withServer(async (server) => {
      expect((await sendTo(server, change)).outcome).toEqual({ kind: 'sent', code: 'SMTP 250' })
      expect(server.seen[0]?.secure).toBe(secure)
    }, options)
  })

  test.each([
    ['STARTTLS', TLS, { require_tls: true }],
    ['implicit TLS', { secure: true }, { force_implicit_tls: true }],
  ])('a certificate that nobody vouches for: %s, nothing was sent', async (_name, options, change) => {
    await withServer(async (server) => {
      expect((await sendTo(server, change)).outcome).toMatchObject({
        kind: 'retry',
        code: expect.stringMatching(/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_HAS_EXPIRED)$/),
        reason: expect.stringContaining('no TLS connection'),
      })
      expect(server.seen).toEqual([])
    }, options)
  })

  test('required and not offered: refused, and neither password nor mail went out', async () => {
    await withServer(async (server) => {
      const { outcome } = await sendTo(server, { require_tls: true })
      expect(outcome).toMatchObject({
        kind: 'reject',
        reason: expect.stringContaining('TLS is required (require_tls), and the mail server does not offer it'),
      })
      expect(server.seen).toEqual([])
    })
  })

  test('TLS where the server speaks none', async () => {
    await withServer(async (server) => {
      expect((await sendTo(server, { force_implicit_tls: true })).outcome).toMatchObject({
        kind: 'retry',
        reason: expect.stringContaining('no TLS connection'),
      })
    })
  })

  test('a wrong password', async () => {
    await withServer(async (server) => {
      const { outcome } = await sendTo(server, { auth_password: 'wrong' })
      expect(outcome).toMatchObject({ kind: 'reject', code: 'SMTP 535' })
      expect('reason' in outcome && outcome.reason).toMatch(/^the login was refused; .*: no login with …$/)
    })
  })

  test('a server without logins gets the mail without one', async () => {
    await withServer(
      async (server) => {
        expect((await sendTo(server)).outcome.kind).toBe('sent')
        expect(server.seen[0]?.user).toBeUndefined()
      },
      { disabledCommands: ['STARTTLS', 'AUTH'] },
    )
  })

  test('a server that wants a login', async () => {
    await withServer(
      async (server) => {
        const { outcome } = await sendTo(server, { auth_username: undefined, auth_password: undefined })
        expect(outcome).toMatchObject({ kind: 'reject', code: 'SMTP 530' })
        expect('reason' in outcome && outcome.reason).toContain('wants a login')
      },
      { authOptional: false },
    )
  })
})

test.each([
  ['a server that never greets', { onConnect: () => undefined }],
  ['one that hangs before the message', { onMailFrom: () => undefined }],
])('%s: nothing was sent', async (_name, options) => {
  await withServer(async (server) => {
    const { outcome } = await sendTo(server, { timeout: '300ms' })
    expect(outcome).toMatchObject({
      kind: 'retry',
      code: 'ETIMEDOUT',
      reason: expect.stringContaining('nothing was sent'),
    })
  }, options)
})
