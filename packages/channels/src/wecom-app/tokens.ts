/**
 * Access tokens of applications, held in memory: asked for once, however many calls want one, and again before they end.
 * WeCom gives the same token again while it is valid, so several routers do not take each other's away.
 * Source: developer.work.weixin.qq.com, path/91039.
 */
import { createHash } from 'node:crypto'
import type { Outcome } from '../contract.ts'
import { call } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome } from '../outcome.ts'
import { secretsOf, type WecomAppConfig } from './config.ts'
import { outcomeOfErrcode } from './errcodes.ts'

type Application = Pick<WecomAppConfig, 'apiUrl' | 'corpId' | 'agentId' | 'corpSecret' | 'callback' | 'timeoutMs'>

type TokenResult =
  | { readonly kind: 'token'; readonly token: string }
  /** Never `unknown`: without a token nothing was sent. */
  | { readonly kind: 'none'; readonly outcome: Outcome }

export interface Tokens {
  get(application: Application, now: number): Promise<TokenResult>
  /** WeCom took this one back, or it ended early. Leaves a newer one alone. */
  drop(application: Application, token: string): void
}

/** Two of these, and two calls of up to 30 s, have to fit into what the router waits for a delivery. */
export const MAX_SHORT_CALL_MS = 10_000
/** Renewed so long before its end, or at half of its life where that is sooner. */
const EARLY_MS = 300_000

export function createTokens(ask: typeof call = call): Tokens {
  const held = new Map<string, { readonly token: string; readonly renewAt: number }>()
  const asking = new Map<string, Promise<TokenResult>>()

  async function fetchToken(key: string, application: Application, now: number): Promise<TokenResult> {
    const { apiUrl, corpId, corpSecret, timeoutMs } = application
    const query = new URLSearchParams({ corpid: corpId, corpsecret: corpSecret })
    const answer = await ask({
      method: 'GET',
      url: `${apiUrl}/cgi-bin/gettoken?${query}`,
      timeoutMs: Math.min(timeoutMs, MAX_SHORT_CALL_MS),
    })
    if (answer.kind !== 'answer') {
      const reason = 'no access token: WeCom could not be reached; nothing was sent'
      return { kind: 'none', outcome: { kind: 'retry', code: answer.code, reason } }
    }
    const said = providerText(fieldOf(answer.body, 'errmsg'), secretsOf(application))
    if (!isSuccess(answer)) return { kind: 'none', outcome: refusedOutcome(answer, said, now) }
    const errcode = fieldOf(answer.body, 'errcode')
    const token = fieldOf(answer.body, 'access_token')
    if (errcode !== undefined && errcode !== 0) return { kind: 'none', outcome: outcomeOfErrcode(errcode, said) }
    if (typeof token !== 'string' || token === '') return { kind: 'none', outcome: outcomeOfErrcode(undefined, said) }
    const lifeMs = Number(fieldOf(answer.body, 'expires_in') ?? 0) * 1_000
    for (const [other, { renewAt }] of held) if (renewAt <= now) held.delete(other)
    if (lifeMs > 0) held.set(key, { token, renewAt: now + Math.max(lifeMs - EARLY_MS, lifeMs / 2) })
    return { kind: 'token', token }
  }

  return {
    async get(application, now) {
      const key = keyOf(application)
      const found = held.get(key)
      if (found && now < found.renewAt) return { kind: 'token', token: found.token }
      const running = asking.get(key) ?? fetchToken(key, application, now).finally(() => void asking.delete(key))
      asking.set(key, running)
      return await running
    },
    drop(application, token) {
      const key = keyOf(application)
      if (held.get(key)?.token === token) held.delete(key)
    },
  }
}

/** A new secret is another application as far as tokens go. */
function keyOf({ apiUrl, corpId, agentId, corpSecret }: Application): string {
  return createHash('sha256')
    .update(JSON.stringify([apiUrl, corpId, agentId, corpSecret]))
    .digest('hex')
}
