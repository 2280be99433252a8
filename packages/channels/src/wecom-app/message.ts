/** The body of one `message/send`, and the same as its reader sees it. Pure. */
import type { Preview, SendContext } from '../contract.ts'
import { type Card, renderCard, taskIdOf } from './card.ts'
import type { WecomAppConfig } from './config.ts'
import { contentOf, textTypeOf } from './content.ts'
import { receiversOf } from './recipients.ts'
import { readState, tryOf } from './state.ts'

/** WeCom drops the same JSON within so many seconds: longer than the router waits between two tries. */
const DUPLICATE_S = 1800

export interface Message {
  readonly body: Readonly<Record<string, unknown>>
  /** Of the template. */
  readonly problems: readonly string[]
  readonly preview: Omit<Preview, 'fields'>
}

export function messageOf(config: WecomAppConfig, context: SendContext, recipients: readonly string[]): Message {
  const address = { ...receiversOf(recipients), agentid: config.agentId }
  const card = cardOf(config, context)
  if (card) {
    return {
      body: { ...address, msgtype: 'template_card', template_card: card },
      problems: [],
      preview: { format: 'card', content: JSON.stringify(withoutKeys(card), null, 2) },
    }
  }
  const { text, problems, own } = contentOf(config, context)
  const type = textTypeOf(config)
  return {
    body: { ...address, msgtype: type, [type]: { content: text }, ...(own ? onlyOnce(context) : {}) },
    problems,
    preview: { format: type, content: text },
  }
}

/** A digest, and who has taken what no card shows, are said in words. */
function cardOf(config: WecomAppConfig, { notification, together, priorState }: SendContext): Card | undefined {
  if (config.messageType !== 'card' || together || notification.reason === 'acknowledged') return undefined
  const { idempotencyKey } = notification
  return renderCard(notification, {
    language: config.language,
    timeZone: config.timeZone,
    taskId: taskIdOf(idempotencyKey, tryOf(readState(priorState), idempotencyKey)),
    canAct: config.callback !== undefined,
  })
}

/**
 * Ours says since when and for how long, so the same JSON is the same news. A template may say the same of two incidents, and a
 * repetition of an old alert says the same again: those would be lost.
 */
function onlyOnce({ notification, together }: SendContext) {
  const repeats = [notification, ...(together ?? [])].some(({ reason }) => reason === 'repeat interval elapsed')
  return repeats ? {} : { enable_duplicate_check: 1, duplicate_check_interval: DUPLICATE_S }
}

/** The tokens in the keys are what may act: a preview shows that they are there. */
function withoutKeys(card: Card): Readonly<Record<string, unknown>> {
  const buttons = card['button_list']
  if (!Array.isArray(buttons)) return card
  const hidden = buttons.map((button: { readonly key: string }) => ({
    ...button,
    key: button.key.replace(/:.*/s, ':…'),
  }))
  return { ...card, button_list: hidden }
}
