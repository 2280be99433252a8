import { describe, expect, test } from 'vitest'
import { en } from './en.ts'
import { chooseLanguage } from './language.ts'
import { zh } from './zh.ts'

/** `key → text` of a tree of texts. */
function flatten(tree: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') texts.set(`${path}${key}`, value)
    else for (const [inner, text] of flatten(value as object, `${path}${key}.`)) texts.set(inner, text)
  }
  return texts
}

const placeholders = (text: string | undefined) =>
  [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

describe('texts', () => {
  const english = flatten(en)
  const chinese = flatten(zh)

  test('both languages have the same keys', () =>
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort()))

  test.each([...english.keys()])('%s has the same placeholders in both, and text', (key) => {
    expect(placeholders(chinese.get(key))).toEqual(placeholders(english.get(key)))
    expect(chinese.get(key)).not.toBe('')
    expect(english.get(key)).not.toBe('')
  })
})

describe('chooseLanguage', () => {
  test.each([
    [null, ['zh-CN', 'en'], 'zh'],
    [null, ['zh-TW'], 'zh'],
    [null, ['de-DE', 'zh-CN'], 'zh'],
    [null, ['en-GB', 'zh'], 'en'],
    [null, ['fr'], 'en'],
    [null, [], 'en'],
    ['zh', ['en'], 'zh'],
    ['en', ['zh-CN'], 'en'],
    ['xx', ['zh-CN'], 'zh'],
  ] as const)('remembered %s, browser %j → %s', (remembered, browser, expected) =>
    expect(chooseLanguage(remembered, browser)).toBe(expected),
  )
})
