/** Who is there, and may they? Reads headers only; bodies are left alone. */
import { timingSafeEqual } from 'node:crypto'
import type { Attempts } from './attempts.ts'
import { readCredentials } from './credentials.ts'
import type { Passwords } from './passwords.ts'
import { allowed, type Caller, type Need, needOf } from './roles.ts'
import { digestOf, type WebConfig } from './web-config.ts'

/**
 * `missing`: no credentials. `wrong`: a user, password or token that is none of ours. `limited`: too many wrong ones before. `busy`: too
 * many passwords to check. `role`: somebody we know, who may not. `cross-site`: a page of somebody else in a browser that is logged in.
 */
export const REFUSALS = ['missing', 'wrong', 'limited', 'busy', 'role', 'cross-site'] as const
export type Refusal = (typeof REFUSALS)[number]

export interface Asked {
  readonly method: string
  /** Inside the route prefix, without the query. */
  readonly path: string
  readonly address: string
  readonly headers: {
    readonly authorization?: string | undefined
    readonly 'sec-fetch-site'?: string | string[] | undefined
  }
}

export type Judgement =
  /** `caller`: whoever was asked who they are. */
  | { readonly kind: 'admitted'; readonly caller?: Caller }
  | {
      readonly kind: 'refused'
      readonly status: 401 | 403 | 429 | 503
      readonly headers: Readonly<Record<string, string | string[]>>
      readonly message: string
    }

export interface GuardOptions {
  readonly config: () => WebConfig
  readonly passwords: Pick<Passwords, 'known' | 'check'>
  readonly attempts: Attempts
  readonly now: () => number
  readonly count: (refusal: Refusal) => void
  /** Once each time an address has been wrong too often. */
  readonly onLimited: (address: string) => void
}

/** A promise only where a password has to be checked first. */
export type Guard = (asked: Asked) => Judgement | Promise<Judgement>

const ADMITTED: Judgement = { kind: 'admitted' }

export function createGuard({ config, passwords, attempts, now, count, onLimited }: GuardOptions): Guard {
  const refuse = (refusal: Refusal, message: string, waitMs = 1_000): Judgement => {
    count(refusal)
    const retry = { 'Retry-After': String(Math.ceil(waitMs / 1_000)) }
    switch (refusal) {
      case 'missing':
      case 'wrong':
        return { kind: 'refused', status: 401, headers: { 'WWW-Authenticate': challenges(config()) }, message }
      case 'limited':
        return { kind: 'refused', status: 429, headers: retry, message }
      case 'busy':
        return { kind: 'refused', status: 503, headers: retry, message }
      case 'role':
      case 'cross-site':
        return { kind: 'refused', status: 403, headers: {}, message }
    }
  }
  const wrong = (address: string): Judgement => {
    attempts.failed(address, now())
    if (attempts.waitMs(address, now()) > 0) onLimited(address)
    return refuse('wrong', 'this user, password or token is not known here')
  }
  const limited = (address: string): Judgement | undefined => {
    const waitMs = attempts.waitMs(address, now())
    return waitMs === 0 ? undefined : refuse('limited', 'too many wrong passwords or tokens from your address', waitMs)
  }
  const admit = (need: Need, caller: Caller): Judgement =>
    allowed(need, caller)
      ? { kind: 'admitted', caller }
      : refuse('role', `the role "${need}" is missing: "${caller.name}" has ${[...caller.roles].join(', ')}`)

  return ({ method, path, address, headers }) => {
    const { users, tokens, openProbes } = config()
    if (users.size === 0 && tokens.length === 0) return ADMITTED
    const need = needOf(method, path)
    if (need === 'signed' || (need === 'probe' && openProbes)) return ADMITTED
    const credentials = readCredentials(headers.authorization)
    switch (credentials.kind) {
      case 'none':
        return refuse('missing', 'who is there? Send a user and a password, or a token')
      case 'unreadable':
        return limited(address) ?? wrong(address)
      case 'bearer': {
        const caller = holderOf(tokens, credentials.token)
        return caller ? admit(need, caller) : (limited(address) ?? wrong(address))
      }
      case 'basic': {
        // A browser sends the password along with whatever any page asks of it.
        if (need !== 'read' && need !== 'probe' && headers['sec-fetch-site'] === 'cross-site') {
          return refuse('cross-site', 'a page of another site asks for this')
        }
        const { user, password } = credentials
        const known = users.get(user)
        // Somebody's hash for nobody's password, so that the time does not tell who exists.
        const hash = known?.hash ?? [...users.values()][0]?.hash
        if (hash === undefined) return limited(address) ?? wrong(address)
        const before = passwords.known(user, password, hash)
        if (before === true && known) return admit(need, known.caller)
        const stop = limited(address)
        if (stop) return stop
        if (before !== undefined) return wrong(address)
        return passwords.check(user, password, hash).then((answer) => {
          if (answer === 'busy') return refuse('busy', 'too many passwords are being checked; send again')
          return answer === 'right' && known ? admit(need, known.caller) : wrong(address)
        })
      }
    }
  }
}

/** Compares with all of them, in a time that tells nothing. */
function holderOf(tokens: WebConfig['tokens'], token: string): Caller | undefined {
  const digest = digestOf(token)
  let holder: Caller | undefined
  for (const { digest: theirs, caller } of tokens) {
    if (timingSafeEqual(digest, theirs)) holder = caller
  }
  return holder
}

function challenges({ users, tokens }: WebConfig): string[] {
  return [
    ...(users.size > 0 ? ['Basic realm="Tocsin", charset="UTF-8"'] : []),
    ...(tokens.length > 0 ? ['Bearer realm="Tocsin"'] : []),
  ]
}
