/**
 * How ZenTao is called. A token comes by login and is a session of PHP's: it ends after a while, and then one login follows.
 * Source: zentao.net, API 1.0 and 2.0; zentaopms `api/v1/entries`.
 */
import type { Outcome } from '../../contract.ts'
import type { Answer, HttpResult } from '../../http.ts'
import { fieldOf, isSuccess, providerText } from '../../outcome.ts'
import { type Client, createClient, type Request } from '../calls.ts'
import type { ApiResult, CallContext } from '../port.ts'
import type { ZentaoConfig } from './config.ts'

export interface Zentao {
  readonly settings: ZentaoConfig
  /** `read` gives undefined for an answer that is none. A question changes nothing. */
  ask<T>(request: Request, read: (body: unknown) => T | undefined): Promise<ApiResult<T>>
  tell<T>(request: Request, read: (body: unknown) => T | undefined): Promise<ApiResult<T>>
}

/** In memory only, one for each entry of the settings, as long as these are in force. */
const tokens = new WeakMap<ZentaoConfig, Promise<ApiResult<string>>>()

export function zentaoClient(settings: ZentaoConfig, timeoutMs: number, context: CallContext): Zentao {
  const { url, api, password, tls } = settings
  const clientWith = (token: string | undefined): Client =>
    createClient({
      ...{ context, timeoutMs, tls, base: `${url}/api.php/${api}` },
      headers: token === undefined ? {} : { token },
      secrets: [password, ...(token === undefined ? [] : [token])],
      said: saidBy,
    })

  /** Those who need a token at the same time share one login. */
  function token(): Promise<ApiResult<string>> {
    const known = tokens.get(settings)
    if (known) return known
    const login = logIn(clientWith(undefined), settings).then((result) => {
      if (result.kind !== 'done') tokens.delete(settings)
      return result
    })
    tokens.set(settings, login)
    return login
  }

  async function call<T>(
    request: Request,
    read: (client: Client, result: HttpResult) => ApiResult<T>,
    again = true,
  ): Promise<ApiResult<T>> {
    const pending = token()
    const logged = await pending
    if (logged.kind === 'gone') return { kind: 'failed', outcome: noApi(logged.code) }
    if (logged.kind === 'failed') return logged
    const client = clientWith(logged.value)
    const result = await client.ask(request)
    if (result.kind === 'answer' && result.status === 401 && again) {
      // Unless somebody else has already logged in anew.
      if (tokens.get(settings) === pending) tokens.delete(settings)
      return call(request, read, false)
    }
    const refused =
      result.kind === 'answer' && isSuccess(result) ? refusalIn(result, [password, logged.value]) : undefined
    return refused ?? read(client, result)
  }

  return {
    settings,
    ask: (request, read) => call(request, (client, result) => client.asked(result, ({ body }) => read(body))),
    tell: (request, read) => call(request, (client, result) => client.result(result, ({ body }) => read(body))),
  }
}

async function logIn(client: Client, { api, username, password }: ZentaoConfig): Promise<ApiResult<string>> {
  const path = api === 'v1' ? '/tokens' : '/users/login'
  const result = await client.ask({ method: 'POST', path, body: { account: username, password } })
  const refused = result.kind === 'answer' && isSuccess(result) ? refusalIn(result, [password]) : undefined
  if (refused) return refused
  return client.asked(result, ({ body }) => {
    const token = fieldOf(body, 'token') ?? fieldOf(fieldOf(body, 'data'), 'token')
    return typeof token === 'string' && /^[\x21-\x7e]{1,500}$/.test(token) ? token : undefined
  })
}

function noApi(code: string): Outcome {
  return { kind: 'reject', code, reason: 'there is no API of ZenTao at this address, or not in this version' }
}

const MISSING = /not (?:exist|found)|不存在|已删除/i

/** `{"result": "fail"}`, `{"status": "fail"}` and `{"error": …}` come with 200, too. */
function refusalIn(answer: Answer, secrets: readonly string[]): ApiResult<never> | undefined {
  const { body, status } = answer
  const failed = fieldOf(body, 'result') === 'fail' || fieldOf(body, 'status') === 'fail'
  if (!failed && (fieldOf(body, 'error') === undefined || fieldOf(body, 'id') !== undefined)) return undefined
  const said = providerText(saidBy(answer), secrets)
  const code = `HTTP ${status}`
  if (MISSING.test(said)) return { kind: 'gone', code }
  return { kind: 'failed', outcome: { kind: 'reject', code, reason: `ZenTao refused: ${said}` } }
}

/** `message` may be a text, or an object from a field to what is wrong with it. */
function saidBy({ body }: Answer): string {
  const said = fieldOf(body, 'message') ?? fieldOf(body, 'error') ?? fieldOf(body, 'reason')
  if (typeof said === 'string') return said
  if (typeof said !== 'object' || said === null) return ''
  return Object.entries(said)
    .map(([name, text]) => `${name}: ${Array.isArray(text) ? text.join(', ') : String(text)}`)
    .join('; ')
}
