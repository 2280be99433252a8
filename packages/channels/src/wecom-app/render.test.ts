import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Notification } from '../contract.ts'
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
import { renderCard, taskIdOf } from './card.ts'
import { wecomAppSchema } from './config.ts'
import { wecomAppChannel } from './index.ts'
import { MAX_BYTES, renderDigest, renderText, textDigestSize } from './render.ts'
import { CALLBACK, settings } from './testing/wecom.ts'

const ACTIONS = { acknowledge: 'https://tocsin.example/act/ACK', silence: 'https://tocsin.example/act/SILENCE' }
const noted: Partial<Notification> = {
  actions: ACTIONS,
  escalation: { policy: 'night', step: 2, since: AT - 600_000 },
  insteadOf: { receiver: 'wecom-oncall', code: '93000', reason: 'wrong key' },
}

const SHOWN: Readonly<Record<string, Notification>> = {
  firing: notificationOf([alertOf()], { actions: ACTIONS }),
  escalated: notificationOf([alertOf()], noted),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
}

const optionsOf = (language: 'zh' | 'en') =>
  ({ language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }) as const

describe('what people read', () => {
  for (const language of ['zh', 'en'] as const) {
    test.each(Object.entries(SHOWN))(`%s, ${language}`, async (name, notification) => {
      const options = optionsOf(language)
      const card = renderCard(notification, { ...options, taskId: 'tocsin-1', canAct: true })
      const parts = [
        renderText('markdown', notification, options),
        renderText('text', notification, options),
        JSON.stringify(card, null, 2),
      ]
      await expect(`${parts.join('\n\n---\n\n')}\n`).toMatchFileSnapshot(`golden/${name}.${language}.golden.md`)
    })
  }

  test('many groups, in both types', async () => {
    const together = [groupOf(3), notificationOf([alertOf()]), notificationOf([resolvedOf(alertOf())])]
    const digests = (['markdown', 'text'] as const).flatMap((type) =>
      (['zh', 'en'] as const).map((language) => renderDigest(type, together, optionsOf(language))),
    )
    await expect(`${digests.join('\n\n---\n\n')}\n`).toMatchFileSnapshot('golden/digest.golden.md')
  })

  test('values can neither link nor colour nor mention', () => {
    for (const value of HOSTILE) {
      const notification = hostileNotification(value)
      const markdown = renderText('markdown', notification, optionsOf('en'))
      const allowed = /<font color="(?:warning|info|comment)">|<\/font>|\]\(https:\/\/tocsin\.example\/#\/\)/g
      expect(markdown.replace(allowed, '')).not.toMatch(/<|\]\(|`|\u202E|\0/)
      const text = renderText('text', notification, optionsOf('en'))
      expect(text.replace(/<a href="https:\/\/tocsin\.example\/#\/">Alert<\/a>/, '')).not.toMatch(/<|\u202E|\0/)
    }
  })

  test('as many groups as fit are named, and no more are asked for', () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      notificationOf([alertOf({ annotations: { summary: `第 ${n} 个告警，磁盘快满了` } })]),
    )
    for (const type of ['markdown', 'text'] as const) {
      const count = textDigestSize(type, many, optionsOf('zh'))
      expect(count).toBeGreaterThan(8)
      const digest = renderDigest(type, many.slice(0, count), optionsOf('zh'))
      expect(Buffer.byteLength(digest)).toBeLessThanOrEqual(MAX_BYTES)
      expect(digest).toContain(`第 ${count - 1} 个告警`)
      expect(digest).toContain('告警详情')
    }
  })
})

describe('a card', () => {
  test('needs an address to open, and a token that fits', () => {
    const options = { ...optionsOf('zh'), taskId: 't', canAct: true }
    expect(renderCard({ ...notificationOf([alertOf()]), externalUrl: 'nonsense' }, options)).toBeUndefined()
    const long = notificationOf([alertOf()], {
      actions: { ...ACTIONS, acknowledge: `https://x.example/act/${'t'.repeat(1_100)}` },
    })
    expect(renderCard(long, options)?.['button_list']).toEqual([expect.objectContaining({ key: 'silence:SILENCE' })])
  })

  test('ids have the allowed letters and length', () => {
    for (const id of [taskIdOf('a.b/告', 1), taskIdOf('x'.repeat(300), 1), taskIdOf('x'.repeat(300), 12)]) {
      expect(id).toMatch(/^[0-9A-Za-z_@-]{1,128}$/)
    }
    expect(taskIdOf('k', 2)).not.toBe(taskIdOf('k', 1))
  })

  test('a preview shows the buttons, not what would let anybody press them', () => {
    const config = wecomAppSchema().parse(settings('https://x.example', { callback: CALLBACK }))
    const [preview] = wecomAppChannel.preview(config, contextOf(SHOWN['firing'] ?? notificationOf([alertOf()])))
    expect(preview).toMatchObject({ format: 'card', fields: { to: 'ZhangSan, lisi' } })
    expect(preview?.content).toContain('"key": "ack:…"')
    expect(preview?.content).not.toMatch(/ACK|SILENCE/)
  })
})
