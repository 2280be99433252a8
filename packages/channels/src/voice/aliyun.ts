/**
 * Calls by Aliyun's Dyvmsapi 2017-05-25. It knows no idempotency, and finds a call by the name alone that it gave itself: a
 * call whose answer was lost cannot be asked for.
 */
import { createHash } from 'node:crypto'
import { type AliyunAnswer, callAliyun } from '../aliyun/call.ts'
import { lengthAllowed } from '../aliyun/errors.ts'
import { fieldOf } from '../outcome.ts'
import type { EarlierCall, Line, Told, Trace } from '../phone/line.ts'
import { aliyunNumber, numberId } from '../phone/numbers.ts'
import { type Attempt, type OneNumber, sendEach } from '../phone/send-each.ts'
import type { AliyunVoice } from './config.ts'
import { spokenValues } from './values.ts'

const VERSION = '2017-05-25'
/** Of notices by voice. Source: help.aliyun.com 393529. */
const PRODUCT = '11000000300006'
/** A call rings, is heard and is over in this time; and no number takes more than one in a minute. */
const SETTLE_MS = 60_000
/** The vendor asks to wait 3 to 5 minutes. */
const RECEIPTS_AFTER_MS = [180_000, 300_000, 480_000, 720_000]

export function aliyunVoiceLine(config: AliyunVoice, values: readonly (readonly [string, string])[]): Line {
  return {
    findsLost: false,
    settleMs: SETTLE_MS,
    receiptsAfterMs: RECEIPTS_AFTER_MS,
    trace: (call, now) => traceOf(config, call, now),
    send: (recipients, { key, now, paramLength = config.paramLength }) =>
      sendEach(recipients, Math.min(paramLength, config.paramLength), (recipient, max) =>
        callOne(config, values, { recipient, key, now, max }),
      ),
  }
}

/** 15 bytes at most, its own for each notification and number. */
export function outIdOf(key: string, recipient: string): string {
  return createHash('sha256')
    .update(`${key} ${numberId(recipient)}`)
    .digest('hex')
    .slice(0, 15)
}

async function callOne(
  config: AliyunVoice,
  values: readonly (readonly [string, string])[],
  { recipient, key, now, max }: OneNumber,
): Promise<Attempt> {
  const params = {
    CalledNumber: aliyunNumber(recipient),
    TtsCode: config.ttsCode,
    TtsParam: JSON.stringify(Object.fromEntries(spokenValues(values, max, config))),
    PlayTimes: String(config.playTimes),
    OutId: outIdOf(key, recipient),
    ...(config.calledShowNumber === undefined ? {} : { CalledShowNumber: config.calledShowNumber }),
  }
  const answer = await callAliyun(config.access, { action: 'SingleCallByTts', version: VERSION, params }, now)
  const allowed = answer.kind === 'failed' ? lengthAllowed(answer.code, answer.message, max) : undefined
  return { told: toldOf(recipient, answer), allowed }
}

function toldOf(recipient: string, answer: AliyunAnswer): Told {
  if (answer.kind === 'failed') return { recipient, outcome: answer.outcome }
  const id = fieldOf(answer.body, 'CallId')
  const sent = { recipient, outcome: { kind: 'sent', code: 'OK' } } as const
  return typeof id === 'string' && id !== '' ? { ...sent, id } : sent
}

async function traceOf(config: AliyunVoice, { at, id = '' }: EarlierCall, now: number): Promise<Trace> {
  const params = { CallId: id, ProdId: PRODUCT, QueryDate: String(at) }
  const answer = await callAliyun(config.access, { action: 'QueryCallDetailByCallId', version: VERSION, params }, now)
  if (answer.kind === 'failed') {
    const { outcome } = answer
    return { kind: 'silent', code: outcome.code, reason: outcome.kind === 'sent' ? '' : outcome.reason }
  }
  const state = stateOf(fieldOf(answer.body, 'Data'))
  return state === undefined ? { kind: 'none' } : known(state, id)
}

/** `Data` is JSON in a text; empty while the call is not on record yet. */
function stateOf(data: unknown): string | undefined {
  if (typeof data !== 'string' || data === '') return undefined
  try {
    const state = fieldOf(JSON.parse(data), 'state')
    return typeof state === 'string' || typeof state === 'number' ? String(state) : undefined
  } catch {
    return undefined
  }
}

/** Of the carriers. Source: help.aliyun.com 55085. Whoever hung up early has heard that there is something. */
export const CALL_STATES: Readonly<
  Record<string, { readonly state: 'pending' | 'delivered' | 'failed'; readonly means: string }>
> = {
  200000: { state: 'delivered', means: 'heard to its end' },
  200001: { state: 'delivered', means: 'hung up before its end' },
  200002: { state: 'failed', means: 'busy' },
  200003: { state: 'failed', means: 'not answered' },
  200004: { state: 'failed', means: 'no such number' },
  200005: { state: 'failed', means: 'not to be reached, or refused' },
  200006: { state: 'failed', means: 'the voice could not be played' },
  200007: { state: 'failed', means: 'out of reach' },
  200008: { state: 'delivered', means: 'heard, no key pressed' },
  200010: { state: 'failed', means: 'switched off' },
  200011: { state: 'failed', means: 'out of service' },
  200012: { state: 'failed', means: 'the call was lost on its way' },
  200100: { state: 'delivered', means: 'the call is over' },
  200101: { state: 'pending', means: 'calling' },
  200102: { state: 'pending', means: 'answered' },
  200103: { state: 'pending', means: 'in the call' },
  200104: { state: 'failed', means: 'the calling number is restricted' },
  200105: { state: 'failed', means: 'the called number is restricted' },
  200117: { state: 'failed', means: 'the calling number may not be shown' },
  200118: { state: 'failed', means: 'the carrier takes no calls at this hour' },
  200119: { state: 'failed', means: 'too many calls by the calling number, or to this one' },
  200121: { state: 'failed', means: 'too many calls at once' },
  400: { state: 'failed', means: 'the carrier is busy' },
  476: { state: 'failed', means: 'the calling number was withdrawn' },
  482: { state: 'failed', means: 'the number cannot be called' },
  500: { state: 'failed', means: 'an error of the carrier' },
  9996: { state: 'failed', means: 'no call came about' },
  999999: { state: 'failed', means: 'an error of the carrier' },
}

function known(code: string, id: string): Trace {
  const { state, means } = (Object.hasOwn(CALL_STATES, code) ? CALL_STATES[code] : undefined) ?? {
    state: 'failed',
    means: 'a state that is not known here',
  }
  return { kind: 'known', id, state, code: code.slice(0, 20), reason: means, at: undefined }
}
