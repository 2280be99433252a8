import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import type { AliyunAccess } from '../aliyun/call.ts'
import { type CommonConfig, commonFields, commonOf, flag } from '../config.ts'
import { type Budget, budget, paramLength, recipients } from '../phone/config.ts'
import { type GatewayConfig, gatewayFields } from '../phone/gateway-config.ts'
import { type Variable, variables } from '../phone/variables.ts'
import { aliyunAccess, aliyunFields, tencentAccess, tencentFields } from '../phone/vendor.ts'
import { defaultTemplates, templateText } from '../templated.ts'
import type { TencentAccess } from '../tencent/call.ts'
import { VOICE_VARIABLES } from './template.ts'

export type VoiceConfig = HttpVoice | AliyunVoice | TencentVoice

interface VoiceCommon extends CommonConfig {
  /** Empty: the people alone. */
  readonly to: readonly string[]
  readonly budget: Budget
  /** How often one call says its text. */
  readonly playTimes: number
}

interface HttpVoice extends VoiceCommon, GatewayConfig {
  readonly provider: 'http'
  /** Instead of our own words. */
  readonly text: CompiledText | undefined
}

interface TemplateVoice extends VoiceCommon {
  readonly variables: readonly Variable[]
  /** Code points of one value. */
  readonly paramLength: number
}

export interface AliyunVoice extends TemplateVoice {
  readonly provider: 'aliyun'
  readonly access: AliyunAccess
  readonly ttsCode: string
  /** Absent: one of the vendor's shared numbers. */
  readonly calledShowNumber: string | undefined
}

export interface TencentVoice extends TemplateVoice {
  readonly provider: 'tencent'
  readonly access: TencentAccess
  readonly sdkAppId: string
  readonly templateId: string
}

const DAY_MS = 86_400_000

/** Of calls to one number. Source: help.aliyun.com 178344: also 1 a minute and 5 an hour. */
const ALIYUN_LIMIT = { limit: 20, windowMs: DAY_MS }
/** Of notices to one number. Source: cloud.tencent.com 1128/38004: also 1 in 30 s and 2 in 10 minutes. */
const TENCENT_LIMIT = { limit: 5, windowMs: DAY_MS }

const TIMES_ALLOWED = 'must be 1, 2 or 3'

const playTimes = z
  .number({ error: TIMES_ALLOWED })
  .int({ error: TIMES_ALLOWED })
  .min(1, { error: TIMES_ALLOWED })
  .max(3, { error: TIMES_ALLOWED })
  .default(2)

const showNumber = z
  .string({ error: 'must be a number of the account, in quotes' })
  .regex(/^\d{5,20}$/, { error: 'must be a number of the account, digits only' })
  .optional()

export function voiceSchema(templates: TemplateSet = defaultTemplates()): z.ZodType<VoiceConfig> {
  const { timeout, ...vendorCommon } = {
    ...commonFields('zh'),
    // A call in the night to say that all is well wakes for nothing.
    send_resolved: flag.default(false),
    play_times: playTimes,
  }
  const http = z
    .strictObject({
      ...vendorCommon,
      ...gatewayFields,
      timeout,
      provider: z.literal('http').optional(),
      to: recipients({ max: 20, e164: false }),
      budget: budget(undefined),
      text: templateText(templates).optional(),
    })
    .transform(({ url, method, headers, success, text, provider = 'http', ...fields }): HttpVoice => {
      return { ...commonOf(fields), ...callOf(fields), provider, url, method, headers, success, text }
    })
  const aliyun = z
    .strictObject({
      ...vendorCommon,
      ...aliyunFields('https://dyvmsapi.aliyuncs.com'),
      provider: z.literal('aliyun'),
      to: recipients({ max: 20, e164: true }),
      budget: budget(ALIYUN_LIMIT),
      tts_code: z
        .string({ error: 'must be the code of the template' })
        .regex(/^TTS_\d+$/, { error: 'must be the code of the template, such as TTS_123456789' }),
      called_show_number: showNumber,
      template_params: variables(templates, VOICE_VARIABLES),
      param_length: paramLength(100),
    })
    .transform(
      (fields): AliyunVoice => ({
        ...commonOf(fields),
        ...callOf(fields),
        variables: fields.template_params,
        paramLength: fields.param_length,
        provider: fields.provider,
        access: aliyunAccess(fields),
        ttsCode: fields.tts_code,
        calledShowNumber: fields.called_show_number,
      }),
    )
  const tencent = z
    .strictObject({
      ...vendorCommon,
      ...tencentFields('https://vms.tencentcloudapi.com'),
      provider: z.literal('tencent'),
      to: recipients({ max: 20, e164: true }),
      budget: budget(TENCENT_LIMIT),
      template_params: variables(templates, VOICE_VARIABLES),
      param_length: paramLength(100),
    })
    .transform(
      (fields): TencentVoice => ({
        ...commonOf(fields),
        ...callOf(fields),
        variables: fields.template_params,
        paramLength: fields.param_length,
        provider: fields.provider,
        access: tencentAccess(fields),
        sdkAppId: fields.sdk_app_id,
        templateId: fields.template_id,
      }),
    )
  return z.discriminatedUnion('provider', [http, aliyun, tencent], { error: 'must be http, aliyun or tencent' })
}

function callOf(fields: { readonly to: readonly string[]; readonly budget: Budget; readonly play_times: number }) {
  return { to: fields.to, budget: fields.budget, playTimes: fields.play_times }
}
