/** SMS: by Aliyun, by Tencent Cloud, or by any gateway that takes JSON over HTTP. */
import type { Channel, Notification, SendContext } from '../contract.ts'
import { phoneChannel } from '../phone/channel.ts'
import { gatewayLine } from '../phone/gateway.ts'
import type { Line } from '../phone/line.ts'
import { filled, fitted, valuesOf } from '../phone/variables.ts'
import type { Texts } from '../templated.ts'
import { aliyunSmsLine } from './aliyun.ts'
import { type SmsConfig, smsSchema } from './config.ts'
import { digestRoom, renderShort } from './render.ts'
import { SMS_TEMPLATE, SMS_VARIABLES } from './template.ts'
import { tencentSmsLine } from './tencent.ts'

/** How many groups one templated text counts; it names the first of them. */
const MAX_COUNTED = 20

export const smsChannel: Channel<SmsConfig> = phoneChannel({
  type: 'sms',
  schema: smsSchema,
  targetOf,
  lineOf,
  shown: (config, context, texts) => {
    if (config.provider === 'http') return { content: shortOf(config, context, texts) }
    const values = fitted(templatedOf(config, context, texts), config.paramLength, config)
    const template = isStandard(config) ? SMS_TEMPLATE[config.language] : undefined
    const content = template
      ? `【${config.signName}】${filled(template, values)}`
      : values.map(([name, value]) => `${name}: ${value}`).join('\n')
    return { content }
  },
  digestSize: (config, waiting) =>
    config.provider === 'http' ? digestRoom(waiting, config) : Math.min(waiting.length, MAX_COUNTED),
})

function targetOf(config: SmsConfig): string {
  if (config.provider === 'http') return new URL(config.url).host
  return config.provider === 'aliyun' ? `aliyun ${config.templateCode}` : `tencent ${config.templateId}`
}

function lineOf(config: SmsConfig, context: SendContext, texts: Texts): Line {
  if (config.provider === 'http') return gatewayLine(config, { text: shortOf(config, context, texts) })
  const values = templatedOf(config, context, texts)
  return config.provider === 'aliyun' ? aliyunSmsLine(config, values) : tencentSmsLine(config, values)
}

function shortOf(config: SmsConfig & { readonly provider: 'http' }, context: SendContext, texts: Texts): string {
  return renderShort(texts, context.notification, config, togetherOf(context))
}

function templatedOf(
  config: Exclude<SmsConfig, { readonly provider: 'http' }>,
  context: SendContext,
  texts: Texts,
): (readonly [string, string])[] {
  const { language, timeZone } = config
  return valuesOf(config.variables, texts, context.notification, { language, timeZone, together: togetherOf(context) })
}

function togetherOf({ together = [] }: SendContext): readonly Notification[] {
  return together.length > 1 ? together : []
}

/** As docs/channels/sms.md asks to file it. */
function isStandard(config: Exclude<SmsConfig, { readonly provider: 'http' }>): boolean {
  const names = config.variables.map(({ name, fill }) => (fill.kind === 'own' ? name : ''))
  return names.join() === SMS_VARIABLES.join()
}
