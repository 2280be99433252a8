import { expect, test } from 'vitest'
import { bySeverity, digestOf, digestSizeOf } from './digest.ts'
import { alertOf, groupOf, HOSTILE, hostileNotification, notificationOf, resolvedOf } from './testing/notifications.ts'
import { digestSizeIn, renderDigest } from './wecom-robot/digest.ts'
import { MARKUPS } from './wecom-robot/markup.ts'

const zh = { language: 'zh', timeZone: 'Asia/Shanghai' } as const
const en = { language: 'en', timeZone: 'UTC' } as const
const warning = notificationOf([alertOf()])
const critical = groupOf(3)
const over = notificationOf([resolvedOf(alertOf())])

test('what fires comes first, the most severe before all', () => {
  expect([over, warning, critical].sort(bySeverity)).toEqual([critical, warning, over])
})

test('each group is one line, with how bad, what, how many and since when', () => {
  expect(digestOf([critical, warning, over], zh)).toMatchObject({
    heading: '告警汇总：3 组，2 组未恢复，1 组已恢复',
    lines: [
      { severity: 'critical', text: '[严重] PoolNearlyFull（共 3 条），shop，14:02 起' },
      { severity: 'warning', text: '[警告] /checkout 接口 P99 延迟超过 500 毫秒，shop，14:02 起' },
      { status: 'resolved' },
    ],
  })
  expect(digestOf([critical, warning], en)).toMatchObject({
    heading: 'Digest: 2 groups, 2 firing',
    lines: [{ text: '[critical] PoolNearlyFull (3 alerts), shop, since 06:02 UTC' }, {}],
  })
})

test('the size is what fits, and one at least', () => {
  const waiting = Array.from({ length: 10 }, () => critical)
  const sizeOf = () => 10
  expect(digestSizeOf(waiting, { ...en, room: 35, sizeOf })).toBe(3)
  expect(digestSizeOf(waiting, { ...en, room: 5, sizeOf })).toBe(1)
  expect(digestSizeOf(waiting, { ...en, room: 1_000, sizeOf })).toBe(10)
})

test.each(
  Object.values(MARKUPS).flatMap((markup) =>
    [zh, en].map((options) => [markup.type, options.language, markup, options] as const),
  ),
)('a robot names as many as it said, within its limit (%s, %s)', (_type, _language, markup, options) => {
  const waiting = Array.from({ length: 200 }, (_, index) => {
    const text = HOSTILE[index % HOSTILE.length] ?? ''
    const alertname = `Group-${index}-${'长'.repeat(index % 40)}`
    return index % 3 === 0
      ? hostileNotification(text)
      : notificationOf([alertOf({ labels: { alertname }, annotations: {} })])
  })
  let rest = waiting
  for (let messages = 0; rest.length > 0; messages++) {
    const size = digestSizeIn(markup, rest, options)
    const text = renderDigest(markup, rest.slice(0, size), options)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(markup.room.message)
    expect(text.match(/●|🔴|🟠|🔵|✅/gu)).toHaveLength(size)
    expect(text).not.toMatch(/<@/)
    expect(text).toContain('https://tocsin.example/#/')
    expect(messages).toBeLessThan(30)
    rest = rest.slice(size)
  }
})
