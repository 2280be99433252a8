/**
 * How WeCom signs and encrypts callbacks. Source: developer.work.weixin.qq.com, path/90968 and 96466.
 * AES-256-CBC; PKCS#7 to blocks of 32 bytes, which no library pads: with a library's own padding half of all lengths fail.
 */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

const BLOCK = 32
const AES_BLOCK = 16
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

export interface Signed {
  readonly timestamp: string
  readonly nonce: string
  readonly encrypted: string
}

export function signatureOf(token: string, { timestamp, nonce, encrypted }: Signed): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypted].toSorted(byBytes).join('')).digest('hex')
}

/** Takes as long for a signature that is nearly right as for one that is not. */
export function isSignedBy(token: string, signed: Signed, signature: string): boolean {
  const expected = Buffer.from(signatureOf(token, signed), 'hex')
  const given = /^[0-9a-f]{40}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(expected.length)
  return timingSafeEqual(expected, given)
}

export interface Decrypted {
  readonly message: string
  /** The company, for an application of its own. */
  readonly receiver: string
}

/** Undefined for what was not encrypted with this key. Check the signature before. */
export function decrypt(encodingAesKey: string, encrypted: string): Decrypted | undefined {
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(encrypted) ? Buffer.from(encrypted, 'base64') : Buffer.alloc(0)
  if (bytes.length === 0 || bytes.length % AES_BLOCK !== 0) return undefined
  const key = keyOf(encodingAesKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK)).setAutoPadding(false)
  const plain = unpadded(Buffer.concat([decipher.update(bytes), decipher.final()]))
  if (!plain || plain.length < RANDOM_BYTES + LENGTH_BYTES) return undefined
  const start = RANDOM_BYTES + LENGTH_BYTES
  const end = start + plain.readUInt32BE(RANDOM_BYTES)
  if (end > plain.length) return undefined
  return { message: plain.toString('utf8', start, end), receiver: plain.toString('utf8', end) }
}

/** `random`: 16 bytes, new for each message. */
export function encrypt(encodingAesKey: string, { message, receiver }: Decrypted, random: Uint8Array): string {
  const content = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(content.length)
  const plain = Buffer.concat([random.subarray(0, RANDOM_BYTES), length, content, Buffer.from(receiver, 'utf8')])
  const key = keyOf(encodingAesKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, AES_BLOCK)).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded(plain)), cipher.final()]).toString('base64')
}

/** 43 characters of base64, without the `=` at the end. */
function keyOf(encodingAesKey: string): Buffer {
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}

/** 1 to 32 bytes, each of which says how many. */
function padded(plain: Buffer): Buffer {
  const count = BLOCK - (plain.length % BLOCK)
  return Buffer.concat([plain, Buffer.alloc(count, count)])
}

function unpadded(plain: Buffer): Buffer | undefined {
  const count = plain.at(-1) ?? 0
  if (count < 1 || count > BLOCK || count > plain.length) return undefined
  const end = plain.length - count
  return plain.subarray(end).every((byte) => byte === count) ? plain.subarray(0, end) : undefined
}

/** As all vendors' samples sort: by the bytes, not by any language's order. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'))
}
