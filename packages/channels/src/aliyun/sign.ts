/**
 * ACS3-HMAC-SHA256, Aliyun's signature of version 3. Pure. Source: help.aliyun.com 2593177, whose vector is the test. The key
 * is the plain secret; the query carries all parameters, the body is signed by its hash.
 */
import { createHash, createHmac } from 'node:crypto'

export interface AliyunRequest {
  readonly method: 'POST'
  readonly host: string
  readonly action: string
  readonly version: string
  readonly query: Readonly<Record<string, string>>
  readonly body: string
  /** Milliseconds; signed to the second. Aliyun takes what is off by less than 15 minutes. */
  readonly at: number
  readonly nonce: string
}

export interface AliyunKey {
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

const ALGORITHM = 'ACS3-HMAC-SHA256'

/** All headers that make the request a signed one; `host` is set by HTTP itself. */
export function signAliyun(request: AliyunRequest, key: AliyunKey): Record<string, string> {
  const headers = {
    'x-acs-action': request.action,
    'x-acs-content-sha256': sha256(request.body),
    'x-acs-date': `${new Date(request.at).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': request.nonce,
    'x-acs-version': request.version,
  }
  const signed = Object.entries({ host: request.host, ...headers }).toSorted(byName)
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    '/',
    canonicalQuery(request.query),
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    headers['x-acs-content-sha256'],
  ].join('\n')
  const signature = createHmac('sha256', key.accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex')
  const authorization = `${ALGORITHM} Credential=${key.accessKeyId},SignedHeaders=${names},Signature=${signature}`
  return { ...headers, authorization }
}

/** As it is signed, and as it has to stand in the address: sorted by name, RFC 3986. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function byName(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
