import { z } from 'zod'
import type { Endpoint } from '../calls/receive.ts'
import type { Ids } from '../ids.ts'
import { createBounded } from '../inbox/bounded.ts'
import { phoneFields, phoneGateway } from '../phone/gateway.ts'

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

const SEND = z.object(phoneFields(1000))

interface Accepted {
  readonly messageId: string
  readonly to: string
  readonly acceptedAt: number
}

/** With receipts on request. */
export function createSmsGateway(ids: Ids): SmsGateway {
  const accepted = createBounded<Accepted>({ maxItems: 1000, maxBytes: 1_000_000 })

  return {
    endpoint: phoneGateway({
      channel: 'sms',
      fields: SEND,
      accept: ({ to }, acceptedAt) => {
        const messageId = ids('SMS')
        accepted.push({ messageId, to, acceptedAt }, 200)
        return { messageId }
      },
    }),
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
