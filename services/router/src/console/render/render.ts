/** What a receiver would send for example alerts. Nothing is sent, and nothing is kept. */
import { type Notification, parseExample, renderExample } from '@tocsin/channels'
import type { Calendars } from '@tocsin/rules'
import { withAudience } from '../../loop/audience.ts'
import type { LiveConfig } from '../../loop/live-config.ts'
import type { RenderAnswer } from './contract.ts'

export interface RenderOptions {
  readonly live: () => LiveConfig
  readonly calendars: () => Calendars
  readonly now: () => number
  readonly externalUrl: () => string
}

type Rendered =
  | { readonly kind: 'rendered'; readonly answer: RenderAnswer }
  | { readonly kind: 'no receiver' }
  | { readonly kind: 'bad alerts'; readonly message: string }

/** `body`: an alert or a list of alerts, as in Alertmanager's API v2. */
export function renderReceiver(options: RenderOptions, receiver: string, body: unknown): Rendered {
  const { live, now, externalUrl } = options
  const integrations = live().receivers.get(receiver)
  if (!integrations) return { kind: 'no receiver' }
  const at = now()
  const parsed = parseExample(body, at)
  if (!parsed.ok) return { kind: 'bad alerts', message: parsed.problems.join('; ') }
  const occasion = {
    ...{ receiver, alerts: parsed.alerts, externalUrl: externalUrl(), now: at },
    complete: (notification: Notification, place: number) =>
      withAudience(options, notification, at, { receiver, integration: integrations[place]?.index ?? place }),
  }
  return { kind: 'rendered', answer: { receiver, integrations: renderExample(integrations, occasion) } }
}
