/**
 * Callbacks of a WeCom application: what comes in is signed, encrypted and addressed to the company; what goes back, too. Pure.
 * Source: developer.work.weixin.qq.com, path/90930 (verification, events), 90240 (events of cards), 90241 (replies).
 */
import type { WecomCallback } from '../config.ts'
import { decrypt, encrypt, isSignedBy, type Signed, signatureOf } from './crypto.ts'
import { readXml, writeXml } from './xml.ts'

/** WeCom asks again three times within some seconds; clocks may differ by more. */
export const MAX_AGE_MS = 300_000

export type Keys = Pick<WecomCallback, 'corpId' | 'token' | 'encodingAesKey'>

export interface Envelope extends Signed {
  readonly signature: string
}

export type Opened =
  | { readonly kind: 'open'; readonly message: string; readonly signedAt: number }
  /** `signature`: not of WeCom, or for another receiver. `stale`: too old to be the first time, or a clock is wrong. */
  | { readonly kind: 'refused'; readonly why: 'signature' | 'stale' | 'content' }

/** Of `?msg_signature=…&timestamp=…&nonce=…`; undefined where one is missing. A raw `+` is a plus: base64 has it. */
export function readQuery(
  search: string,
): (Omit<Envelope, 'encrypted'> & { readonly echo: string | undefined }) | undefined {
  const query = new URLSearchParams(search.replaceAll('+', '%2B'))
  const [signature, timestamp, nonce] = [query.get('msg_signature'), query.get('timestamp'), query.get('nonce')]
  if (!signature || !timestamp || !nonce) return undefined
  return { signature, timestamp, nonce, echo: query.get('echostr') ?? undefined }
}

/** Of a body `<xml>…<Encrypt>…</Encrypt></xml>`. */
export function encryptedIn(body: string): string | undefined {
  const encrypted = readXml(body)?.['Encrypt']
  return encrypted === '' ? undefined : encrypted
}

export function openEnvelope(keys: Keys, envelope: Envelope, now: number): Opened {
  if (!isSignedBy(keys.token, envelope, envelope.signature)) return { kind: 'refused', why: 'signature' }
  const signedAt = /^\d{1,12}$/.test(envelope.timestamp) ? Number(envelope.timestamp) * 1_000 : Number.NaN
  if (!(Math.abs(now - signedAt) <= MAX_AGE_MS)) return { kind: 'refused', why: 'stale' }
  const plain = decrypt(keys.encodingAesKey, envelope.encrypted)
  if (plain?.receiver !== keys.corpId) return { kind: 'refused', why: 'content' }
  return { kind: 'open', message: plain.message, signedAt }
}

/** A button that somebody pressed. */
interface Click {
  readonly kind: 'click'
  readonly userId: string
  readonly verb: 'ack' | 'silence'
  /** As the card had it. */
  readonly token: string
  /** The same for the same press, however often WeCom tells of it. */
  readonly id: string
}

export type CallbackEvent =
  | Click
  /** Nothing for us: somebody opened the application, wrote to it, or pressed what is no button of ours. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' }

export function readEvent({ agentId }: Pick<WecomCallback, 'agentId'>, message: string): CallbackEvent {
  const fields = readXml(message)
  if (!fields) return { kind: 'unreadable' }
  const { FromUserName: userId = '', CreateTime: at = '', Event: event, EventKey: key = '', AgentID: agent } = fields
  if (event !== 'template_card_event' || agent !== String(agentId)) return { kind: 'other' }
  const [, verb, token = ''] = /^(ack|silence):([\w.~-]{1,1000})$/.exec(key) ?? []
  if ((verb !== 'ack' && verb !== 'silence') || !/^[\w.@-]{1,64}$/.test(userId)) return { kind: 'other' }
  return { kind: 'click', userId, verb, token, id: JSON.stringify([userId, at, key]) }
}

/** What the button says from now on, on the phone of who pressed it. */
export interface ButtonReply {
  readonly to: string
  readonly text: string
}

/** `random`: 16 bytes and a nonce, both new each time. */
export function sealReply(
  keys: Keys,
  { to, text }: ButtonReply,
  { now, random, nonce }: { readonly now: number; readonly random: Uint8Array; readonly nonce: string },
): string {
  const seconds = Math.floor(now / 1_000)
  const message = writeXml([
    ['ToUserName', to],
    ['FromUserName', keys.corpId],
    ['CreateTime', seconds],
    ['MsgType', 'update_button'],
    ['Button', [['ReplaceName', text]]],
  ])
  const encrypted = encrypt(keys.encodingAesKey, { message, receiver: keys.corpId }, random)
  const timestamp = String(seconds)
  return writeXml([
    ['Encrypt', encrypted],
    ['MsgSignature', signatureOf(keys.token, { timestamp, nonce, encrypted })],
    ['TimeStamp', seconds],
    ['Nonce', nonce],
  ])
}
