/** The settings of an account with a vendor: who asks, and where. The same for its SMS and its calls. */
import { z } from 'zod'
import type { AliyunAccess } from '../aliyun/call.ts'
import type { TencentAccess } from '../tencent/call.ts'
import { secret, vendorTimeout, vendorUrl, word } from './config.ts'

export function aliyunFields(endpoint: string) {
  return {
    url: vendorUrl(endpoint),
    access_key_id: word('the AccessKey ID'),
    access_key_secret: secret,
    timeout: vendorTimeout,
  }
}

export function aliyunAccess(fields: {
  readonly url: string
  readonly access_key_id: string
  readonly access_key_secret: string
  readonly timeout: number
}): AliyunAccess {
  return {
    url: fields.url,
    accessKeyId: fields.access_key_id,
    accessKeySecret: fields.access_key_secret,
    timeoutMs: fields.timeout,
  }
}

const DIGITS = 'must be the number that the console shows, in quotes'

/** Numbers of the console, which YAML reads as numbers. */
const consoleNumber = z
  .union([z.string(), z.number()], { error: DIGITS })
  .transform(String)
  .refine((text) => /^\d{1,20}$/.test(text), { error: DIGITS })

export function tencentFields(endpoint: string) {
  return {
    url: vendorUrl(endpoint),
    secret_id: word('the SecretId'),
    secret_key: secret,
    region: word('a region such as ap-guangzhou').default('ap-guangzhou'),
    sdk_app_id: consoleNumber,
    template_id: consoleNumber,
    timeout: vendorTimeout,
  }
}

export function tencentAccess(fields: {
  readonly url: string
  readonly secret_id: string
  readonly secret_key: string
  readonly region: string
  readonly timeout: number
}): TencentAccess {
  return {
    url: fields.url,
    secretId: fields.secret_id,
    secretKey: fields.secret_key,
    region: fields.region,
    timeoutMs: fields.timeout,
  }
}
