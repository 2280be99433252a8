import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Notification, SendContext } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import {
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  logAlertOf,
  notificationOf,
  resolvedOf,
} from '../testing/notifications.ts'
import { answer } from '../testing/provider.ts'
import { voiceChannel } from './index.ts'

const ZHANG = '+8613800001111'
const settings = (url: string) => ({
  url: `${url}/call`,
  to: ZHANG,
  headers: { Authorization: 'Bearer gateway-token-1' },
})

/** What a voice stumbles over, or a vendor refuses. */
const UNSPEAKABLE = /[#/\-%¥【】[\]{}<>"]|:\/\/|https?|\d\.\d+\.\d|[a-z]\.[a-z]|\p{Extended_Pictographic}|\p{Cc}/iu

runHttpContract(voiceChannel, {
  settings,
  secrets: [ZHANG, '13800001111', 'gateway-token-1'],
  accept: () => answer(200, { code: 'OK', callId: 'c1' }),
  checkLimits: ({ body }) => {
    expect(Object.keys(body)).toEqual(['to', 'text', 'play_times', 'id'])
    expect(body['text']).not.toMatch(UNSPEAKABLE)
    expect([...String(body['text'])].length).toBeLessThanOrEqual(300)
  },
  stateBeforeEnd: null,
  marks: { zh: '（测试）', en: 'TEST' },
})

describe('calls', () => {
  const firing = notificationOf([alertOf()])
  const configOf = (change: object = {}) => voiceChannel.schema().parse({ ...settings('http://gw.example'), ...change })
  const heard = (notification: Notification, change: object = {}, context: Partial<SendContext> = {}) =>
    voiceChannel.preview(configOf(change), contextOf(notification, context))[0]

  test.each(['zh', 'en'] as const)('what people hear, %s', async (language) => {
    const address = 'instance="10.0.0.1:9100" of db-1.example.com at 97.5% since 14:02 🔥'
    const shown: Readonly<Record<string, readonly Notification[]>> = {
      firing: [firing],
      resolved: [notificationOf([resolvedOf(alertOf())])],
      group: [groupOf(50)],
      logs: [notificationOf([logAlertOf()])],
      bare: [notificationOf([alertOf({ annotations: {}, labels: {}, generatorUrl: '' })])],
      address: [notificationOf([alertOf({ annotations: { summary: address } })])],
      escalated: [{ ...firing, escalation: { policy: 'oncall', step: 3, since: firing.decidedAt } }],
      instead: [{ ...firing, insteadOf: { receiver: 'chat', code: '93000', reason: 'gone' } }],
      digest: [firing, groupOf(3), notificationOf([logAlertOf()])],
      test: [{ ...firing, test: true }],
    }
    const lines = Object.entries(shown).map(
      ([name, together]) => `${name}: ${heard(together[0] ?? firing, { language }, { together })?.content}\n`,
    )
    for (const line of lines) expect(line.slice(line.indexOf(':') + 1, -1)).not.toMatch(UNSPEAKABLE)
    await expect(lines.join('')).toMatchFileSnapshot(`voice.${language}.golden.txt`)
  })

  test('whatever the values say', () => {
    for (const value of HOSTILE) expect(heard(hostileNotification(value))?.content).not.toMatch(UNSPEAKABLE)
  })

  test('a text of one’s own, with the mark of a test', () => {
    const text = '{{ .CommonLabels.alertname }} {{ .Status }}'
    expect(heard(firing, { text })?.content).toBe('CheckoutLatencyHigh firing')
    expect(heard({ ...firing, test: true }, { text })?.content).toBe('【测试】CheckoutLatencyHigh firing')
    expect(heard(firing, {}, {})?.fields).toEqual({ to: '+86138****1111', budget: 'none', playTimes: '2' })
  })

  test('recoveries are not called, unless the settings say so', () => {
    expect(voiceChannel.traits(configOf()).sendResolved).toBe(false)
    expect(voiceChannel.traits(configOf({ send_resolved: true })).sendResolved).toBe(true)
    expect(voiceChannel.describe(configOf())).toBe('voice gw.example (1 number)')
    expect(
      voiceChannel.digestSize?.(
        configOf(),
        Array.from({ length: 30 }, () => firing),
      ),
    ).toBe(20)
  })

  test.each([
    [{ play_times: 4 }, 'must be 1, 2 or 3'],
    [{ provider: 'fax' }, 'must be http, aliyun or tencent'],
    [{ text: '{{ .Nothing' }, 'line 1, column'],
    [{ budget: { per_number: 'many' } }, 'must be NUMBER/DURATION'],
    [{ to: ['95533x'] }, 'number 1 is no phone number'],
  ])('settings: %j', (change, problem) => {
    const result = voiceChannel.schema().safeParse({ ...settings('http://gw.example'), ...change })
    expect(JSON.stringify(result.error?.issues)).toContain(problem)
  })
})
