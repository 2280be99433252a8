import { expect, test } from 'vitest'
import { parseInline, parseMarkdown } from './markdown.ts'

test.each([
  [
    '**a** b',
    [
      { kind: 'bold', inside: [{ kind: 'text', text: 'a' }] },
      { kind: 'text', text: ' b' },
    ],
  ],
  ['[x](https://x.example/)', [{ kind: 'link', href: 'https://x.example/', text: 'x' }]],
  ['[x](javascript:alert(1))', [{ kind: 'text', text: '[x](javascript:alert(1))' }]],
  ['<font color="info">ok</font>', [{ kind: 'font', colour: 'info', inside: [{ kind: 'text', text: 'ok' }] }]],
  ['<@wang>', [{ kind: 'mention', text: 'wang' }]],
  ['<b>x</b>', [{ kind: 'text', text: '<b>x</b>' }]],
  ['\\*', [{ kind: 'text', text: '*' }]],
  ['', []],
])('%s', (text, expected) => {
  expect(parseInline(text)).toEqual(expected)
})

test('blocks in their order', () => {
  const text = '### t\n> q\n- i\n\n| a | b |\n| :-- | --: |\n| 1 \\| 2 | 3 |\nafter\n---\n```text\n**x**\n```'
  const blocks = parseMarkdown(text)
  expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'quote', 'item', 'gap', 'table', 'line', 'rule', 'fence'])
  const table = blocks.find((block) => block.kind === 'table')
  expect(table?.rows.map((row) => row.length)).toEqual([2, 2])
  expect(blocks.at(-1)).toEqual({ kind: 'fence', text: '**x**' })
})
