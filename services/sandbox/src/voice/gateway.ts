import { z } from 'zod'
import type { Endpoint } from '../calls/receive.ts'
import type { Ids } from '../ids.ts'
import { phoneFields, phoneGateway } from '../phone/gateway.ts'

const CALL = z.object({
  ...phoneFields(350),
  play_times: z.int('must be a whole number').min(1, 'must be 1 to 3').max(3, 'must be 1 to 3').optional(),
})

/** `POST /voice/call`: reads a text aloud. */
export function createVoiceGateway(ids: Ids): Endpoint {
  return phoneGateway({ channel: 'voice', fields: CALL, accept: () => ({ callId: ids('CALL') }) })
}
