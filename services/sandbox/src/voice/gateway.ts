import { z } from 'zod'
import { readFields, textField } from '../calls/fields.ts'
import type { Call, Endpoint, Judged } from '../calls/receive.ts'
import type { Ids } from '../ids.ts'

const CALL = z.object({
  to: z
    .string('must be a string')
    .regex(/^\+?\d{5,15}$/, 'must be a phone number: 5 to 15 digits, "+" in front if international'),
  text: z
    .string('must be a string')
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => [...text].length <= 350, 'may have up to 350 characters'),
  play_times: z.int('must be a whole number').min(1, 'must be 1 to 3').max(3, 'must be 1 to 3').optional(),
  id: z.string('must be a string').min(1, 'must not be empty').max(200, 'may have up to 200 characters').optional(),
})

/** `POST /voice/call`: a generic HTTP gateway that reads a text aloud; one number per call. */
export function createVoiceGateway(ids: Ids): Endpoint {
  const judge = ({ body }: Call): Judged => {
    const to = textField(body, 'to')
    const id = textField(body, 'id')
    const known = {
      about: { title: to, text: textField(body, 'text'), target: to },
      ...(id ? { idempotencyKey: id } : {}),
    }
    const fields = readFields(CALL, body)
    if (!fields.ok) {
      const { status, problem } = fields
      const answer = { status, body: { code: 'INVALID_PARAMETER', message: problem } }
      return { ...known, verdict: { kind: 'refuse', reason: `HTTP ${status}: ${problem}`, answer } }
    }
    const accept = () => ({ answer: { status: 200, body: { code: 'OK', callId: ids('CALL') } } })
    return { ...known, verdict: { kind: 'accept', accept } }
  }
  return {
    channel: 'voice',
    judge,
    errcodeAnswer: (behaviour) => ({
      status: 200,
      body: { code: 'code' in behaviour ? behaviour.code : 'REFUSED', message: 'behaviour of the sandbox: errcode' },
    }),
  }
}
