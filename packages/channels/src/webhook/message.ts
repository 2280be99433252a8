/** Where a message goes, and what it says: both may be templates. */
import type { Notification } from '../contract.ts'
import { type Texts, textsOf } from '../templated.ts'
import { type Target, type WebhookConfig, webAddress } from './config.ts'
import { renderCustom } from './custom.ts'
import { marked, renderPayload, truncate } from './payload.ts'

export interface ComposedMessage {
  /** Undefined where the template of the address gave none. */
  readonly url: string | undefined
  readonly json: string
  readonly problems: readonly string[]
}

export function composeMessage(config: WebhookConfig, notification: Notification, now: number): ComposedMessage {
  const { language, maxAlerts, payload, target } = config
  const shown = truncate(marked(notification, language), maxAlerts)
  const texts = textsOf(shown.notification, now)
  const custom = payload && renderCustom(payload, texts.render)
  if (custom && !custom.ok) texts.fail(`payload: ${custom.message}`)
  const json = custom?.ok ? custom.json : renderPayload(shown, texts.problems()[0])
  return { json, url: addressOf(target, texts), problems: texts.problems() }
}

function addressOf(target: Target, texts: Texts): string | undefined {
  if (target.kind === 'fixed') return target.url
  const rendered = texts.render(target.template)
  // What came out is not said: it may hold a secret.
  const address = rendered.ok ? webAddress(rendered.text.trim()) : undefined
  if (address && address.username === '' && address.password === '') return address.href
  texts.fail(
    `url: the template ${rendered.ok ? 'gave no http or https URL without a login' : 'failed; its words are not shown, for they may be secret'}`,
  )
  return undefined
}
