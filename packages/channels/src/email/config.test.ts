import { describe, expect, test } from 'vitest'
import { emailChannel } from './index.ts'

const PASSWORD = 'mail-password-1'
const base = {
  smarthost: 'smtp.example.com:587',
  from: 'Tocsin <tocsin@example.com>',
  to: 'ops@example.com',
  auth_username: 'tocsin@example.com',
  auth_password: PASSWORD,
}

function configOf(change: object = {}) {
  return emailChannel.schema().parse({ ...base, ...change })
}

describe('settings', () => {
  test('defaults are those of Alertmanager', () => {
    expect(configOf()).toMatchObject({
      ...{ host: 'smtp.example.com', port: 587, tls: 'starttls', certificates: { verifies: true }, headers: {} },
      ...{ language: 'zh', timeZone: 'Asia/Shanghai', timeoutMs: 30_000, sendResolved: true, hello: undefined },
    })
  })

  test.each([
    [{ smarthost: 'smtp.exmail.qq.com:465' }, { tls: 'implicit' }],
    [{ smarthost: 'smtp.example.com:465', force_implicit_tls: false }, { tls: 'starttls' }],
    [
      { smarthost: '[::1]:2525', require_tls: false },
      { host: '::1', port: 2525, tls: 'none' },
    ],
    [{ smarthost: 'localhost:25', require_tls: 'false' }, { tls: 'none' }],
    [
      { to: ' ops@例子.测试 ' },
      { to: { kind: 'fixed', mailboxes: [{ name: '', address: 'ops@xn--fsqu00a.xn--0zwm56d' }] } },
    ],
    [{ tls_config: { server_name: 'mx.example.com' } }, { certificates: { serverName: 'mx.example.com' } }],
    [{ threading: { enabled: true, thread_by_date: 'daily' } }, { port: 587 }],
    [{ auth_password: undefined, auth_secret: 's' }, { auth: { password: undefined, secret: 's' } }],
    [{ auth_identity: 'ops' }, { auth: { password: PASSWORD, identity: 'ops' } }],
  ])('%j', (change, expected) => {
    expect(configOf(change)).toMatchObject(expected)
  })

  test.each([
    [{ smarthost: 'smtp.example.com' }, 'must be HOST:PORT'],
    [{ smarthost: 'smtp://smtp.example.com:25' }, 'must be HOST:PORT'],
    [{ smarthost: 'h:0' }, 'must be HOST:PORT'],
    [{ smarthost: '[nonsense]:25' }, 'must be HOST:PORT'],
    [{ to: [] }, 'has no address'],
    [{ to: 'ops@example.com, zhang' }, 'address 2 is no e-mail address'],
    [{ to: 'a@b\r\nRCPT TO:<x@y>' }, 'is no e-mail address'],
    [{ to: Array.from({ length: 51 }, (_, index) => `a${index}@example.com`) }, 'has more than 50 addresses'],
    [{ from: 'a@example.com, b@example.com' }, 'must be an e-mail address'],
    [{ from: undefined }, 'must be an e-mail address'],
    [{ auth_password: undefined }, 'needs \\"auth_password\\" or \\"auth_secret\\" beside it'],
    [{ auth_password: undefined, auth_secret: 's', auth_identity: 'i' }, 'needs \\"auth_password\\" beside it'],
    [{ auth_username: undefined }, 'needs \\"auth_username\\" beside it'],
    [{ require_tls: false }, 'must be true where there is a password'],
    [{ require_tls: 'no' }, 'must be true or false'],
    [{ headers: { Sender: 'x' } }, 'is set by Tocsin itself'],
    [{ headers: { Bcc: 'x@example.com' } }, 'is set by Tocsin itself'],
    [{ headers: { 'Reply-To': 'a\r\nBcc: b' } }, 'must be one line'],
  ])('%j is refused', (change, problem) => {
    const problems = JSON.stringify(emailChannel.schema().safeParse({ ...base, ...change }).error?.issues)
    expect(problems).toContain(problem)
    expect(problems).not.toContain(PASSWORD)
  })

  test('named by server and masked address', () => {
    expect(emailChannel.describe(configOf())).toBe('email smtp.example.com (ops@…)')
    expect(emailChannel.describe(configOf({ to: 'a@x.org, b@x.org, c@x.org' }))).toBe(
      'email smtp.example.com (a@… and 2 more)',
    )
  })
})
