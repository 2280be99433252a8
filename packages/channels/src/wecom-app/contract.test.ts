import { expect } from 'vitest'
import { runHttpContract } from '../http.case.ts'
import { answer, type Seen } from '../testing/provider.ts'
import { wecomAppChannel } from './index.ts'
import { MAX_BYTES } from './render.ts'
import { APP, CALLBACK, FIRST_TOKEN, isTokenCall, settings } from './testing/wecom.ts'

const beside = (request: Seen) =>
  isTokenCall(request)
    ? answer(200, { errcode: 0, errmsg: 'ok', access_token: FIRST_TOKEN, expires_in: 7200 })
    : undefined

function contentOf(type: 'text' | 'markdown') {
  return ({ body }: Seen): void => {
    expect(body).toMatchObject({ touser: 'ZhangSan|lisi', agentid: APP.agent_id, msgtype: type })
    const part = body[type]
    const content = typeof part === 'object' && part && 'content' in part ? String(part.content) : ''
    expect(content).not.toBe('')
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(MAX_BYTES)
  }
}

function checkCard({ body }: Seen): void {
  const card = body['template_card'] as Record<string, unknown>
  expect(body['msgtype']).toBe('template_card')
  expect(card).toMatchObject({ card_type: 'text_notice', card_action: { type: 1, url: 'https://tocsin.example/#/' } })
  const { title } = card['main_title'] as { title: string }
  expect(title.length).toBeGreaterThan(0)
  expect(title.length).toBeLessThanOrEqual(64)
  expect(card['horizontal_content_list']).toSatisfy((list: unknown) => Array.isArray(list) && list.length <= 6)
  if (card['jump_list']) expect(card['jump_list']).toSatisfy((list: unknown[]) => list.length <= 3)
}

for (const type of ['markdown', 'text'] as const) {
  runHttpContract(wecomAppChannel, {
    settings: (url) => settings(url, { message_type: type }),
    secrets: [APP.corp_secret, FIRST_TOKEN],
    accept: () => answer(200, { errcode: 0, errmsg: 'ok', msgid: 'm1' }),
    beside,
    checkLimits: contentOf(type),
    stateBeforeEnd: null,
  })
}

runHttpContract(wecomAppChannel, {
  settings: (url) => settings(url, { callback: CALLBACK }),
  secrets: [APP.corp_secret, FIRST_TOKEN, CALLBACK.token, CALLBACK.encoding_aes_key],
  accept: () => answer(200, { errcode: 0, errmsg: 'ok', msgid: 'm1' }),
  beside,
  checkLimits: checkCard,
  stateBeforeEnd: null,
})
