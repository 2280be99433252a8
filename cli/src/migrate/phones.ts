/** SMS and calls by Aliyun and Tencent Cloud. Pure. */
import type { Conf } from './conf.ts'
import { type Make, nonEmpty } from './making.ts'

/** In the place of what is in app.conf alone. It passes the check, and nothing else. */
const TO_FILL = { sign: '待填写', sms: 'SMS_0', tts: 'TTS_0', number: '0' }

interface Phone {
  readonly key: 'sms_configs' | 'voice_configs'
  readonly fields: (conf: Conf) => Readonly<Record<string, unknown>>
  /** Of these settings of app.conf. */
  readonly names: readonly string[]
  readonly access: readonly (readonly [field: string, variable: string, key: string])[]
  /** The one variable that PrometheusAlert fills. */
  readonly param: string
}

const ALIYUN_SMS: Phone = {
  key: 'sms_configs',
  names: ['ALY_DX_SignName', 'ALY_DX_Template'],
  fields: (conf) => ({
    provider: 'aliyun',
    sign_name: conf('ALY_DX_SignName') || TO_FILL.sign,
    template_code: conf('ALY_DX_Template') || TO_FILL.sms,
  }),
  access: [
    ['access_key_id', 'TOCSIN_ALIYUN_KEY_ID', 'ALY_DX_AccessKeyId'],
    ['access_key_secret', 'TOCSIN_ALIYUN_KEY_SECRET', 'ALY_DX_AccessSecret'],
  ],
  param: 'code',
}

const ALIYUN_VOICE: Phone = {
  key: 'voice_configs',
  names: ['ALY_DH_TtsCode', 'ALY_DX_CalledShowNumber'],
  fields: (conf) => ({
    provider: 'aliyun',
    tts_code: conf('ALY_DH_TtsCode') || TO_FILL.tts,
    ...nonEmpty({ called_show_number: conf('ALY_DX_CalledShowNumber') }),
  }),
  access: [
    ['access_key_id', 'TOCSIN_ALIYUN_KEY_ID', 'ALY_DH_AccessKeyId'],
    ['access_key_secret', 'TOCSIN_ALIYUN_KEY_SECRET', 'ALY_DH_AccessSecret'],
  ],
  param: 'code',
}

/** Its older API, which PrometheusAlert calls, has an AppKey for each application; the one of today has keys of the account. */
const TENCENT_ACCESS: Phone['access'] = [
  ['secret_id', 'TOCSIN_TENCENT_SECRET_ID', 'a SecretId of the account (访问管理, API 密钥); not'],
  ['secret_key', 'TOCSIN_TENCENT_SECRET_KEY', 'its SecretKey; not'],
]

const TENCENT_SMS: Phone = {
  key: 'sms_configs',
  names: ['TXY_DX_sdkappid', 'TXY_DX_tpl_id', 'TXY_DX_sign'],
  fields: (conf) => ({
    provider: 'tencent',
    sdk_app_id: conf('TXY_DX_sdkappid') || TO_FILL.number,
    template_id: conf('TXY_DX_tpl_id') || TO_FILL.number,
    sign_name: conf('TXY_DX_sign') || TO_FILL.sign,
  }),
  access: TENCENT_ACCESS,
  param: 'text',
}

const TENCENT_VOICE: Phone = {
  key: 'voice_configs',
  names: ['TXY_DH_phonecallsdkappid', 'TXY_DH_phonecalltpl_id'],
  fields: (conf) => ({
    provider: 'tencent',
    sdk_app_id: conf('TXY_DH_phonecallsdkappid') || TO_FILL.number,
    template_id: conf('TXY_DH_phonecalltpl_id') || TO_FILL.number,
  }),
  access: TENCENT_ACCESS,
  param: 'text',
}

function phone({ key, fields, names, access, param }: Phone): Make {
  return (wanted, { conf, secrets }, text) => {
    const given = wanted.all('phone')
    const to =
      given.length > 0
        ? given
        : conf('defaultphone')
            .split(',')
            .filter((one) => one !== '')
    const keys = access.map(([field, variable, from]) => [
      field,
      secrets.placeholder(variable, conf(from), `${from} of PrometheusAlert's app.conf`),
    ])
    const missing = names.filter((name) => conf(name) === '' && name !== 'ALY_DX_CalledShowNumber')
    return {
      entries: [
        {
          key,
          fields: {
            ...fields(conf),
            ...Object.fromEntries(keys),
            ...nonEmpty({ to }),
            ...(text === undefined ? {} : { template_params: { [param]: text } }),
          },
        },
      ],
      notes: [
        ...(missing.length > 0 ? [`fill in by hand what app.conf has as ${missing.join(', ')}`] : []),
        ...(to.length > 0 ? [] : ['no number is known: fill in "to", or name people by "notify"']),
        ...(key === 'voice_configs' ? ['calls do not tell of ends, unless "send_resolved: true" is written'] : []),
      ],
    }
  }
}

export const aliyunSms = phone(ALIYUN_SMS)
export const aliyunVoice = phone(ALIYUN_VOICE)
export const tencentSms = phone(TENCENT_SMS)
export const tencentVoice = phone(TENCENT_VOICE)
