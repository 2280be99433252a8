import { describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../chat/written.ts'
import { runHttpContract } from '../http.case.ts'
import { answer } from '../testing/provider.ts'
import { feishuChannel } from './index.ts'

const TOKEN = '7d5b8f0e-26c1-4c0e-8a53-6a1b2c3dc0de'
const SECRET = 'gN7x0mQ2vE5bT8rZ1kYwLd'
const settings = (url: string) => ({ url: `${url}/open-apis/bot/v2/hook/${TOKEN}` })

for (const format of ['interactive', 'post', 'text']) {
  runHttpContract(feishuChannel, {
    settings: (url) => ({ ...settings(url), secret: SECRET, keyword: '值班', format }),
    secrets: [TOKEN, SECRET],
    accept: () => answer(200, { code: 0, msg: 'success', data: {} }),
    checkLimits: ({ body }) => {
      const text = JSON.stringify(body)
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BODY_BYTES)
      expect(text).not.toMatch(/"(?:text|content)":""/)
      expect(text).toContain('值班')
    },
    stateBeforeEnd: null,
  })
}

describe('settings', () => {
  const problemsOf = (value: unknown) =>
    feishuChannel
      .schema()
      .safeParse(value)
      .error?.issues.map((one) => `${one.path.join('.')} ${one.message}`)

  test.each([
    [
      { url: 'https://open.feishu.cn/open-apis/bot/hook/abc' },
      'url must be the whole webhook address that Feishu shows for the robot, https://…/open-apis/bot/v2/hook/…',
    ],
    [{ ...settings('http://x'), format: 'card' }, 'format must be interactive, post or text'],
    [
      { ...settings('http://x'), at: { users: ['ou_1"'] } },
      'at.users must be open ids or user ids, as a list or separated by commas, 20 at most',
    ],
    [
      { ...settings('http://x'), format: 'post', at: { emails: 'a@example.com' } },
      'at.emails is for the format "interactive"; other messages call by open id or user id',
    ],
  ])('%j', (value, problem) => {
    expect(problemsOf(value)).toEqual([problem])
  })

  test.each(['https://open.feishu.cn', 'https://open.larksuite.com'])('robots of %s, told apart', (host) => {
    const config = feishuChannel.schema().parse(settings(host))
    expect(feishuChannel.describe(config)).toBe('feishu …c0de')
  })

  test('one window keeps both limits', () => {
    const { rateLimit } = feishuChannel.traits(feishuChannel.schema().parse(settings('http://x')))
    expect(rateLimit?.key).toMatch(/^feishu:[0-9a-f]{8}$/)
    const { limit = 0, windowMs = 0 } = rateLimit ?? {}
    expect(Math.ceil(60_000 / windowMs) * limit).toBe(100)
    expect([limit, windowMs >= 1_000]).toEqual([5, true])
  })
})
