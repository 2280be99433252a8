/**
 * Proof that a call comes from the robot's owner: HMAC-SHA256 with the secret as its key, over time and secret, in the address.
 * Feishu has key and message the other way round. Source: DingTalk, custom robots, security settings (自定义机器人安全设置).
 */
import { createHmac } from 'node:crypto'

/** Base64, not encoded for an address yet. */
export function signature(secret: string, timestampMs: number): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64')
}

/** `url` as it is without a secret. */
export function signedUrl(url: string, secret: string | undefined, now: number): string {
  if (secret === undefined) return url
  const signed = new URL(url)
  signed.searchParams.set('timestamp', String(now))
  signed.searchParams.set('sign', signature(secret, now))
  return signed.href
}
