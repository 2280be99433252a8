import { describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../chat/written.ts'
import { runHttpContract } from '../http.case.ts'
import { answer, type Seen } from '../testing/provider.ts'
import { dingtalkChannel } from './index.ts'

const TOKEN = '566cc69da782ec33e42542b46b08c0de'
const SECRET = 'SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'
const settings = (url: string) => ({ url: `${url}/robot/send?access_token=${TOKEN}` })
const configOf = (change: Readonly<Record<string, unknown>> = {}, url = 'http://x') =>
  dingtalkChannel.schema().parse({ ...settings(url), ...change })
function checkLimits({ body }: Seen): void {
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(MAX_BODY_BYTES)
  expect(JSON.stringify(body)).not.toContain('"text":""')
}

for (const format of ['markdown', 'text', 'actionCard']) {
  runHttpContract(dingtalkChannel, {
    settings: (url) => ({ ...settings(url), secret: SECRET, keyword: '值班', format }),
    secrets: [TOKEN, SECRET],
    accept: () => answer(200, { errcode: 0, errmsg: 'ok' }),
    checkLimits: (seen) => {
      checkLimits(seen)
      expect(JSON.stringify(seen.body)).toContain('值班')
    },
    stateBeforeEnd: null,
  })
}

describe('settings', () => {
  const problemsOf = (value: unknown) =>
    dingtalkChannel
      .schema()
      .safeParse(value)
      .error?.issues.map((one) => one.message)

  test.each([
    [
      { url: 'https://x/robot/send' },
      'must be the whole webhook address that DingTalk shows for the robot, with "?access_token=…"',
    ],
    [{ ...settings('http://x'), format: 'link' }, 'must be markdown, text or actionCard'],
    [
      { ...settings('http://x'), secret: 'with space' },
      "must be the secret as the robot's settings show it, without spaces",
    ],
    [{ ...settings('http://x'), keyword: '' }, 'must be one line of 1 to 50 characters'],
    [
      { ...settings('http://x'), at: { mobiles: ['+86 138'] } },
      'must be mobile numbers, digits only, as a list or separated by commas, 20 at most',
    ],
  ])('%j', (value, problem) => {
    expect(problemsOf(value)).toEqual([problem])
  })

  test('robots are told apart without their tokens', () => {
    const config = configOf()
    expect(dingtalkChannel.describe(config)).toBe('dingtalk …c0de')
    expect(dingtalkChannel.traits(config).rateLimit).toEqual({
      key: expect.stringMatching(/^dingtalk:[0-9a-f]{8}$/),
      limit: 20,
      windowMs: 60_000,
    })
  })
})
