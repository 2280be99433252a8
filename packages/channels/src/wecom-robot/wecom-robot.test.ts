import { describe, expect, test } from 'vitest'
import { runHttpContract } from '../http.case.ts'
import {
  AT,
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { answer, startProvider } from '../testing/provider.ts'
import { wecomRobotChannel } from './index.ts'
import { MAX_BYTES, renderMarkdown } from './render.ts'

const KEY = '693a91f6-7xxx-4bc4-97a0-0ec2sifac0de'
const settings = (url: string) => ({ url: `${url}/cgi-bin/webhook/send?key=${KEY}` })

function contentOf(body: Readonly<Record<string, unknown>>): string {
  expect(body['msgtype']).toBe('markdown')
  const markdown = body['markdown']
  return typeof markdown === 'object' && markdown && 'content' in markdown ? String(markdown.content) : ''
}

runHttpContract(wecomRobotChannel, {
  settings,
  secrets: [KEY],
  accept: () => answer(200, { errcode: 0, errmsg: 'ok' }),
  checkLimits: ({ body }) => {
    const content = contentOf(body)
    expect(content).not.toBe('')
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(MAX_BYTES)
  },
  stateBeforeEnd: null,
})

describe('what the errcode means', () => {
  test.each([
    [0, { kind: 'sent', code: '0' }],
    [-1, { kind: 'retry', code: '-1' }],
    [45009, { kind: 'retry', code: '45009', afterMs: 60_000, pauseAll: true }],
    [45033, { kind: 'retry', code: '45033' }],
    [93000, { kind: 'reject', code: '93000' }],
    [40008, { kind: 'reject', code: '40008' }],
    [40058, { kind: 'reject', code: '40058' }],
    [44004, { kind: 'reject', code: '44004' }],
    [45002, { kind: 'reject', code: '45002' }],
    [12345, { kind: 'reject', code: '12345', reason: 'WeCom refused it: as the provider says' }],
  ])('%i', async (errcode, expected) => {
    expect(await outcomeOf({ errcode, errmsg: 'as the provider says' })).toMatchObject(expected)
  })

  test.each([['<html>maintenance</html>'], [{}], [[]], [{ errcode: '0' }], ['']])(
    'an answer that is not one of WeCom is tried again: %j',
    async (body) => {
      expect(await outcomeOf(body)).toMatchObject({ kind: 'retry', code: 'HTTP 200' })
    },
  )

  async function outcomeOf(body: unknown) {
    const provider = await startProvider()
    provider.reply(() => answer(200, body))
    const config = wecomRobotChannel.schema().parse(settings(provider.url))
    const context = { notification: notificationOf([alertOf()]), priorState: null, done: [], now: AT }
    const { outcome } = await wecomRobotChannel.send(config, context)
    await provider.close()
    return outcome
  }
})

const SHOWN = {
  firing: notificationOf([alertOf()]),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  'logs-without-grafana': notificationOf([logAlertOf({ generatorUrl: '', traceUrls: {} })]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
}

describe('what people read', () => {
  for (const language of ['zh', 'en'] as const) {
    const options = { language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }
    test.each(Object.entries(SHOWN))(`%s, ${language}`, async (name, notification) => {
      await expect(`${renderMarkdown(notification, options)}\n`).toMatchFileSnapshot(`${name}.${language}.golden.md`)
    })
  }

  test('values can neither ping nor colour nor link nor break out', () => {
    const allowed = /<font color="(?:warning|info|comment)">|<\/font>|\]\(https:\/\/tocsin\.example\/#\/\)/g
    for (const value of HOSTILE) {
      const text = renderMarkdown(hostileNotification(value), { language: 'en', timeZone: 'UTC' })
      expect(text.replace(allowed, '')).not.toMatch(/<|\]\(|`|\u202E|\0/)
    }
  })

  test('addresses as long as those of a log search stay, and the description gives way', () => {
    const long = (name: string, length: number): string => `https://grafana.example/${name}?${'x'.repeat(length)}`
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const alert = logAlertOf({
      generatorUrl: long('logs', 1_100),
      traceUrls: { [traceId]: long('trace', 400) },
      annotations: { ...alertOf().annotations, description_zh: '很长的说明。'.repeat(300) },
    })
    const text = renderMarkdown(notificationOf([alert]), { language: 'zh', timeZone: 'Asia/Shanghai' })
    for (const name of ['处理手册', '告警详情', '仪表盘', '查询日志', '查看链路'])
      expect(text).toContain(`[${name}](https://`)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES)
    expect(text).toContain('很长的说明。')
  })

  test('all fifty are accounted for', () => {
    const long = groupOf(50)
    const alerts = long.alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, pod: 'x'.repeat(150) } }))
    const text = renderMarkdown({ ...long, alerts }, { language: 'en', timeZone: 'UTC' })
    const rows = text.split('\n').filter((line) => line.startsWith('- ')).length
    expect(text).toContain(`… and ${50 - rows} more`)
  })
})

describe('settings', () => {
  const problemsOf = (value: unknown) =>
    wecomRobotChannel
      .schema()
      .safeParse(value)
      .error?.issues.map((one) => one.message)

  test.each([
    [{ url: 'ftp://x/?key=1' }, 'must be an http or https URL'],
    [{ url: 'secret-key-alone' }, 'must be an http or https URL'],
    [{ url: 'https://x/send' }, 'must be the whole webhook address that WeCom shows for the robot, with "?key=…"'],
    [{ ...settings('http://x'), timeout: '0' }, 'must be a duration from 100ms to 30s, such as 5s or 1m30s'],
    [
      { ...settings('http://x'), timezone: 'Mars/Base' },
      'must be a time zone such as Asia/Shanghai, Europe/Berlin or UTC',
    ],
    [{ ...settings('http://x'), language: 'de' }, 'must be zh or en'],
  ])('%j', (value, problem) => {
    expect(problemsOf(value)).toEqual([problem])
  })

  test('an unknown key is refused', () => {
    expect(problemsOf({ ...settings('http://x'), mentions: [] })?.[0]).toContain('mentions')
  })

  test('robots are told apart without their keys', () => {
    const config = wecomRobotChannel.schema().parse(settings('http://x'))
    expect(wecomRobotChannel.describe(config)).toBe('wecom_robot …c0de')
    expect(wecomRobotChannel.traits(config).rateLimit).toMatchObject({
      key: expect.stringMatching(/^wecom_robot:[0-9a-f]{8}$/),
      limit: 20,
      windowMs: 60_000,
    })
    const short = wecomRobotChannel.schema().parse({ url: 'http://x/send?key=demo' })
    expect(wecomRobotChannel.describe(short)).not.toContain('demo')
  })
})
