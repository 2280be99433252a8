import { describe, expect, test } from 'vitest'
import { checkMessage } from './check.ts'

const text = (content: unknown, more: object = {}) => ({ msgtype: 'text', text: { content, ...more } })
const markdown = (content: unknown) => ({ msgtype: 'markdown', markdown: { content } })
const v2 = (content: unknown) => ({ msgtype: 'markdown_v2', markdown_v2: { content } })
const notice = (more: object = {}) => ({
  msgtype: 'template_card',
  template_card: {
    card_type: 'text_notice',
    main_title: { title: '标题', desc: '说明' },
    card_action: { type: 1, url: 'https://x.example/' },
    ...more,
  },
})
const codeOf = (body: unknown): number => {
  const checked = checkMessage(body)
  return checked.ok ? 0 : checked.refusal.errcode
}

describe('what the robot accepts', () => {
  test.each<[string, unknown, number]>([
    ['text', text('hello'), 0],
    ['text of exactly 2048 bytes', text('a'.repeat(2048)), 0],
    ['text of 2049 bytes', text('a'.repeat(2049)), 40058],
    ['682 Chinese characters and 2 bytes: 2048', text(`${'告'.repeat(682)}ab`), 0],
    ['683 Chinese characters: 2049', text('告'.repeat(683)), 40058],
    ['512 emoji: 2048', text('🔥'.repeat(512)), 0],
    ['513 emoji: 2052', text('🔥'.repeat(513)), 40058],
    ['markdown of exactly 4096 bytes', markdown(`a${'告'.repeat(1365)}`), 0],
    ['markdown of 4097 bytes', markdown(`ab${'告'.repeat(1365)}`), 40058],
    ['markdown_v2 of exactly 4096 bytes', v2('b'.repeat(4096)), 0],
    ['markdown_v2 of 4097 bytes', v2('b'.repeat(4097)), 40058],
    ['empty text', text(''), 44004],
    ['blank markdown', markdown(' \n '), 44004],
    ['no content', { msgtype: 'text', text: {} }, 44004],
    ['no part of its type', { msgtype: 'markdown', text: { content: 'a' } }, 40058],
    ['content that is no string', text(7), 40058],
    ['mentions', text('a', { mentioned_list: ['@all'] }), 0],
    ['mentions that are no list', text('a', { mentioned_list: '@all' }), 40058],
    ['msg_type', { msg_type: 'text', text: { content: 'a' } }, 40008],
    ['an unknown msgtype', { msgtype: 'html', html: { content: 'a' } }, 40008],
    ['a list', [], 40008],
    ['null', null, 40008],
    ['card', notice(), 0],
    ['card without card_action', notice({ card_action: undefined }), 40058],
    ['card with a bad link', notice({ card_action: { type: 1, url: 'x.example' } }), 40094],
    ['card with sub_title_text only', notice({ main_title: {}, sub_title_text: 'a' }), 0],
    ['card without any title', notice({ main_title: {} }), 40058],
    ['card with 7 rows', notice({ horizontal_content_list: Array(7).fill({ keyname: 'a', value: 'b' }) }), 40058],
    ['card with rows that are no list', notice({ horizontal_content_list: {} }), 40058],
    ['card with a row without a name', notice({ horizontal_content_list: [{ value: 'b' }] }), 40058],
    ['card with a button without an address', notice({ jump_list: [{ type: 1, title: 'a' }] }), 40058],
    ['card with a button', notice({ jump_list: [{ type: 1, title: 'a', url: 'https://x.example/' }] }), 0],
    ['card with 4 buttons', notice({ jump_list: Array(4).fill({ title: 'a' }) }), 40058],
    ['card of another type', notice({ card_type: 'vote_interaction' }), 40058],
    ['news_notice without image', notice({ card_type: 'news_notice' }), 40058],
    ['news_notice', notice({ card_type: 'news_notice', card_image: { url: 'https://x.example/a.png' } }), 0],
  ])('%s', (_name, body, errcode) => {
    expect(codeOf(body)).toBe(errcode)
  })

  test('says the limit as the real endpoint does', () => {
    expect(checkMessage(markdown('a'.repeat(5000)))).toEqual({
      ok: false,
      refusal: { errcode: 40058, errmsg: 'markdown.content exceed max length 4096. invalid Request Parameter' },
    })
  })

  test.each([
    ['\n## **<font color="warning">告警</font>** [面板](https://x.example/)\n> b', '告警 面板'],
    ['> `code` a', 'code a'],
    ['plain', 'plain'],
  ])('takes the title from the first line: %j', (content, title) => {
    expect(checkMessage(markdown(content))).toEqual({ ok: true, title, text: content })
  })
})
