import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import type { AliyunAccess } from '../aliyun/call.ts'
import { type CommonConfig, commonFields, commonOf } from '../config.ts'
import { type Budget, budget, paramLength, recipients } from '../phone/config.ts'
import { type GatewayConfig, gatewayFields } from '../phone/gateway-config.ts'
import { type Variable, variables } from '../phone/variables.ts'
import { aliyunAccess, aliyunFields, tencentAccess, tencentFields } from '../phone/vendor.ts'
import { defaultTemplates, templateText } from '../templated.ts'
import type { TencentAccess } from '../tencent/call.ts'
import { SMS_VARIABLES } from './template.ts'

export type SmsConfig = HttpSms | AliyunSms | TencentSms

interface SmsCommon extends CommonConfig {
  /** Empty: the people alone. */
  readonly to: readonly string[]
  readonly budget: Budget
}

export interface HttpSms extends SmsCommon, GatewayConfig {
  readonly provider: 'http'
  /** Instead of our own words. */
  readonly text: CompiledText | undefined
}

interface TemplateSms extends SmsCommon {
  readonly variables: readonly Variable[]
  /** Code points of one value. */
  readonly paramLength: number
  readonly signName: string
}

export interface AliyunSms extends TemplateSms {
  readonly provider: 'aliyun'
  readonly access: AliyunAccess
  readonly templateCode: string
}

export interface TencentSms extends TemplateSms {
  readonly provider: 'tencent'
  readonly access: TencentAccess
  readonly sdkAppId: string
  readonly templateId: string
}

const DAY_MS = 86_400_000

/** Of notices, for each number, sign name and template. Source: help.aliyun.com 108293. */
const ALIYUN_LIMIT = { limit: 50, windowMs: DAY_MS }
/** Of all kinds, for each number. Source: tencentcloud.com 382/13303. */
const TENCENT_LIMIT = { limit: 10, windowMs: DAY_MS }

const signName = z
  .string({ error: 'must be the approved sign name' })
  .regex(/^[^\s【】]{2,30}$/, { error: 'must be the approved sign name, 2 to 30 characters without 【】' })

export function smsSchema(templates: TemplateSet = defaultTemplates()): z.ZodType<SmsConfig> {
  const common = commonFields('zh')
  const { timeout: _byVendor, ...vendorCommon } = common
  const http = z
    .strictObject({
      ...common,
      ...gatewayFields,
      provider: z.literal('http').optional(),
      to: recipients({ max: 20, e164: false }),
      budget: budget(undefined),
      text: templateText(templates).optional(),
    })
    .transform(({ url, to, method, headers, success, text, budget, provider = 'http', ...fields }): HttpSms => {
      return { ...commonOf(fields), provider, url, to, method, headers, success, text, budget }
    })
  const aliyun = z
    .strictObject({
      ...vendorCommon,
      ...aliyunFields('https://dysmsapi.aliyuncs.com'),
      provider: z.literal('aliyun'),
      to: recipients({ max: 20, e164: true }),
      budget: budget(ALIYUN_LIMIT),
      sign_name: signName,
      template_code: z
        .string({ error: 'must be the code of the template' })
        .regex(/^SMS_\d+$/, { error: 'must be the code of the template, such as SMS_123456789' }),
      template_params: variables(templates, SMS_VARIABLES),
      param_length: paramLength(35),
    })
    .transform(
      (fields): AliyunSms => ({
        ...commonOf(fields),
        ...templateOf(fields),
        provider: fields.provider,
        access: aliyunAccess(fields),
        templateCode: fields.template_code,
      }),
    )
  const tencent = z
    .strictObject({
      ...vendorCommon,
      ...tencentFields('https://sms.tencentcloudapi.com'),
      provider: z.literal('tencent'),
      to: recipients({ max: 200, e164: true }),
      budget: budget(TENCENT_LIMIT),
      sign_name: signName,
      template_params: variables(templates, SMS_VARIABLES),
      param_length: paramLength(60),
    })
    .transform(
      (fields): TencentSms => ({
        ...commonOf(fields),
        ...templateOf(fields),
        provider: fields.provider,
        access: tencentAccess(fields),
        sdkAppId: fields.sdk_app_id,
        templateId: fields.template_id,
      }),
    )
  return z.discriminatedUnion('provider', [http, aliyun, tencent], { error: 'must be http, aliyun or tencent' })
}

function templateOf(fields: {
  readonly to: readonly string[]
  readonly budget: Budget
  readonly sign_name: string
  readonly template_params: readonly Variable[]
  readonly param_length: number
}) {
  const { to, budget, sign_name, template_params, param_length } = fields
  return { to, budget, signName: sign_name, variables: template_params, paramLength: param_length }
}
