/**
 * What WeCom's answers mean. Business errors come as HTTP 200: the `errcode` in the body decides, never the status alone.
 * Only a failure of WeCom's own and a limit pass; every other code has a cause that somebody must find. Pure.
 * Source: path/90313, the table of global error codes.
 */
import type { Outcome } from '../contract.ts'
import type { Answer } from '../http.ts'
import { fieldOf, isSuccess, providerText, refusedOutcome, urlSecrets } from '../outcome.ts'

/** WeCom's own failure: may be tried again three times. */
export const BUSY = '-1'
const MAX_BUSY_RETRIES = 3
const BUSY_PAUSES_MS = [10_000, 60_000, 300_000] as const

/** How long WeCom holds a robot that passed its limit. */
const LIMIT_PAUSE_MS = 60_000

const CAUSES: Readonly<Record<number, string>> = {
  40007: 'invalid media id',
  40008: 'invalid message type: the message is not one that WeCom knows, or its encoding broke on the way',
  40009: 'invalid size of an image',
  40058: 'invalid parameter, or the content is too long',
  40094: 'a link in the message is no http or https address',
  44004: 'the message is empty',
  45002: 'the message is too large',
  93000:
    'wrong key, or the robot was removed from its group or disabled: add the robot again in the group, and put its new address into the settings',
}

/** `url`: the robot's, which no reason may repeat. */
export function outcomeOf(answer: Answer, url: string, now: number): Outcome {
  const errcode = fieldOf(answer.body, 'errcode')
  const errmsg = providerText(fieldOf(answer.body, 'errmsg'), urlSecrets(url))
  if (!isSuccess(answer)) return refusedOutcome(answer, errmsg, now)
  if (typeof errcode !== 'number') {
    return { kind: 'retry', code: `HTTP ${answer.status}`, reason: 'the answer is not one of WeCom (no errcode)' }
  }
  const code = String(errcode)
  const told = (meaning: string) => (errmsg === '' ? meaning : `${meaning}: ${errmsg}`)
  switch (errcode) {
    case 0:
      return { kind: 'sent', code }
    case -1:
      return { kind: 'retry', code, reason: told('WeCom is busy') }
    case 45009: {
      const reason = told('more than 20 messages a minute')
      return { kind: 'retry', code, reason, afterMs: LIMIT_PAUSE_MS, pauseAll: true }
    }
    case 45033:
      return { kind: 'retry', code, reason: told('too many calls at once') }
    default:
      return { kind: 'reject', code, reason: told(CAUSES[errcode] ?? 'WeCom refused it') }
  }
}

/** After so many answers that WeCom is busy in a row, this one included. Gives up after the third retry. */
export function afterBusy(outcome: Outcome, times: number): Outcome {
  if (outcome.kind !== 'retry') return outcome
  const afterMs = BUSY_PAUSES_MS[times - 1]
  if (afterMs !== undefined) return { ...outcome, afterMs }
  const reason = `${outcome.reason}; given up after ${MAX_BUSY_RETRIES} more tries, as WeCom asks`
  return { kind: 'reject', code: outcome.code, reason }
}
