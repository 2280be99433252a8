import { expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { selfSigned } from '../testing/certificate.ts'
import { alertOf, notificationOf } from '../testing/notifications.ts'
import { startMailServer } from '../testing/smtp.ts'
import { loginHandlers } from './auth.ts'
import { emailChannel } from './index.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** A server that answers in this order; gives what it was told. */
async function talk(
  auth: Parameters<typeof loginHandlers>[0],
  mechanism: string,
  answers: readonly (readonly [status: number, text: string])[],
) {
  const told: string[] = []
  const waiting = [...answers]
  const sendCommand = async (command: string) => {
    told.push(command)
    const [status, text] = waiting.shift() ?? [500, '']
    return { status, text }
  }
  const failed = await loginHandlers(auth)
    [mechanism]?.({ sendCommand })
    .then(() => undefined, String)
  return { told, failed }
}

// Source: RFC 2195, 2.
const TIM = { user: 'tim', password: undefined, secret: 'tanstaaftanstaaf', identity: undefined }
const CHALLENGE = base64('<1896.697170952@postoffice.reston.mci.net>')

test('the example of CRAM-MD5', async () => {
  expect(
    await talk(TIM, 'CRAM-MD5', [
      [334, CHALLENGE],
      [235, 'ok'],
    ]),
  ).toEqual({
    told: ['AUTH CRAM-MD5', base64('tim b913a602c7eda7a495b4e6e7334d3890')],
    failed: undefined,
  })
  expect(
    (
      await talk(TIM, 'CRAM-MD5', [
        [334, CHALLENGE],
        [535, 'no'],
      ])
    ).failed,
  ).toBe('Error: not accepted')
  expect((await talk(TIM, 'CRAM-MD5', [[504, 'unknown']])).failed).toBe('Error: no challenge')
})

test('PLAIN on behalf of somebody', async () => {
  const auth = { user: 'tim', password: 'p', secret: undefined, identity: 'ops' }
  expect(await talk(auth, 'PLAIN', [[235, 'ok']])).toEqual({
    told: [`AUTH PLAIN ${base64('ops\0tim\0p')}`],
    failed: undefined,
  })
  expect(Object.keys(loginHandlers({ ...auth, identity: undefined }))).toEqual([])
})

test.each([
  ['the secret', 'tanstaaf', { kind: 'sent', code: 'SMTP 250' }],
  ['another', 'wrong-secret', { kind: 'reject', code: 'SMTP 535' }],
])('a server with CRAM-MD5 alone, a certificate of our own authority, and %s', async (_name, secret, expected) => {
  const server = await startMailServer({
    ...selfSigned,
    disabledCommands: [],
    authMethods: ['CRAM-MD5'],
    onAuth: (auth, _session, done) =>
      auth.validatePassword('tanstaaf')
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error('no'), { responseCode: 535 })),
  })
  try {
    const config = emailChannel.schema().parse({
      ...{ smarthost: server.address, from: 'a@example.com', to: 'b@example.com', tls_config: { ca: selfSigned.cert } },
      ...{ auth_username: 'tim', auth_secret: secret },
    })
    const { outcome } = await emailChannel.send(config, contextOf(notificationOf([alertOf()])))
    expect(outcome).toMatchObject(expected)
    expect(server.seen.map(({ secure, user }) => [secure, user])).toEqual(
      outcome.kind === 'sent' ? [[true, 'tim']] : [],
    )
  } finally {
    await server.close()
  }
})
