/**
 * Signed links: what one may do, to which episode of which group, until when. Pure. HMAC-SHA256 (RFC 2104), over the name of the
 * database as well, so that a link never reaches a group of another router, or of a backup that was put in place.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const PURPOSES = ['acknowledge', 'silence'] as const
export type Purpose = (typeof PURPOSES)[number]

export interface Act {
  readonly purpose: Purpose
  readonly groupId: number
  readonly episode: number
  /** Milliseconds since the epoch, kept to the second. */
  readonly expiresAt: number
}

/** What links are signed with: `key` is secret, `instance` is the name of the database. */
export interface Signer {
  readonly key: Buffer
  readonly instance: string
}

export type ReadToken =
  | { readonly kind: 'valid'; readonly act: Act }
  | { readonly kind: 'refused'; readonly code: 'EXPIRED' | 'UNKNOWN' }

/** Version 1: version, purpose (one byte each), group (6), episode (4), expiry in seconds (6); then the signature. */
const VERSION = 1
const BODY_BYTES = 18
const TOKEN = /^[A-Za-z0-9_-]{67}$/
const UNKNOWN: ReadToken = { kind: 'refused', code: 'UNKNOWN' }

/** 67 characters that an address holds as they are. */
export function signToken({ purpose, groupId, episode, expiresAt }: Act, signer: Signer): string {
  const body = Buffer.alloc(BODY_BYTES)
  body.writeUInt8(VERSION, 0)
  body.writeUInt8(PURPOSES.indexOf(purpose), 1)
  body.writeUIntBE(groupId, 2, 6)
  body.writeUInt32BE(episode, 8)
  body.writeUIntBE(Math.floor(expiresAt / 1_000), 12, 6)
  return Buffer.concat([body, signatureOf(body, signer)]).toString('base64url')
}

/** Says that a link is over only of one that was ours. */
export function readToken(token: string, signer: Signer, now: number): ReadToken {
  if (!TOKEN.test(token)) return UNKNOWN
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(0, BODY_BYTES)
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), signatureOf(body, signer))) return UNKNOWN
  const purpose = PURPOSES[body.readUInt8(1)]
  // The last character has two bits that say nothing: one link is one text.
  if (body.readUInt8(0) !== VERSION || purpose === undefined || bytes.toString('base64url') !== token) return UNKNOWN
  const expiresAt = body.readUIntBE(12, 6) * 1_000
  if (expiresAt <= now) return { kind: 'refused', code: 'EXPIRED' }
  return { kind: 'valid', act: { purpose, groupId: body.readUIntBE(2, 6), episode: body.readUInt32BE(8), expiresAt } }
}

function signatureOf(body: Buffer, { key, instance }: Signer): Buffer {
  return createHmac('sha256', key).update(`tocsin act\0${instance}\0`).update(body).digest()
}
