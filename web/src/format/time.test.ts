import { describe, expect, test } from 'vitest'
import { fullTime, shortTime } from './time.ts'

const now = Date.UTC(2025, 10, 22, 18, 14, 9)
const zone = 'Asia/Shanghai'

describe('shortTime', () => {
  test('today is a time of day, in the zone', () => expect(shortTime(now, now, 'en', zone)).toBe('02:14:09'))
  test('another day of the zone shows the date', () =>
    expect(shortTime(now - 3 * 3_600_000, now, 'en', zone)).toBe('Nov 22 23:14:09'))
  test('the same day of another year shows the date', () =>
    expect(shortTime(now - 365 * 86_400_000, now, 'en', zone)).toBe('Nov 23 02:14:09'))
  test('Chinese', () => expect(shortTime(now - 86_400_000, now, 'zh-CN', zone)).toBe('11月22日 02:14:09'))
  test('midnight is 00, not 24', () =>
    expect(shortTime(Date.UTC(2025, 10, 22, 16, 0, 0), now, 'en', zone)).toBe('00:00:00'))
})

test('fullTime has date and zone', () => expect(fullTime(now, 'en', zone)).toMatch(/Nov 23, 2025.*02:14:09.*GMT\+8/))
