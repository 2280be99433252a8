import { describe, expect, test } from 'vitest'
import {
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { renderMail } from './render.ts'
import { threadOf } from './thread.ts'

const SHOWN = {
  firing: notificationOf([alertOf()]),
  resolved: notificationOf([resolvedOf(alertOf())]),
  group: groupOf(50),
  mixed: groupOf(4, 2),
  logs: notificationOf([logAlertOf()]),
  bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '' })]),
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

  test('an ampersand in an address stays one', () => {
    const alert = alertOf({ annotations: { dashboard_url: 'https://g.example/d?a=1&b="2"' } })
    const { html } = renderMail(notificationOf([alert]), 'a', { language: 'en', timeZone: 'UTC' })
    expect(html).toContain('href="https://g.example/d?a=1&amp;b=%222%22"')
  })
})

const OUR_TAGS = '!doctype html head meta title style body div p span strong h1 h2 table tr th td a ul li pre br'.split(
  ' ',
)
