/** What the integrations of a receiver would send for example alerts, without sending. Pure. */
import type { AlertSnapshot, Labels, Notification, Preview } from '../contract.ts'
import type { RegisteredChannel } from '../registry.ts'

export interface ExampleOccasion {
  readonly receiver: string
  readonly alerts: readonly [AlertSnapshot, ...AlertSnapshot[]]
  /** Without a trailing slash. */
  readonly externalUrl: string
  readonly now: number
  /** Adds what is known only where it is sent: for whom it is. `index`: of the integration. */
  readonly complete?: (notification: Notification, index: number) => Notification
}

export interface ExampleRendering {
  readonly channel: string
  /** Named without secrets. */
  readonly target: string
  readonly messages: readonly Preview[]
  /** Why there are none; empty where there are. */
  readonly problem: string
}

/** As one group, with links that nobody can act by: they hold no proof. */
export function exampleNotification({ receiver, alerts, externalUrl, now }: ExampleOccasion): Notification {
  const firing = alerts.some(({ status }) => status === 'firing')
  const commonLabels = common(alerts.map(({ labels }) => labels))
  const { alertname } = commonLabels
  const groupLabels: Labels = alertname === undefined ? {} : { alertname }
  return {
    idempotencyKey: 'example',
    receiver,
    status: firing ? 'firing' : 'resolved',
    reason: firing ? 'first notification' : 'all alerts resolved',
    groupKey: `{}:{${Object.entries(groupLabels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)}}`,
    groupLabels,
    commonLabels,
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    routeLabels: {},
    alerts,
    externalUrl,
    decidedAt: now,
    ...(firing
      ? { actions: { acknowledge: `${externalUrl}/act/EXAMPLE`, silence: `${externalUrl}/act/EXAMPLE` } }
      : {}),
  }
}

export function renderExample(
  integrations: readonly { readonly channel: RegisteredChannel; readonly config: unknown }[],
  occasion: ExampleOccasion,
): ExampleRendering[] {
  const { now, complete = (plain) => plain } = occasion
  const example = exampleNotification(occasion)
  return integrations.map(({ channel, config }, index) => {
    const about = { channel: channel.type, target: targetOf(channel, config) }
    try {
      const context = { notification: complete(example, index), priorState: null, done: [], now }
      return { ...about, messages: channel.preview(config, context), problem: '' }
    } catch (error) {
      return { ...about, messages: [], problem: error instanceof Error ? error.message : 'it cannot be rendered' }
    }
  })
}

function targetOf(channel: RegisteredChannel, config: unknown): string {
  try {
    return channel.describe(config)
  } catch {
    return channel.type
  }
}

function common(records: readonly Labels[]): Labels {
  const [first = {}, ...others] = records
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((other) => other[name] === value)),
  )
}
