/**
 * What an errcode of WeCom's API means for a delivery. Business errors come as HTTP 200. Source: the table of global error
 * codes, developer.work.weixin.qq.com, path/90313, and the limits of path/90312 and 90454.
 */
import { isIP } from 'node:net'
import type { Outcome } from '../contract.ts'

/** How long WeCom holds who passed the limit of a minute. */
const LIMIT_PAUSE_MS = 60_000

/** The token is not, or no longer, good. */
export const TOKEN_ERRCODES: readonly unknown[] = [40014, 42001, 41001]
const UNTRUSTED_ADDRESS = 60020

const BUSY: Readonly<Record<number, string>> = {
  [-1]: 'WeCom is busy',
  45009: 'too many calls',
  45033: 'too many calls at once',
  40014: 'WeCom does not take the access token, not even a new one',
  42001: 'WeCom does not take the access token, not even a new one',
  41001: 'WeCom does not take the access token, not even a new one',
}

const HINTS: Readonly<Record<number, string>> = {
  40001: 'the Secret is wrong; take it from the application again',
  40013: 'there is no such company: corp_id is wrong',
  40056:
    'there is no such application in the company, or the Secret is of another one: look at agent_id and corp_secret',
  301002: 'the Secret is not of this application: look at agent_id and corp_secret',
  48002: 'the application may not use this interface',
  60011: 'the application may not write to these recipients; look at its visible range (可见范围)',
  81013: 'none of the recipients exists, or may see the application; look at its visible range (可见范围)',
  82001: 'no recipient',
  40008: 'invalid message type',
  40058: 'invalid parameter',
  40057: 'invalid parameter',
  44004: 'empty content',
  45002: 'content too long',
}

/** `said` is WeCom's errmsg, already without secrets. */
export function outcomeOfErrcode(errcode: unknown, said: string): Outcome {
  if (typeof errcode !== 'number') {
    return { kind: 'retry', code: 'HTTP 200', reason: 'the answer is not one of WeCom (no errcode)' }
  }
  const code = String(errcode)
  if (errcode === 0) return { kind: 'sent', code }
  const more = said === '' ? '' : `: ${said}`
  const busy = BUSY[errcode]
  if (errcode === 45009)
    return { kind: 'retry', code, reason: `${busy}${more}`, afterMs: LIMIT_PAUSE_MS, pauseAll: true }
  if (busy !== undefined) return { kind: 'retry', code, reason: `${busy}${more}` }
  if (errcode === UNTRUSTED_ADDRESS) return { kind: 'reject', code, reason: untrusted(said) }
  return { kind: 'reject', code, reason: `${HINTS[errcode] ?? 'WeCom refused it'}${more}` }
}

/** The address that WeCom saw is what its administrator has to enter; it is no secret. */
function untrusted(said: string): string {
  const found = /\bfrom ip: ?([0-9A-Fa-f.:]{2,45}?)[,;\s]*(?:\s|$)/.exec(`${said} `)?.[1] ?? ''
  const address = isIP(found) > 0 ? `the address ${found}, from which this router calls,` : 'the address of this router'
  return `${address} is not a trusted one; add it to the application's trusted addresses (企业可信IP)`
}
