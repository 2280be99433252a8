import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asCode, asFence, forMarkdown, forWecom } from './neutralise.ts'
import { byteLength, cutBytes, cutPoints, cutUnits, foldLines, linkTarget, oneLine, plainText } from './text.ts'
import { clockTime, fullTime, isTimeZone, shortTime, spanText } from './time.ts'

const graphemes = (text: string) => [...new Intl.Segmenter('und').segment(text)].map((part) => part.segment)
const unit = fc.constantFrom('告', '警', 'é', 'a', ' ', '👩‍👩‍👧‍👦', '🇨🇳', '👍🏽', '한')
const anyText = fc.string({ unit, maxLength: 60 })

describe('cutting', () => {
  test.each([
    ['short enough stays', '告警', 6, '告警'],
    ['byte-exact, with the mark', '告警恢复', 9, '告警…'],
    ['never half a character', '告警恢复', 8, '告…'],
    ['never half a family', 'a👩‍👩‍👧‍👦b', 20, 'a…'],
    ['no room for a mark', '告警', 2, ''],
    ['nothing at all', '告警', 0, ''],
  ])('%s', (_name, text, max, expected) => {
    expect(cutBytes(text, max)).toBe(expected)
  })

  test.each([
    ['bytes', cutBytes, byteLength],
    ['units', cutUnits, (text: string) => text.length],
    ['code points', cutPoints, (text: string) => [...text].length],
  ])('at every length in %s: fits, whole characters, as many as possible', (_name, cut, sizeOf) => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (let max = 0; max <= sizeOf(text) + 1; max++) {
          const result = cut(text, max)
          expect(sizeOf(result)).toBeLessThanOrEqual(max)
          if (result === text) continue
          const kept = graphemes(result.replace(/…$/, ''))
          expect(graphemes(text).slice(0, kept.length)).toEqual(kept)
        }
        expect(cut(text, sizeOf(text))).toBe(text)
      }),
      { numRuns: 40 },
    )
  })

  test('a long text is cut without reading all of it', () => {
    expect(cutUnits('x'.repeat(5_000_000), 10)).toBe(`${'x'.repeat(9)}…`)
  })

  test('folded lines count the rest', () => {
    const more = (count: number) => `+${count}`
    expect(foldLines(['aa', 'bb', 'cc'], 9, more)).toEqual(['aa', 'bb', 'cc'])
    expect(foldLines(['aa', 'bb', 'cc'], 8, more)).toEqual(['aa', '+2'])
    expect(foldLines(['aa', 'bb', 'cc'], 3, more)).toEqual(['+3'])
    expect(foldLines([], 0, more)).toEqual([])
  })
})

describe('cleaning', () => {
  test('controls, reversals and broken surrogates go; emoji stay', () => {
    expect(plainText('a\r\nb\u0000\u0007\u202Ec\uD800\u200B👩‍👩‍👧‍👦\u2028d')).toBe('a\nbc\uFFFD👩‍👩‍👧‍👦\nd')
    expect(oneLine('  a \n\t b ')).toBe('a b')
  })

  test.each([
    ['<@all>', '＜@all>'],
    ['[a](http://b)', '［a］(http://b)'],
    ['`x` **y**', "'x' ＊＊y＊＊"],
    ['# head', '＃ head'],
  ])('for WeCom: %s', (value, expected) => {
    expect(forWecom(value)).toBe(expected)
  })

  test('for trackers: nothing pings, closes or breaks a table', () => {
    expect(asCode('a|b `c`')).toBe("`a\\|b 'c'`")
    expect(asCode(' ')).toBe('—')
    expect(forMarkdown('@zhang <b> [x](y) #12')).toBe('@\u2060zhang &lt;b> \\[x\\](y) #\u206012')
    expect(asFence(['a ```` b'])).toEqual(['`````text', 'a ```` b', '`````'])
  })

  test.each([
    ['javascript:alert(1)', undefined],
    ['not a URL', undefined],
    ['', undefined],
    ['http://a/x?q=f(x) > 1|2', 'http://a/x?q=f%28x%29%20%3E%201%7C2'],
  ])('link %s', (text, expected) => {
    expect(linkTarget(text)).toBe(expected)
  })
})

describe('times', () => {
  const at = Date.parse('2026-11-23T18:02:10.999Z')

  test('in a zone', () => {
    expect(fullTime(at, 'Asia/Shanghai')).toBe('2026-11-24 02:02:10 UTC+8')
    expect(fullTime(at, 'UTC')).toBe('2026-11-23 18:02:10 UTC')
    expect(fullTime(Date.parse('2026-11-23T00:00:00Z'), 'UTC')).toBe('2026-11-23 00:00:00 UTC')
    expect(shortTime(at, 'Asia/Kolkata')).toBe('11-23 23:32')
    expect(clockTime(at, 'Asia/Shanghai', 'zh')).toBe('02:02')
    expect(clockTime(at, 'Asia/Shanghai', 'en')).toBe('02:02 UTC+8')
  })

  test('zones are known or not', () => {
    expect([isTimeZone('Europe/Berlin'), isTimeZone('UTC'), isTimeZone('Mars/Base'), isTimeZone('')]).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  test.each([
    [0, '不到 1 秒', 'under 1s'],
    [-5, '不到 1 秒', 'under 1s'],
    [59_999, '59 秒', '59s'],
    [200_000, '3 分钟 20 秒', '3m 20s'],
    [3_600_000, '1 小时', '1h'],
    [3_605_000, '1 小时', '1h'],
    [277_200_000, '3 天 5 小时', '3d 5h'],
  ])('%i ms', (ms, zh, en) => {
    expect([spanText(ms, 'zh'), spanText(ms, 'en')]).toEqual([zh, en])
  })
})
