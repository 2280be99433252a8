/** Calls that read an alert aloud: by Aliyun, by Tencent Cloud, or by any gateway that takes JSON over HTTP. */
import type { Channel, SendContext } from '../contract.ts'
import { phoneChannel } from '../phone/channel.ts'
import { gatewayLine } from '../phone/gateway.ts'
import type { Line } from '../phone/line.ts'
import { filled, type Variable, valuesOf } from '../phone/variables.ts'
import type { Texts } from '../templated.ts'
import { cutPoints, oneLine } from '../text/text.ts'
import { viewOf } from '../view.ts'
import { aliyunVoiceLine } from './aliyun.ts'
import { type VoiceConfig, voiceSchema } from './config.ts'
import { VOICE_TEMPLATE, VOICE_VARIABLES } from './template.ts'
import { tencentVoiceLine } from './tencent.ts'
import { spokenValues } from './values.ts'

/** How many groups one call counts; it names the first of them. */
const MAX_COUNTED = 20
/** More than a minute is read to nobody. */
const MAX_TEXT = 300
const MAX_VALUE = 150

const OWN_VARIABLES: readonly Variable[] = VOICE_VARIABLES.map((name) => ({ name, fill: { kind: 'own', as: name } }))

export const voiceChannel: Channel<VoiceConfig> = phoneChannel({
  type: 'voice',
  schema: voiceSchema,
  targetOf,
  lineOf,
  shown: (config, context, texts) => {
    return { content: heardText(config, context, texts), fields: { playTimes: String(config.playTimes) } }
  },
  digestSize: (_config, waiting) => Math.min(waiting.length, MAX_COUNTED),
})

function targetOf(config: VoiceConfig): string {
  if (config.provider === 'http') return new URL(config.url).host
  return config.provider === 'aliyun' ? `aliyun ${config.ttsCode}` : `tencent ${config.templateId}`
}

function lineOf(config: VoiceConfig, context: SendContext, texts: Texts): Line {
  if (config.provider === 'http') {
    return gatewayLine(config, { text: heardText(config, context, texts), play_times: config.playTimes })
  }
  const values = rawValues(config.variables, config, context, texts)
  return config.provider === 'aliyun' ? aliyunVoiceLine(config, values) : tencentVoiceLine(config, values)
}

/** What people hear; of a template of the operator's own the values alone, for nobody here knows its words. */
function heardText(config: VoiceConfig, context: SendContext, texts: Texts): string {
  if (config.provider === 'http') {
    const own = () => standardText(config, OWN_VARIABLES, MAX_VALUE, context, texts)
    const text = (context.together ?? []).length > 1 ? '' : texts.text('text', config.text, () => '')
    const { mark } = viewOf(context.notification, config.language)
    return text === '' ? own() : cutPoints(mark + oneLine(text), MAX_TEXT)
  }
  const standard = config.variables.map(({ name, fill }) => (fill.kind === 'own' ? name : '')).join()
  if (standard === VOICE_VARIABLES.join()) {
    return standardText(config, config.variables, config.paramLength, context, texts)
  }
  return spokenValues(rawValues(config.variables, config, context, texts), config.paramLength, config)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

function standardText(
  config: VoiceConfig,
  variables: readonly Variable[],
  max: number,
  context: SendContext,
  texts: Texts,
): string {
  const values = spokenValues(rawValues(variables, config, context, texts), max, config)
  return filled(VOICE_TEMPLATE[config.language], values)
}

function rawValues(
  variables: readonly Variable[],
  { language, timeZone }: VoiceConfig,
  { notification, together = [] }: SendContext,
  texts: Texts,
): (readonly [string, string])[] {
  return valuesOf(variables, texts, notification, { language, timeZone, spoken: true, together })
}
