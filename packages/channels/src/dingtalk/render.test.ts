import { describe, expect, test } from 'vitest'
import { jsonSize } from '../chat/size.ts'
import { MAX_BODY_BYTES } from '../chat/written.ts'
import { contextOf } from '../contract.case.ts'
import type { Notification, SendContext } from '../contract.ts'
import {
  AT,
  alertOf,
  contactOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { dingtalkChannel } from './index.ts'
import { messageOf } from './message.ts'

const TOKEN = '566cc69da782ec33e42542b46b08c0de'
const settings = (url: string) => ({ url: `${url}/robot/send?access_token=${TOKEN}` })
const configOf = (change: Readonly<Record<string, unknown>> = {}, url = 'http://x') =>
  dingtalkChannel.schema().parse({ ...settings(url), ...change })
const firing = notificationOf([alertOf()])

const ACTIONS = { acknowledge: 'https://tocsin.example/act/a1', silence: 'https://tocsin.example/act/s1' }
const SHOWN: Readonly<Record<string, Notification>> = {
  firing: firing,
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
  noted: notificationOf([alertOf()], {
    actions: ACTIONS,
    people: [
      contactOf({ addresses: { dingtalk: 'manager01' } }),
      contactOf({ addresses: { mobile: '+8613800001111' } }),
    ],
    escalation: { policy: 'night', step: 2, since: AT - 600_000 },
    insteadOf: {
      receiver: 'sms-oncall',
      code: 'isv.BUSINESS_LIMIT_CONTROL',
      reason: 'too many messages to one number',
    },
  }),
}

/** What is shown in every format. */
const BRIEFLY = ['firing', 'resolved', 'mixed', 'noted']

describe('what people read', () => {
  const at = { mobiles: '13900002222', all: false }
  for (const language of ['zh', 'en']) {
    for (const format of ['markdown', 'text', 'actionCard']) {
      const config = configOf({ language, format, at })
      const shownHere = Object.entries(SHOWN).filter(([name]) => format === 'markdown' || BRIEFLY.includes(name))
      test.each(shownHere)(`%s, ${format}, ${language}`, async (name, notification) => {
        await shown(`${name}.${format}`, language, messageOf(config, contextOf(notification)).preview)
      })
      test(`digest, ${format}, ${language}`, async () => {
        const together = [groupOf(3), firing, notificationOf([resolvedOf(alertOf())])]
        await shown(`digest.${format}`, language, messageOf(config, { ...contextOf(firing), together }).preview)
      })
    }
  }

  async function shown(name: string, language: string, { fields, content }: ReturnType<typeof messageOf>['preview']) {
    const title = fields['title'] === undefined ? '' : `(${fields['title']})\n\n`
    await expect(`${title}${content}\n`).toMatchFileSnapshot(`${name}.${language}.golden.md`)
  }

  test('values can neither link nor picture nor colour nor break out', () => {
    const allowed = /\]\(https:\/\/tocsin\.example\/#\/\)/g
    for (const value of HOSTILE) {
      const { content } = messageOf(configOf({ language: 'en' }), contextOf(hostileNotification(value))).preview
      expect(content.replace(allowed, '')).not.toMatch(/<|\]\(|`|\u202E|\0/)
    }
  })

  test('all of two hundred are accounted for', () => {
    const long = groupOf(200)
    const alerts = long.alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, pod: '"'.repeat(80) } }))
    const { content } = messageOf(configOf({ language: 'en' }), contextOf({ ...long, alerts })).preview
    const rows = content.split('\n').filter((line) => line.includes('instance=')).length
    expect(rows).toBeLessThan(200)
    expect(content).toContain(`… and ${200 - rows} more`)
    expect(jsonSize(content)).toBeGreaterThan(11_500)
  })
})

describe('whom it calls', () => {
  const people = [
    contactOf({ addresses: { dingtalk: 'manager01', mobile: '+8613800001111' } }),
    contactOf({ addresses: { mobile: '+8613800002222' } }),
    contactOf({ addresses: { mobile: '+4915112345678' } }),
    contactOf({ addresses: { wecom: 'zhang' } }),
  ]
  const config = configOf({ at: { mobiles: ['13900003333'], user_ids: 'boss', all: 'true' } })
  const bodyOf = (notification: Notification, change: Partial<SendContext> = {}) =>
    messageOf(config, contextOf(notification, change)).body

  test('those of the settings and those it is for, in the list and in the text', () => {
    const body = bodyOf({ ...firing, people })
    expect(body['at']).toEqual({
      atMobiles: ['13900003333', '13800002222'],
      atUserIds: ['boss', 'manager01'],
      isAtAll: true,
    })
    expect(JSON.stringify(body['markdown'])).toContain('@13900003333 @13800002222 @boss @manager01')
  })

  test('an end calls nobody; a digest those of what fires', () => {
    const nobody = { atMobiles: [], atUserIds: [], isAtAll: false }
    const ended = notificationOf([resolvedOf(alertOf())], { people })
    expect(bodyOf(ended)['at']).toEqual(nobody)
    expect(bodyOf(ended, { together: [ended, ended] })['at']).toEqual(nobody)
    const other = { ...firing, people: [contactOf({ addresses: { dingtalk: 'other' } })] }
    expect(bodyOf(ended, { together: [other, ended] })['at']).toMatchObject({ atUserIds: ['boss', 'other'] })
  })
})

describe('many groups in one message', () => {
  test.each(['markdown', 'text', 'actionCard'])('%s holds as many as it says, and no more are asked for', (format) => {
    const config = configOf({ format, keyword: '告警平台', at: { all: true } })
    const waiting = Array.from({ length: 500 }, (_, index) =>
      notificationOf([alertOf({ annotations: { summary_zh: `第 ${index} 组 "${'<'.repeat(60)}"` } })]),
    )
    const size = dingtalkChannel.digestSize?.(config, waiting) ?? 0
    expect(size).toBeGreaterThan(25)
    expect(size).toBeLessThan(500)
    const together = waiting.slice(0, size)
    const { body, preview } = messageOf(config, { ...contextOf(firing), together })
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(MAX_BODY_BYTES)
    for (let index = 0; index < size; index++) expect(preview.content).toContain(`第 ${index} 组`)
    expect(preview.content).not.toContain('另有')
    expect(preview.content).toContain('告警平台')
  })
})

describe('texts of your own', () => {
  test('title and content by template, with the mark of a test, the keyword and the mentions', () => {
    const config = configOf({
      title: '{{ .CommonLabels.alertname }}',
      content: '## {{ .Status }} <@x>\n{{ range .Alerts }}{{ .Labels.route }}{{ end }}',
      keyword: 'prod',
      at: { user_ids: ['boss'] },
    })
    const { body, problems } = messageOf(config, contextOf({ ...firing, test: true }))
    expect(body['markdown']).toEqual({
      title: '【测试】CheckoutLatencyHigh',
      text: '【测试】## firing <@x>\n/checkout\n\n@boss\n\nprod',
    })
    expect(problems).toEqual([])
  })

  test('one that fails leaves our own words, and says so', () => {
    const config = configOf({ content: '{{ (index .Alerts 99).Labels.x }}', language: 'en' })
    const { preview, problems } = messageOf(config, contextOf(firing))
    expect(problems).toHaveLength(1)
    expect(preview.content).toContain('P99 of /checkout is above 500 ms')
    expect(preview.content).toContain("(A template failed, so these are Tocsin's own words: content:")
  })
})
