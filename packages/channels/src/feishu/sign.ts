/**
 * Proof that a call comes from the robot's owner: HMAC-SHA256 of *nothing*, with time and secret as its key, in the body. DingTalk
 * has it the other way round; who mixes them up is answered 19021. Source: Feishu, custom bot guide, signature verification.
 */
import { createHmac } from 'node:crypto'

export interface Signature {
  /** Seconds since the epoch, as text. */
  readonly timestamp: string
  /** Base64. */
  readonly sign: string
}

export function signatureOf(secret: string, nowMs: number): Signature {
  const timestamp = String(Math.floor(nowMs / 1_000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64') }
}
