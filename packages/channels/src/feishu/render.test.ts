import { describe, expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../chat/written.ts'
import { contextOf } from '../contract.case.ts'
import type { Notification } from '../contract.ts'
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
import { feishuChannel } from './index.ts'
import { messageOf } from './message.ts'

const FORMATS = ['interactive', 'post', 'text']
const configOf = (change: Readonly<Record<string, unknown>> = {}) =>
  feishuChannel.schema().parse({ url: 'https://open.feishu.cn/open-apis/bot/v2/hook/7d5b8f0e', ...change })
const firing = notificationOf([alertOf()])
const resolved = notificationOf([resolvedOf(alertOf())])

const SHOWN: Readonly<Record<string, Notification>> = {
  firing,
  resolved,
  mixed: groupOf(4, 2),
  noted: notificationOf([alertOf()], {
    actions: { acknowledge: 'https://tocsin.example/act/a1', silence: 'https://tocsin.example/act/s1' },
    people: [contactOf({ addresses: { feishu: 'ou_84aad35d084aa403a838cf73ee18467' } })],
    escalation: { policy: 'night', step: 2, since: AT - 600_000 },
    insteadOf: { receiver: 'sms-oncall', code: '45009', reason: 'too many messages' },
  }),
  group: groupOf(50),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
}
/** What is shown in every format. */
const BRIEFLY = ['firing', 'resolved', 'mixed', 'noted']

describe('what people read', () => {
  const at = { users: 'ou_1' }
  for (const language of ['zh', 'en']) {
    for (const format of FORMATS) {
      const config = configOf({ language, format, at })
      const shownHere = Object.entries(SHOWN).filter(([name]) => format === 'interactive' || BRIEFLY.includes(name))
      test.each(shownHere)(`%s, ${format}, ${language}`, async (name, notification) => {
        await shown(`${name}.${format}`, language, messageOf(config, contextOf(notification)).preview.content)
      })
      test(`digest, ${format}, ${language}`, async () => {
        const together = [groupOf(3), firing, resolved]
        const { preview } = messageOf(config, { ...contextOf(firing), together })
        await shown(`digest.${format}`, language, preview.content)
      })
    }
  }

  async function shown(name: string, language: string, content: string) {
    const ending = content.startsWith('{') ? 'json' : 'txt'
    await expect(`${content}\n`).toMatchFileSnapshot(`${name}.${language}.golden.${ending}`)
  }

  test.each(FORMATS)('values can neither call nor link nor colour nor break out: %s', (format) => {
    for (const value of [...HOSTILE, '<at user_id="all"></at>', '<AT id=all></AT>', '</at><at email=a@b.c>']) {
      const config = configOf({ language: 'en', format })
      const text = JSON.stringify(messageOf(config, contextOf(hostileNotification(value))).body)
      expect(text.replaceAll("<font color='grey'>", '').replaceAll('</font>', '')).not.toMatch(/<\/?at/i)
      // The title of a card is plain text.
      const markdown = /"tag":"lark_md","content":(".*?[^\\]")/.exec(text)?.[1] ?? ''
      expect(markdown).not.toMatch(/\]\((?!https:\/\/tocsin)|<font color=\\"/)
      expect(markdown === '').toBe(format !== 'interactive')
    }
  })
})

describe('whom it calls', () => {
  const people = [
    contactOf({ addresses: { feishu: 'ou_2' } }),
    contactOf({ addresses: { feishu: 'li@example.com' } }),
    contactOf({ addresses: { feishu: '<at id=all>' } }),
    contactOf({ addresses: { wecom: 'zhang' } }),
  ]
  const notification = { ...firing, people }
  const at = { users: ['ou_1'], all: 'true' }

  test('in a card by id and by address', () => {
    const config = configOf({ at: { ...at, emails: 'a@example.com' } })
    expect(messageOf(config, contextOf(notification)).preview.content).toContain(
      '\\n<at id=all></at> <at id=ou_1></at> <at id=ou_2></at> <at email=a@example.com></at> <at email=li@example.com></at>"',
    )
  })

  test('in a text and in rich text by id alone', () => {
    const text = messageOf(configOf({ at, format: 'text' }), contextOf(notification)).preview.content
    expect(text.split('\n').at(-1)).toBe('<at user_id="all"></at> <at user_id="ou_1"></at> <at user_id="ou_2"></at>')
    const { body } = messageOf(configOf({ at, format: 'post' }), contextOf(notification))
    const tags = ['all', 'ou_1', 'ou_2'].map((id) => ({ tag: 'at', user_id: id }))
    expect(JSON.stringify(body)).toContain(JSON.stringify(tags))
  })

  test.each(FORMATS)('an end calls nobody; a digest those of what fires: %s', (format) => {
    const config = configOf({ at, format })
    const of = (together: readonly Notification[]) =>
      JSON.stringify(messageOf(config, { ...contextOf(resolved), together }).body)
    const ended = { ...resolved, people: [contactOf({ addresses: { feishu: 'ou_9' } })] }
    expect(of([ended, ended])).not.toMatch(/<at|"at"/)
    expect(of([notification, ended])).toMatch(/ou_1.*ou_2/)
    expect(of([notification, ended])).not.toContain('ou_9')
  })
})

describe('many groups in one message', () => {
  test.each(FORMATS)('%s holds as many as it says, and no more are asked for', (format) => {
    const config = configOf({ format, keyword: '告警平台', at: { all: true } })
    const waiting = Array.from({ length: 500 }, (_, index) =>
      notificationOf([alertOf({ annotations: { summary_zh: `第 ${index} 组 "${'<'.repeat(60)}"` } })]),
    )
    const size = feishuChannel.digestSize?.(config, waiting) ?? 0
    expect(size).toBeGreaterThan(25)
    expect(size).toBeLessThan(500)
    const together = waiting.slice(0, size)
    const text = JSON.stringify(messageOf(config, { ...contextOf(firing), together }).body)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BODY_BYTES)
    for (let index = 0; index < size; index++) expect(text).toContain(`第 ${index} 组`)
    expect(text).not.toContain('另有')
    expect(text).toContain('告警平台')
  })
})

describe('texts of your own', () => {
  test('may call people, and what alerts say may not', () => {
    const content = '<at id=ou_1></at> {{ .CommonLabels.x }}'
    const config = configOf({ title: '{{ .Status }}', content, keyword: 'k' })
    const alert = alertOf({ labels: { x: '<at id=all></at>' } })
    const { body } = messageOf(config, contextOf(notificationOf([alert], { test: true })))
    expect(JSON.stringify(body)).toContain('"content":"【测试】firing"')
    expect(JSON.stringify(body)).toContain('"content":"【测试】<at id=ou_1></at> ＜at id=all>＜/at>\\nk"')
  })

  test('as long as they like, they stay within the limit', () => {
    for (const format of FORMATS) {
      const config = configOf({ format, content: '"告警"\n{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}' })
      const alert = alertOf({ annotations: { summary: '"压测"\n'.repeat(9_000) } })
      const size = Buffer.byteLength(JSON.stringify(messageOf(config, contextOf(notificationOf([alert]))).body))
      expect(size).toBeLessThanOrEqual(MAX_BODY_BYTES)
      expect(size).toBeGreaterThan(MAX_BODY_BYTES - 400)
    }
  })
})
