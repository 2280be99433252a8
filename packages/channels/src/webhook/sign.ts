/**
 * Proof that a message comes from this router and is new: HMAC-SHA256 over its time and its bytes, so that neither can be changed
 * and an old message cannot be sent again. The scheme is that of Stripe's and Slack's webhooks; docs/channels/webhook.md shows how to check it.
 */
import { createHmac } from 'node:crypto'

/** Of the bytes of `body` in UTF-8; without a secret there are none. */
export function signatureHeaders(secret: string | undefined, body: string, nowMs: number): Record<string, string> {
  if (secret === undefined) return {}
  const timestamp = String(Math.floor(nowMs / 1_000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`, 'utf8').digest('hex')
  return { 'x-tocsin-timestamp': timestamp, 'x-tocsin-signature': `sha256=${signature}` }
}
