import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Notification } from '../contract.ts'
import {
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { wecomRobotChannel } from './index.ts'
import { MARKUPS } from './markup.ts'
import { MESSAGE_TYPES, type MessageType } from './message.ts'
import { renderMarkdown, renderText } from './render.ts'

const actions = { acknowledge: 'https://tocsin.example/act/TOKEN-A', silence: 'https://tocsin.example/act/TOKEN-S' }
const atNight = alertOf({
  labels: { ...alertOf().labels, severity: 'critical', instance: 'db-1:5432', cluster: 'prod' },
})

const SHOWN: Readonly<Record<string, Notification>> = {
  firing: notificationOf([alertOf()]),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  'logs-without-grafana': notificationOf([logAlertOf({ generatorUrl: '', traceUrls: {} })]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
  escalated: notificationOf([atNight], {
    reason: 'nobody acknowledged',
    actions,
    escalation: { policy: 'critical', step: 2, since: alertOf().startsAt },
    insteadOf: { receiver: 'sms-oncall', code: '93000', reason: 'wrong key' },
  }),
  acknowledged: notificationOf([atNight], {
    reason: 'repeat interval elapsed',
    actions,
    acknowledgement: { by: '王晴', at: alertOf().startsAt + 90_000 },
  }),
}

const optionsOf = (language: 'zh' | 'en') =>
  ({ language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }) as const

function previewOf(type: MessageType, language: 'zh' | 'en', notification: Notification, together?: Notification[]) {
  const config = wecomRobotChannel.schema().parse({ url: 'https://x.example/?key=k', type, language })
  const [preview] = wecomRobotChannel.preview(config, contextOf(notification, together ? { together } : {}))
  return `${preview?.content}\n`
}

const EXTENSION = { markdown: 'md', text: 'txt', markdown_v2: 'v2.md', template_card: 'card.json' } as const

describe('what people read', () => {
  for (const type of MESSAGE_TYPES) {
    for (const language of ['zh', 'en'] as const) {
      test.each(Object.entries(SHOWN))(`%s, ${type}, ${language}`, async (name, notification) => {
        const file = `golden/${name}.${language}.golden.${EXTENSION[type]}`
        await expect(previewOf(type, language, notification)).toMatchFileSnapshot(file)
      })
      test(`many groups, ${type}, ${language}`, async () => {
        const [logs, over] = [notificationOf([logAlertOf()]), notificationOf([resolvedOf(alertOf())])]
        const content = previewOf(type, language, groupOf(3), [groupOf(3), notificationOf([alertOf()]), logs, over])
        const file = type === 'template_card' ? 'digest-of-cards' : 'digest'
        const extension = type === 'template_card' ? 'md' : EXTENSION[type]
        await expect(content).toMatchFileSnapshot(`golden/${file}.${language}.golden.${extension}`)
      })
    }
  }
})

describe('values can neither ping nor colour nor link nor break out', () => {
  test('of markdown', () => {
    const allowed = /<font color="(?:warning|info|comment)">|<\/font>|\]\(https:\/\/tocsin\.example\/#\/\)/g
    for (const value of HOSTILE) {
      const text = renderMarkdown(hostileNotification(value), optionsOf('en'))
      expect(text.replace(allowed, '')).not.toMatch(/<|\]\(|`|\u202E|\0/)
    }
  })

  test('of markdown_v2, and its table keeps its columns', () => {
    for (const value of HOSTILE) {
      const text = renderText(MARKUPS.markdown_v2, hostileNotification(value), optionsOf('en'))
      expect(text.replaceAll('](https://tocsin.example/#/)', '')).not.toMatch(/<|\]\(|`|\u202E|\0/)
      for (const line of text.split('\n').filter((one) => one.startsWith('|'))) expect(line.split('|')).toHaveLength(5)
    }
  })

  test('of text and cards', () => {
    for (const value of HOSTILE) {
      const notification = hostileNotification(value)
      expect(renderText(MARKUPS.text, notification, optionsOf('en'))).not.toMatch(/<@|\u202E|\0/)
      expect(previewOf('template_card', 'en', notification)).not.toMatch(/<|\u202E|\0/)
    }
  })
})

test('addresses as long as those of a log search stay, and the description gives way', () => {
  const long = (name: string, length: number): string => `https://grafana.example/${name}?${'x'.repeat(length)}`
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  const alert = logAlertOf({
    generatorUrl: long('logs', 1_100),
    traceUrls: { [traceId]: long('trace', 400) },
    annotations: { ...alertOf().annotations, description_zh: '很长的说明。'.repeat(300) },
  })
  const text = renderMarkdown(notificationOf([alert]), optionsOf('zh'))
  for (const name of ['处理手册', '告警详情', '仪表盘', '查询日志', '查看链路']) {
    expect(text).toContain(`[${name}](https://`)
  }
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096)
  expect(text).toContain('很长的说明。')
})

test.each(Object.values(MARKUPS))('all fifty are accounted for ($type)', (markup) => {
  const long = groupOf(50)
  const alerts = long.alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, pod: 'x'.repeat(150) } }))
  const text = renderText(markup, { ...long, alerts }, optionsOf('en'))
  const rows = text.split('\n').filter((line) => line.includes('instance=db-')).length
  expect(rows).toBeGreaterThan(5)
  expect(text).toContain(`… and ${50 - rows} more`)
  expect(text).toContain('https://tocsin.example/#/')
})

test.each(['zh', 'en'] as const)('how long it has lasted is told where it is news (%s)', (language) => {
  const told = (change: Partial<Notification>) =>
    renderMarkdown(notificationOf([alertOf()], change), optionsOf(language))
  const words = language === 'zh' ? '已持续' : 'for '
  expect(told({})).not.toContain(words)
  expect(told({ reason: 'repeat interval elapsed' })).toContain(words)
  expect(told({ decidedAt: alertOf().startsAt + 700_000 })).toContain(words)
})
