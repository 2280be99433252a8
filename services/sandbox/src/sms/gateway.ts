import { z } from 'zod'
import { readFields, textField } from '../calls/fields.ts'
import type { Call, Endpoint, Judged } from '../calls/receive.ts'
import type { Ids } from '../ids.ts'
import { createBounded } from '../inbox/bounded.ts'

/** Once a message was accepted, the phone has it after this time. */
const DELIVERY_MS = 300

interface Receipt {
  readonly messageId: string
  readonly to: string
  readonly status: 'pending' | 'delivered'
  readonly acceptedAt: number
  /** Null while pending. */
  readonly deliveredAt: number | null
}

export interface SmsGateway {
  /** `POST /sms/send` */
  readonly endpoint: Endpoint
  receipt(messageId: string, now: number): Receipt | undefined
  clear(): void
}

const SEND = z.object({
  to: z
    .string('must be a string')
    .regex(/^\+?\d{5,15}$/, 'must be a phone number: 5 to 15 digits, "+" in front if international'),
  text: z
    .string('must be a string')
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => [...text].length <= 1000, 'may have up to 1000 characters'),
  id: z.string('must be a string').min(1, 'must not be empty').max(200, 'may have up to 200 characters').optional(),
})

interface Accepted {
  readonly messageId: string
  readonly to: string
  readonly acceptedAt: number
}

/** A generic HTTP SMS gateway: one number per call, receipts on request. */
export function createSmsGateway(ids: Ids): SmsGateway {
  const accepted = createBounded<Accepted>({ maxItems: 1000, maxBytes: 1_000_000 })

  const judge = ({ body, now }: Call): Judged => {
    const to = textField(body, 'to')
    const id = textField(body, 'id')
    const known = {
      about: { title: to, text: textField(body, 'text'), target: to },
      ...(id ? { idempotencyKey: id } : {}),
    }
    const fields = readFields(SEND, body)
    if (!fields.ok) {
      const { status, problem } = fields
      const answer = { status, body: { code: 'INVALID_PARAMETER', message: problem } }
      return { ...known, verdict: { kind: 'refuse', reason: `HTTP ${status}: ${problem}`, answer } }
    }
    const accept = () => {
      const messageId = ids('SMS')
      accepted.push({ messageId, to: fields.value.to, acceptedAt: now }, 200)
      return { answer: { status: 200, body: { code: 'OK', messageId } } }
    }
    return { ...known, verdict: { kind: 'accept', accept } }
  }

  return {
    endpoint: {
      channel: 'sms',
      judge,
      errcodeAnswer: (behaviour) => ({
        status: 200,
        body: { code: 'code' in behaviour ? behaviour.code : 'REFUSED', message: 'behaviour of the sandbox: errcode' },
      }),
    },
    receipt(messageId, now) {
      const found = accepted.items().find((item) => item.messageId === messageId)
      if (!found) return undefined
      const deliveredAt = found.acceptedAt + DELIVERY_MS
      return now >= deliveredAt
        ? { ...found, status: 'delivered', deliveredAt }
        : { ...found, status: 'pending', deliveredAt: null }
    },
    clear: () => accepted.clear(),
  }
}
