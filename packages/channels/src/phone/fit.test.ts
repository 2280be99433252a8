import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOSTILE } from '../testing/notifications.ts'
import { fitValue } from './fit.ts'

const written = (value: string, max = 35) => fitValue(value, { max, language: 'zh', otherwise: '无' })
const spoken = (value: string, language: 'zh' | 'en' = 'zh') =>
  fitValue(value, { max: 150, language, spoken: true, otherwise: '无' })

/** What Aliyun and Tencent refuse in a value. */
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/|\d+\.\d+\.\d+|[a-z]\.[a-z]|[\da-f]*:[\da-f]*:[a-f]|[【】{}]/i

describe('in an SMS', () => {
  test.each([
    ['instance="10.0.0.1:9100"', 'instance="10-0-0-1 9100"'],
    ['10.0.0.1', '10-0-0-1'],
    ['db-1.example.com:5432 is down', 'db-1-example-com 5432 is down'],
    ['see https://user:secret@wiki.example.com/a?b=c', 'see wiki-example-com/a?b=c'],
    ['[2001:db8::1]:9100', '2001-db8-1 9100'],
    ['fe80::1', 'fe80-1'],
    ['97.5 % at 14:02:10, 812.4ms', '97.5 % at 14:02:10, 812.4ms'],
    ['v1.2.3 of shop', 'v1-2-3 of shop'],
    ['mail ops@example.com', 'mail ops at example-com'],
    ['【严重】磁盘将满', '（严重）磁盘将满'],
    ['磁盘🔥将满👩‍👩‍👧‍👦🇨🇳1️⃣', '磁盘将满1'],
    ['P99 of /checkout is above 500 ms.', 'P99 of /checkout is above 500 ms.'],
    ['a ${b} {{c}}', 'a b c'],
    ['', '无'],
    ['🔥', '无'],
  ])('%s → %s', (value, expected) => {
    expect(written(value)).toBe(expected)
  })

  test('cut at 35 characters as the provider counts them', () => {
    expect(written('告'.repeat(36))).toBe(`${'告'.repeat(34)}…`)
    expect(written('𠮷'.repeat(35))).toBe('𠮷'.repeat(35))
    expect(written('告警', 1)).toBe('…')
  })
})

describe('read aloud', () => {
  test.each([
    ['使用率 97.5%，14:02 起', '使用率 百分之97.5，14点02分 起', '使用率 97.5 percent，14 02 起'],
    ['10.0.0.1:9100', '10点0点0点1 9100', '10 dot 0 dot 0 dot 1 9100'],
    ['P99 [/checkout] > 500ms', 'P99 checkout 500毫秒', 'P99 checkout 500 milliseconds'],
    ['http_requests', 'H T T P requests', 'H T T P requests'],
  ])('%s', (value, zh, en) => {
    expect([spoken(value), spoken(value, 'en')]).toEqual([zh, en])
  })
})

const part = fc.oneof(
  fc.constantFrom(
    ...HOSTILE,
    '10.0.0.1',
    'a.b',
    '://',
    '.',
    ':',
    '【',
    '告警',
    '👩‍👩‍👧‍👦',
    '{',
    'fe80::1',
    ' ',
    '@',
    'www.',
  ),
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
  fc.webUrl(),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

test('whatever comes in: never empty, never too long, no address, one line of whole characters', () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      (parts, max, aloud) => {
        const value = fitValue(parts.join(''), { max, language: 'zh', spoken: aloud, otherwise: '无' })
        expect([...value].length).toBeGreaterThan(0)
        expect([...value].length).toBeLessThanOrEqual(max)
        expect(value).not.toMatch(ADDRESS)
        expect(value).not.toMatch(/[\p{Cc}\p{Extended_Pictographic}]/u)
        expect(value.isWellFormed()).toBe(true)
        if (aloud) expect(value).not.toMatch(/[#/:\-%[\]]|https?/i)
      },
    ),
    { numRuns: 2_000 },
  )
})
