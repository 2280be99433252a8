import { describe, expect, test } from 'vitest'
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
import { mailDigestSize, renderDigest } from './digest.ts'
import { MAX_HTML_BYTES, renderMail } from './render.ts'
import { threadOf } from './thread.ts'

const SHOWN = {
  firing: notificationOf([alertOf()]),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
  noted: notificationOf([alertOf()], {
    actions: { acknowledge: 'https://tocsin.example/act/a1', silence: 'https://tocsin.example/act/s1' },
    escalation: { policy: 'night', step: 2, since: AT - 600_000 },
    insteadOf: { receiver: 'sms-oncall', code: '45009', reason: 'too many <messages>' },
  }),
  acknowledged: notificationOf([alertOf()], { acknowledgement: { by: '张伟', at: AT + 60_000 } }),
  hostile: hostileNotification(`</td></table><script>alert(1)</script> ${HOSTILE.join(' ')}`),
}

describe('what people read', () => {
  for (const language of ['zh', 'en'] as const) {
    const options = { language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }
    test.each(Object.entries(SHOWN))(`%s, ${language}`, async (name, notification) => {
      const { topic } = threadOf(null, notification, { messageId: '<1@example.com>', language })
      const { subject, text, html } = renderMail(notification, topic, options)
      await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`${name}.${language}.golden.txt`)
      await expect(html).toMatchFileSnapshot(`${name}.${language}.golden.html`)
    })

    test(`digest, ${language}`, async () => {
      const together = [groupOf(3), notificationOf([alertOf()]), notificationOf([resolvedOf(alertOf())])]
      const { subject, text, html } = renderDigest(together, options)
      await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`digest.${language}.golden.txt`)
      await expect(html).toMatchFileSnapshot(`digest.${language}.golden.html`)
    })
  }

  test('values are text: no tag, attribute, script or address of their own', () => {
    for (const value of [...HOSTILE, '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '&lt;b&gt;']) {
      const { html, text } = renderMail(hostileNotification(value), 'a', { language: 'en', timeZone: 'UTC' })
      const tags = [...html.matchAll(/<\/?([a-z0-9!]+)/gi)].map((match) => match[1]?.toLowerCase())
      expect(tags.filter((tag) => !OUR_TAGS.includes(tag ?? ''))).toEqual([])
      expect([...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1])).toEqual(['https://tocsin.example/#/'])
      const markup = [...html.matchAll(/<[^>]*>/g)].join('\n')
      expect(markup).not.toMatch(/\son\w+=|\ssrc=|javascript:|url\(/)
      expect(html).not.toMatch(/(?!\n)\p{Cc}|\u202E/u)
      expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202E/u)
    }
  })

  test('a digest holds as many as it says, and they are text', () => {
    const options = { language: 'en', timeZone: 'UTC' } as const
    const waiting = Array.from({ length: 500 }, (_, index) =>
      notificationOf([alertOf({ annotations: { summary: `#${index}# <b>${'&'.repeat(60)}` } })]),
    )
    const size = mailDigestSize(waiting, options)
    const { html } = renderDigest(waiting.slice(0, size), options)
    expect(size).toBeGreaterThan(50)
    for (let index = 0; index < size; index++) expect(html).toContain(`#${index}# &lt;b&gt;`)
    expect(html).not.toMatch(/<b>|… and/)
    expect(Buffer.byteLength(html)).toBeLessThanOrEqual(MAX_HTML_BYTES)
  })

  test('an ampersand in an address stays one', () => {
    const alert = alertOf({ annotations: { dashboard_url: 'https://g.example/d?a=1&b="2"' } })
    const { html } = renderMail(notificationOf([alert]), 'a', { language: 'en', timeZone: 'UTC' })
    expect(html).toContain('href="https://g.example/d?a=1&amp;b=%222%22"')
  })
})

const OUR_TAGS = '!doctype html head meta title style body div p span strong h1 h2 table tr th td a ul li pre br'.split(
  ' ',
)
