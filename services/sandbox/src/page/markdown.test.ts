import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Inline, parseInline, parseMarkdown, parseTicketText } from './markdown.js'

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

describe('the text of a ticket', () => {
  const link = (inside: Inline): Inline => ({ kind: 'link', href: 'https://g.example/x', inside: [inside] })
  test.each<[string, Inline[]]>([
    ['service\\_name', [text('service_name')]],
    ['\\[x\\](https://evil.example)', [text('[x](https://evil.example)')]],
    ['\\*\\*x\\*\\* &lt;@all>', [text('**x** <@all>')]],
    ['&lt;font color="info">x&lt;/font>', [text('<font color="info">x</font>')]],
    ['`C:\\[x] a\\|b`', [{ kind: 'code', text: 'C:\\[x] a|b' }]],
    ['[`4bf9`](https://g.example/x)', [link({ kind: 'code', text: '4bf9' })]],
    ['[Logs](https://g.example/x)', [link(text('Logs'))]],
  ])('%s', (input, inside) => {
    expect(parseTicketText(input)).toEqual([{ kind: 'line', inside }])
  })

  test('a fence and a table keep what is in them', () => {
    expect(parseTicketText('```\nC:\\[x] \\| &lt;\n```\n| a\\_b | `x\\|y` |\n| --- | --- |')).toEqual([
      { kind: 'fence', text: 'C:\\[x] \\| &lt;' },
      { kind: 'table', rows: [[[text('a_b')], [{ kind: 'code', text: 'x|y' }]]] },
    ])
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
