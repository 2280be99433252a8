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
import { answer } from '../testing/provider.ts'
import { renderEnd, renderNews } from './comments.ts'
import type { Document } from './document.ts'
import { ticketChannel } from './index.ts'
import { newsOf } from './news.ts'
import { MAX_TITLE, renderBody, renderLabels, renderTitle } from './render.ts'
import { creatingState, openState, ticketKey } from './state.ts'
import { toMarkdown } from './text/markdown.ts'
import { MAX_BODY } from './webhook/system.ts'

const settings = (url: string) => ({ url, headers: { 'X-Token': 'tracker-token-1' } })
const logs = notificationOf([logAlertOf()])
const markdown = (document: Document) => toMarkdown(document, MAX_BODY)
const quiet = { count: 0, seen: [] }
const creating = creatingState(logs, 0, AT)
const open = openState(creating, { id: 'T-1', url: 'https://t.example/T-1' }, { now: AT, fromLogs: true, told: quiet })

runHttpContract(ticketChannel, {
  settings,
  secrets: ['tracker-token-1'],
  accept: () => answer(201, { id: 'T-1', url: 'https://t.example/T-1' }),
  checkLimits: ({ body, headers }) => {
    expect(headers['x-token']).toBe('tracker-token-1')
    if (!('title' in body)) return
    expect(Object.keys(body)).toEqual(['title', 'body', 'labels', 'key'])
    expect(body['title']).toMatch(/^[^\p{Cc}]{1,255}$/u)
    expect(String(body['title']).length).toBeLessThanOrEqual(MAX_TITLE)
    expect(String(body['body']).length).toBeLessThanOrEqual(MAX_BODY)
    expect(body['key']).toMatch(/^[0-9a-f]{40}$/)
  },
  stateBeforeEnd: open,
})

describe('what people read', () => {
  const shown = {
    logs,
    'logs-without-grafana': notificationOf([logAlertOf({ generatorUrl: '', traceUrls: {} })]),
    metric: notificationOf([alertOf()]),
    test: notificationOf([alertOf()], { test: true }),
    group: groupOf(50, 3),
    bare: notificationOf([alertOf({ annotations: {}, generatorUrl: '', labels: {} })]),
  }
  for (const language of ['zh', 'en'] as const) {
    const options = { language, timeZone: language === 'zh' ? 'Asia/Shanghai' : 'UTC' }

    test.each(Object.entries(shown))(`%s, opened, ${language}`, async (name, notification) => {
      const previous = name === 'metric' ? { id: 'T-7', url: 'https://t.example/T-7', gone: false } : undefined
      const state = creatingState(notification, previous ? 1 : 0, AT, previous)
      const text = [
        renderTitle(notification, language),
        renderLabels(notification, language).join(', '),
        '',
        markdown(renderBody(notification, state, options)),
        '',
      ]
      await expect(text.join('\n')).toMatchFileSnapshot(`${name}.${language}.golden.md`)
    })

    test(`notes and ends, ${language}`, async () => {
      const first = newsOf(logs.alerts[0]?.evidence, quiet)
      const samples = [...(logs.alerts[0]?.evidence?.samples ?? []), 'checkout 4712: connection timeout']
      const more = notificationOf([logAlertOf({}, { count: 52, kinds: 3, samples })])
      const ended = (alert = alertOf()) => notificationOf([resolvedOf(alert)])
      const texts = {
        'more lines': renderNews(more, newsOf(more.alerts[0]?.evidence, first.told), { ...options, again: false }),
        again: renderNews(logs, first, { ...options, again: true }),
        'group changed': renderNews(groupOf(3, 1), newsOf(undefined, quiet), { ...options, again: false }),
        'end of logs': renderEnd(ended(logAlertOf()), { ...options, closes: false }),
        'end of metric': renderEnd(ended(), { ...options, closes: true }),
      }
      const shownTexts = Object.entries(texts).map(([name, text]) => `<!-- ${name} -->\n${markdown(text)}\n`)
      await expect(shownTexts.join('\n')).toMatchFileSnapshot(`comments.${language}.golden.md`)
    })
  }

  test('values stay values: no HTML, mention, command, link or broken fence', () => {
    for (const value of HOSTILE) {
      const hostile = hostileNotification(value)
      const body = markdown(renderBody(hostile, creatingState(hostile, 0, AT), { language: 'en', timeZone: 'UTC' }))
      const prose = body.replace(/(`{3,})text\n[\s\S]*?\n\1/g, '').replace(/`[^`\n]*`/g, '')
      expect(prose).not.toMatch(/<(?!!)|^\/|@\p{L}|(?<!\\)\]\(javascript|\u202E|\0/mu)
    }
  })
})

describe('the key', () => {
  test('of receiver, group labels in any order, and generation', () => {
    const one = notificationOf([alertOf()], { groupLabels: { a: '1', b: '2' } })
    const same = notificationOf([alertOf({ startsAt: 5 })], { groupLabels: { b: '2', a: '1' }, idempotencyKey: 'x' })
    expect(ticketKey(one, 0)).toBe(ticketKey(same, 0))
    const others = [
      ticketKey(one, 1),
      ticketKey({ ...one, receiver: 'b' }, 0),
      ticketKey({ ...one, groupLabels: {} }, 0),
    ]
    expect(new Set([ticketKey(one, 0), ...others]).size).toBe(4)
  })
})

describe('settings', () => {
  const parse = (change: object) => ticketChannel.schema().safeParse({ ...settings('https://t.example'), ...change })

  test.each([
    [{ url: 'https://t.example' }, 'https://t.example/tickets'],
    [{ url: 'https://t.example/' }, 'https://t.example/tickets'],
    [{ url: 'https://t.example/api/v2/issues/' }, 'https://t.example/api/v2/issues'],
  ])('%j', (change, url) => {
    expect(parse(change).data?.system.url).toBe(url)
  })

  test('defaults', () => {
    const config = ticketChannel.schema().parse({ url: 'https://t.example' })
    expect(config).toMatchObject({ language: 'en', timeZone: 'UTC', timeoutMs: 5_000, closeOnEnd: 'auto' })
    expect(config.system).toEqual({ kind: 'webhook', url: 'https://t.example/tickets', headers: {} })
    expect(ticketChannel.traits(config)).toEqual({
      updateOnChange: true,
      disturbs: 'silent',
      updateIntervalMs: 300_000,
      repeats: false,
      sendResolved: true,
      keepsOpening: true,
      showsAcknowledgement: true,
    })
    expect(ticketChannel.describe(config)).toBe('ticket t.example')
  })

  test.each([
    [{ url: 'https://t.example/?token=abc' }, 'must have no'],
    [{ close_on_end: 'never' }, 'must be auto, true or false'],
    [{ update_interval: 'often' }, 'must be a duration'],
  ])('%j', (change, problem) => {
    expect(JSON.stringify(parse(change).error?.issues)).toContain(problem)
  })
})
