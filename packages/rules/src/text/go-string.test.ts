import { expect, test } from 'vitest'
import { quoteGo } from './go-string.ts'

test.each([
  ['say "hi" \\ it\'s', `"say \\"hi\\" \\\\ it's"`],
  ['a\tb\r\n\x07\x01', '"a\\tb\\r\\n\\a\\x01"'],
  ['日志 😀 é', '"日志 😀 é"'],
  ['\u200b\u00a0\u{e0001}', '"\\u200b\\u00a0\\U000e0001"'],
])('%j as Go quotes it', (value, quoted) => {
  expect(quoteGo(value)).toBe(quoted)
})
