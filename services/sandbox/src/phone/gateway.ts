/** A generic HTTP gateway that reaches one number per call: what an SMS and a call read aloud have in common. */
import { z } from 'zod'
import { readFields, textField } from '../calls/fields.ts'
import type { Endpoint, Judged } from '../calls/receive.ts'
import type { ChannelName } from '../model.ts'

/** The fields of a call; the text has up to `maxText` characters. */
export function phoneFields(maxText: number) {
  return {
    to: z
      .string('must be a string')
      .regex(/^\+?\d{5,15}$/, 'must be a phone number: 5 to 15 digits, "+" in front if international'),
    text: z
      .string('must be a string')
      .refine((text) => text.trim() !== '', 'must not be empty')
      .refine((text) => [...text].length <= maxText, `may have up to ${maxText} characters`),
    id: z.string('must be a string').min(1, 'must not be empty').max(200, 'may have up to 200 characters').optional(),
  }
}

export interface PhoneGateway<F> {
  readonly channel: ChannelName
  readonly fields: z.ZodType<F>
  /** Takes an accepted call down; what its answer says beside `OK`. */
  readonly accept: (fields: F, now: number) => Readonly<Record<string, string>>
}

export function phoneGateway<F>({ channel, fields: schema, accept }: PhoneGateway<F>): Endpoint {
  return {
    channel,
    judge: ({ body, now }): Judged => {
      const to = textField(body, 'to')
      const id = textField(body, 'id')
      const known = {
        about: { title: to, text: textField(body, 'text'), target: to },
        ...(id ? { idempotencyKey: id } : {}),
      }
      const fields = readFields(schema, body)
      if (!fields.ok) {
        const { status, problem } = fields
        const answer = { status, body: { code: 'INVALID_PARAMETER', message: problem } }
        return { ...known, verdict: { kind: 'refuse', reason: `HTTP ${status}: ${problem}`, answer } }
      }
      const accepted = () => ({ answer: { status: 200, body: { code: 'OK', ...accept(fields.value, now) } } })
      return { ...known, verdict: { kind: 'accept', accept: accepted } }
    },
    errcodeAnswer: (behaviour) => ({
      status: 200,
      body: { code: 'code' in behaviour ? behaviour.code : 'REFUSED', message: 'behaviour of the sandbox: errcode' },
    }),
  }
}
