import { expect, test } from 'vitest'
import { draftsOfLabels, fromApi, type MatcherDraft, operators, printDraft, readMatchers, toApi } from './matchers.ts'

test.each<[string, MatcherDraft[] | undefined]>([
  ['a="b"', [{ name: 'a', op: '=', value: 'b' }]],
  [
    '{ alertname="High load", job=~"x|y,z" , env!=prod }',
    [
      { name: 'alertname', op: '=', value: 'High load' },
      { name: 'job', op: '=~', value: 'x|y,z' },
      { name: 'env', op: '!=', value: 'prod' },
    ],
  ],
  ['"日志"!~"say \\"hi\\""', [{ name: '日志', op: '!~', value: 'say "hi"' }]],
  ['a=""', [{ name: 'a', op: '=', value: '' }]],
  ['alertname', undefined],
  ['{a="b"', undefined],
  ['a="b" c="d"', undefined],
  ['', undefined],
])('%j', (text, drafts) => {
  expect(readMatchers(text)).toEqual(drafts)
})

test.each(operators)('%s survives the way to the API, and the way through text', (op) => {
  const draft: MatcherDraft = { name: 'a b', op, value: 'x"\\y' }
  expect(fromApi(toApi(draft))).toEqual(draft)
  expect(readMatchers(printDraft(draft))).toEqual([draft])
})

test('of an alert: the name first, without what changes', () => {
  const labels = { severity: 'critical', service: 'shop', alertname: 'A' }
  expect(draftsOfLabels(labels).map(printDraft)).toEqual(['alertname="A"', 'service="shop"'])
})
