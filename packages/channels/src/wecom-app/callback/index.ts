/** What a receiver of WeCom's callbacks needs, and what plays WeCom in the sandbox; without the rest of the channels. */
export { type WecomCallback, wecomCallbackOf } from '../config.ts'
export { decrypt, encrypt, signatureOf } from './crypto.ts'
export {
  type CallbackEvent,
  encryptedIn,
  type Keys,
  MAX_AGE_MS,
  openEnvelope,
  readEvent,
  readQuery,
  sealReply,
} from './protocol.ts'
export { buttonText, type Pressed } from './words.ts'
export { readXml, writeXml } from './xml.ts'
