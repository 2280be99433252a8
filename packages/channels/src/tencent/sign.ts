/** TC3-HMAC-SHA256, Tencent Cloud's signature. Pure. Source: cloud.tencent.com 213/30654, whose vector is the test. */
import { createHash, createHmac } from 'node:crypto'

const CONTENT_TYPE = 'application/json; charset=utf-8'

export interface TencentRequest {
  readonly host: string
  /** `sms`, `vms` */
  readonly service: string
  /** Exactly as it is sent. */
  readonly body: string
  /** Milliseconds; signed to the second. Tencent takes what is off by less than 5 minutes. */
  readonly at: number
}

export interface TencentKey {
  readonly secretId: string
  readonly secretKey: string
}

const ALGORITHM = 'TC3-HMAC-SHA256'
const SIGNED = 'content-type;host'

/** The headers that make a `POST /` without a query a signed one, sent with `CONTENT_TYPE`. */
export function signTencent(request: TencentRequest, key: TencentKey): Record<string, string> {
  const { host, service, body, at } = request
  const seconds = String(Math.floor(at / 1_000))
  const day = new Date(at).toISOString().slice(0, 10)
  const scope = `${day}/${service}/tc3_request`
  const canonical = `POST\n/\n\ncontent-type:${CONTENT_TYPE}\nhost:${host}\n\n${SIGNED}\n${sha256(body)}`
  const dayKey = hmac(`TC3${key.secretKey}`, day)
  const signingKey = hmac(hmac(dayKey, service), 'tc3_request')
  const signature = hmac(signingKey, `${ALGORITHM}\n${seconds}\n${scope}\n${sha256(canonical)}`).toString('hex')
  return {
    'content-type': CONTENT_TYPE,
    'x-tc-timestamp': seconds,
    authorization: `${ALGORITHM} Credential=${key.secretId}/${scope}, SignedHeaders=${SIGNED}, Signature=${signature}`,
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
