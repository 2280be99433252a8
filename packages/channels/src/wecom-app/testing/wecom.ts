/** A WeCom for tests: issues tokens, takes them back, and answers calls of its API as it is told. */
import { answer, type Provider, type Reply, type Seen, startProvider } from '../../testing/provider.ts'

export const APP = {
  corp_id: 'ww0123456789abcdef',
  agent_id: 1_000_002,
  corp_secret: 'application-secret-which-nobody-may-see',
  to_user: 'ZhangSan|lisi',
}

export const CALLBACK = {
  token: 'callback-token-QDG6eK',
  encoding_aes_key: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
}

export const FIRST_TOKEN = 'access-token-1-of-this-test'

export function settings(url: string, change: Readonly<Record<string, unknown>> = {}) {
  return { api_url: url, ...APP, ...change }
}

export function isTokenCall({ path }: Seen): boolean {
  return path.startsWith('/cgi-bin/gettoken?')
}

export interface FakeWecom {
  readonly url: string
  /** Without those for tokens. */
  calls(path?: 'send' | 'update_template_card'): readonly Seen[]
  tokensAsked(): number
  /** How calls with a good token are answered from now on. */
  answers(body: Readonly<Record<string, unknown>>): void
  /** How the next one is. */
  answersOnce(body: Readonly<Record<string, unknown>>): void
  /** Every token issued so far ends now; calls with it get this errcode. */
  endTokens(errcode: 40014 | 42001): void
  tokenAnswers(reply: Reply | undefined): void
  close(): Promise<void>
}

export async function startWecom(expiresInS = 7200): Promise<FakeWecom> {
  const provider: Provider = await startProvider()
  let issued = 0
  let ended = { upTo: 0, errcode: 0 }
  let usual: Readonly<Record<string, unknown>> = { errcode: 0, errmsg: 'ok', msgid: 'm1' }
  const once: Readonly<Record<string, unknown>>[] = []
  let tokenReply: Reply | undefined
  provider.reply((request) => {
    const url = new URL(request.path, 'http://wecom')
    if (isTokenCall(request)) {
      if (tokenReply) return tokenReply
      const right =
        url.searchParams.get('corpid') === APP.corp_id && url.searchParams.get('corpsecret') === APP.corp_secret
      if (!right) return answer(200, { errcode: 40001, errmsg: 'invalid credential' })
      issued += 1
      return answer(200, {
        errcode: 0,
        errmsg: 'ok',
        access_token: `access-token-${issued}-of-this-test`,
        expires_in: expiresInS,
      })
    }
    const number = Number(/^access-token-(\d+)-of-this-test$/.exec(url.searchParams.get('access_token') ?? '')?.[1])
    if (!(number > 0 && number <= issued)) return answer(200, { errcode: 40014, errmsg: 'invalid access_token' })
    if (number <= ended.upTo) return answer(200, { errcode: ended.errcode, errmsg: 'access_token expired' })
    return answer(200, once.shift() ?? usual)
  })
  const called = (path: string) => (seen: Seen) => seen.path.startsWith(`/cgi-bin/message/${path}`)
  return {
    url: provider.url,
    calls: (path) => provider.seen.filter(called(path ?? '')),
    tokensAsked: () => provider.seen.filter(isTokenCall).length,
    answers: (body) => {
      usual = body
    },
    answersOnce: (body) => void once.push(body),
    endTokens: (errcode) => {
      ended = { upTo: issued, errcode }
    },
    tokenAnswers: (reply) => {
      tokenReply = reply
    },
    close: () => provider.close(),
  }
}
