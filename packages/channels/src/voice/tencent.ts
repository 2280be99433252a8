/**
 * Calls by Tencent Cloud VMS, API 2020-09-02. Numbers of mainland China only. What became of a call is told to a callback
 * address alone, so there are no receipts, and a call whose answer was lost cannot be asked for.
 */
import { fieldOf } from '../outcome.ts'
import type { Line, Told } from '../phone/line.ts'
import { isMainland } from '../phone/numbers.ts'
import { type Attempt, type OneNumber, sendEach } from '../phone/send-each.ts'
import { callTencent, type TencentAnswer } from '../tencent/call.ts'
import { lengthAllowed } from '../tencent/errors.ts'
import type { TencentVoice } from './config.ts'
import { spokenValues } from './values.ts'

const VERSION = '2020-09-02'
const SETTLE_MS = 60_000

export function tencentVoiceLine(config: TencentVoice, values: readonly (readonly [string, string])[]): Line {
  return {
    findsLost: false,
    settleMs: SETTLE_MS,
    receiptsAfterMs: [],
    send: (recipients, { key, now, paramLength = config.paramLength }) =>
      sendEach(recipients, Math.min(paramLength, config.paramLength), (recipient, max) =>
        callOne(config, values, { recipient, key, now, max }),
      ),
  }
}

const ABROAD = { kind: 'reject', code: 'ABROAD', reason: 'Tencent Cloud calls numbers of mainland China only' } as const

async function callOne(
  config: TencentVoice,
  values: readonly (readonly [string, string])[],
  { recipient, key, now, max }: OneNumber,
): Promise<Attempt> {
  if (!isMainland(recipient)) return { told: { recipient, outcome: ABROAD }, allowed: undefined }
  const body = {
    TemplateId: config.templateId,
    CalledNumber: recipient,
    VoiceSdkAppid: config.sdkAppId,
    TemplateParamSet: spokenValues(values, max, config).map(([, value]) => value),
    PlayTimes: config.playTimes,
    SessionContext: key,
  }
  const answer = await callTencent(
    config.access,
    { service: 'vms', action: 'SendTtsVoice', version: VERSION, body },
    now,
  )
  const allowed = answer.kind === 'failed' ? lengthAllowed(answer.code, max) : undefined
  return { told: toldOf(recipient, answer), allowed }
}

function toldOf(recipient: string, answer: TencentAnswer): Told {
  if (answer.kind === 'failed') return { recipient, outcome: answer.outcome }
  const id = fieldOf(fieldOf(answer.response, 'SendStatus'), 'CallId')
  if (typeof id === 'string') return { recipient, outcome: { kind: 'sent', code: 'Ok' } }
  const reason = 'the answer names no call; it may have been made all the same'
  return { recipient, outcome: { kind: 'unknown', code: 'NO CALL', reason } }
}
