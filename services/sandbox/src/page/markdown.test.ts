import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Inline, parseInline, parseMarkdown } from './markdown.js'

const text = (value: string): Inline => ({ kind: 'text', text: value })

describe('inline markdown', () => {
  test.each<[string, Inline[]]>([
    ['plain', [text('plain')]],
    ['a **b** c', [text('a '), { kind: 'bold', inside: [text('b')] }, text(' c')]],
    ['[t](https://x.example/a)', [{ kind: 'link', href: 'https://x.example/a', inside: [text('t')] }]],
    ['`**no**`', [{ kind: 'code', text: '**no**' }]],
    ['<font color="warning">慢</font>', [{ kind: 'font', color: 'warning', inside: [text('慢')] }]],
    [
      '**<font color="info">好</font>**',
      [{ kind: 'bold', inside: [{ kind: 'font', color: 'info', inside: [text('好')] }] }],
    ],
    ['<font color="red">no</font>', [text('<font color="red">no</font>')]],
    ['<@wangqing>', [{ kind: 'mention', text: 'wangqing' }]],
    ['<script>alert(1)</script>', [text('<script>alert(1)</script>')]],
    ['**open', [text('**open')]],
  ])('%s', (input, expected) => {
    expect(parseInline(input)).toEqual(expected)
  })

  test('no character of the text that is no mark is lost', () => {
    const words = (pieces: Inline[]): string =>
      pieces.map((piece) => ('inside' in piece ? words(piece.inside) : piece.text)).join('')
    fc.assert(
      fc.property(fc.array(fc.constantFrom('慢', 'a', ' ', '**', '`', '<', '>'), { maxLength: 30 }), (parts) => {
        const letters = (value: string): string => value.replace(/[*`<>]/g, '')
        expect(letters(words(parseInline(parts.join(''))))).toBe(letters(parts.join('')))
      }),
    )
  })
})

describe('blocks', () => {
  test('of the first version', () => {
    const kinds = parseMarkdown('## 标题\n> 引用\n\n正文\n- no list\n---').map((block) => block.kind)
    expect(kinds).toEqual(['heading', 'quote', 'gap', 'line', 'line', 'line'])
  })
  test('of version 2: lists, rules, code and tables', () => {
    const blocks = parseMarkdown('- a\n1. b\n---\n```\nx\n**y**\n```\n| h | i |\n| :-- | --: |\n| 1 | 2 |\nend', true)
    expect(blocks.map((block) => block.kind)).toEqual(['item', 'item', 'rule', 'fence', 'table', 'line'])
    expect(blocks[3]).toEqual({ kind: 'fence', text: 'x\n**y**' })
    expect(blocks[4]).toEqual({
      kind: 'table',
      rows: [
        [[text('h')], [text('i')]],
        [[text('1')], [text('2')]],
      ],
    })
  })
})
