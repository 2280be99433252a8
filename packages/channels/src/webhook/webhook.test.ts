import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Notification } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import { AT, alertOf, groupOf, HOSTILE, logAlertOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { answer, type Provider, startProvider } from '../testing/provider.ts'
import { webhookChannel } from './index.ts'
import { quoteMeta, renderPayload, truncate } from './payload.ts'

const TOKEN = 'hook-token-4711-0815'
const PASSWORD = 'pass-word-1'

runHttpContract(webhookChannel, {
  settings: (url) => ({
    url: `${url}/services/${TOKEN}?key=${TOKEN}`,
    http_config: { basic_auth: { username: 'tocsin', password: PASSWORD } },
  }),
  secrets: [TOKEN, PASSWORD, Buffer.from(`tocsin:${PASSWORD}`).toString('base64')],
  accept: () => answer(200, ''),
  judgesByStatus: true,
  checkLimits: ({ body }) => {
    expect(Object.keys(body)).toEqual(FIELDS)
  },
  stateBeforeEnd: null,
})

const FIELDS = [
  'receiver',
  'status',
  'alerts',
  'notification_reason',
  'groupLabels',
  'commonLabels',
  'commonAnnotations',
  'routeLabels',
  'externalURL',
  'version',
  'groupKey',
  'truncatedAlerts',
]

describe('the message', () => {
  const SHOWN = {
    firing: notificationOf([alertOf()], { receiver: 'team-x/chat.ops', routeLabels: { team: 'shop' } }),
    resolved: notificationOf([resolvedOf(alertOf({ startsAt: AT + 120 }))]),
    mixed: groupOf(4, 2),
    logs: notificationOf([logAlertOf()]),
    bare: notificationOf([alertOf({ labels: {}, annotations: {}, generatorUrl: '' })]),
    hostile: notificationOf([
      alertOf({ labels: { alertname: `${HOSTILE.join(' ')} \u2028\u2029 "quoted" \\ \b\f\u007f é` }, annotations: {} }),
    ]),
    order: notificationOf([
      alertOf({ labels: { '10': 'a', '9': 'b', Z: 'c', a: 'd', '\u{1F600}': 'e', '\uFF21': 'f', __proto__x: 'g' } }),
    ]),
  }

  test.each(Object.entries(SHOWN))('%s', async (name, notification) => {
    await expect(renderPayload(truncate(notification, 0))).toMatchFileSnapshot(`${name}.golden.json`)
  })

  test.each([
    [0, '2026-11-23T06:02:10Z'],
    [100, '2026-11-23T06:02:10.1Z'],
    [120, '2026-11-23T06:02:10.12Z'],
    [7, '2026-11-23T06:02:10.007Z'],
    [10_000, '2026-11-23T06:02:20Z'],
  ])('a start %i ms later is %s', (ms, expected) => {
    expect(payloadOf(notificationOf([alertOf({ startsAt: AT + ms })]))).toContain(`"startsAt":"${expected}"`)
  })

  test('a receiver goes through the quoting of regular expressions', () => {
    expect(quoteMeta('web.hook')).toBe('web\\.hook')
    expect(quoteMeta('team-x/a b_c"é')).toBe('team-x/a b_c"é')
    expect(quoteMeta('\\.+*?()|[]{}^$')).toBe('\\\\\\.\\+\\*\\?\\(\\)\\|\\[\\]\\{\\}\\^\\$')
  })

  test('with max_alerts the rest is counted, and what is in common is said of those sent', () => {
    const notification = groupOf(5)
    const { left, notification: kept } = truncate(notification, 1)
    expect(left).toBe(4)
    expect(kept.alerts).toEqual([notification.alerts[0]])
    expect(kept.commonLabels).toEqual(notification.alerts[0]?.labels)
    expect(truncate(notification, 5)).toEqual({ notification, left: 0 })
    const ended = notificationOf([alertOf(), resolvedOf(alertOf())].toReversed())
    expect(truncate(ended, 1).notification.status).toBe('resolved')
  })
})

function payloadOf(notification: Notification): string {
  return renderPayload(truncate(notification, 0))
}

describe('the call', () => {
  let provider: Provider
  beforeEach(async () => {
    provider = await startProvider()
  })
  afterEach(() => provider.close())
  const sendWith = (change: Readonly<Record<string, unknown>> = {}) =>
    webhookChannel.send(
      webhookChannel.schema().parse({ url: `${provider.url}/hook`, ...change }),
      contextOf(notificationOf([alertOf()])),
    )

  test('says that it is Alertmanager, for receivers look at the beginning of the name', async () => {
    await sendWith()
    expect(provider.seen[0]).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: {
        'user-agent': expect.stringMatching(/^Alertmanager\/\d+\.\d+\.\d+ /),
        'content-type': 'application/json',
      },
    })
  })

  test.each([
    [{ authorization: { credentials: 'abc' } }, 'Bearer abc'],
    [{ authorization: { type: 'Token', credentials: 'abc' } }, 'Token abc'],
    [{ basic_auth: { username: 'u', password: 'p:é' } }, `Basic ${Buffer.from('u:p:é').toString('base64')}`],
    [{ bearer_token: 'abc' }, 'Bearer abc'],
    [{}, undefined],
  ])('%j logs in', async (http_config, expected) => {
    expect((await sendWith({ http_config })).outcome.kind).toBe('sent')
    expect(provider.seen[0]?.headers['authorization']).toBe(expected)
  })

  test('a login in the address is one, unless another is set', async () => {
    const url = `${provider.url.replace('http://', 'http://u:p%40@')}/hook`
    await sendWith({ url })
    await sendWith({ url, http_config: { authorization: { credentials: 'abc' } } })
    expect(provider.seen.map(({ headers }) => headers['authorization'])).toEqual([
      `Basic ${Buffer.from('u:p@').toString('base64')}`,
      'Bearer abc',
    ])
  })

  test('headers of several values go as one', async () => {
    await sendWith({ http_config: { http_headers: { 'X-Team': { values: ['a'], secrets: ['b'] } } } })
    expect(provider.seen[0]?.headers['x-team']).toBe('a, b')
  })

  test.each([307, 308])('%i is followed on the same host, with the whole message and the login', async (status) => {
    provider.reply(({ path }) => (path === '/hook' ? answer(status, '', { location: '/second' }) : answer(200)))
    const http_config = { authorization: { credentials: 'abc' } }
    expect((await sendWith({ http_config })).outcome).toEqual({ kind: 'sent', code: 'HTTP 200' })
    expect(provider.seen.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/hook', 'Bearer abc'],
      ['/second', 'Bearer abc'],
    ])
    expect(provider.seen[1]?.body).toEqual(provider.seen[0]?.body)
  })

  test('no redirect leads to another host', async () => {
    const other = await startProvider()
    try {
      provider.reply(() => answer(307, '', { location: `${other.url}/third` }))
      expect((await sendWith()).outcome).toMatchObject({ kind: 'reject', code: 'HTTP 307' })
      expect(other.seen).toEqual([])
    } finally {
      await other.close()
    }
  })

  test.each([
    ['told not to', 307, '/next', { follow_redirects: false }],
    ['it would lose the message', 303, '/next', {}],
    ['it leads in a circle', 308, '/hook', {}],
    ['it leads nowhere', 307, '', {}],
    ['it speaks no HTTP', 307, 'ftp://example.com/', {}],
  ])('a redirect is not followed: %s', async (_why, status, location, http_config) => {
    provider.reply(() => answer(status, '', location === '' ? {} : { location }))
    expect((await sendWith({ http_config })).outcome).toMatchObject({ kind: 'reject', code: `HTTP ${status}` })
    expect(provider.seen.length).toBeLessThanOrEqual(6)
  })

  test('what the receiver says is in the reason, as text or as a field', async () => {
    for (const said of ['no such channel', { message: 'no such channel' }, { error: 'no such channel' }]) {
      provider.reply(() => answer(404, said))
      expect((await sendWith()).outcome).toMatchObject({
        kind: 'reject',
        reason: 'the provider answered HTTP 404: no such channel',
      })
    }
  })
})
