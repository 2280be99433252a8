/** Tries a receiver with a real message about nothing. No group, no delivery: what is told here is no alert. */
import { randomUUID } from 'node:crypto'
import type { Notification, Outcome } from '@tocsin/channels'
import { isLoopback, type Logger, messageOf } from '@tocsin/kit'
import type { Calendars } from '@tocsin/rules'
import { everybodyOf } from '../../loop/audience.ts'
import type { LiveConfig, LiveIntegration } from '../../loop/live-config.ts'
import type { RouterStore } from '../../store/port.ts'
import type { SendTestAnswer, SendTestResult } from './contract.ts'

export interface SendTestOptions {
  readonly store: Pick<RouterStore, 'receiverReached'>
  readonly live: () => LiveConfig
  readonly now: () => number
  readonly externalUrl: () => string
  /** Of on-call schedules: those that a receiver is for get its tests. */
  readonly calendars: () => Calendars
  readonly log: Logger
}

/** Undefined where there is no such receiver. Resolves when every channel has answered or given up. */
export async function sendTest(options: SendTestOptions, receiver: string): Promise<SendTestAnswer | undefined> {
  const integrations = options.live().receivers.get(receiver)
  if (!integrations) return undefined
  const externalUrl = options.externalUrl()
  const { receivers, people } = options.live().router
  const names = receivers.find(({ name }) => name === receiver)?.notify ?? []
  const at = options.now()
  const notification = {
    ...testNotification(receiver, externalUrl, at),
    people: everybodyOf(people, names, options.calendars(), at),
  }
  const results = await Promise.all(integrations.map((integration) => sendOne(options, integration, notification)))
  if (results.length > 0 && results.every(({ outcome }) => outcome === 'sent')) {
    await options.store.receiverReached(receiver, options.now())
  }
  return { receiver, results, loopback: isLoopback(externalUrl) ? [externalUrl] : [] }
}

async function sendOne(
  { now, log }: SendTestOptions,
  { channel, config, target }: LiveIntegration,
  notification: Notification,
): Promise<SendTestResult> {
  const startedAt = now()
  const found = (await channel.verify?.(config).catch(() => [])) ?? []
  const findings = found.flatMap(({ kind, subject, text }) => (kind === 'good' ? [] : [{ kind, subject, text }]))
  const outcome = await channel
    .send(config, { notification, priorState: null, done: [], now: startedAt })
    .then((result): Outcome => result.outcome)
    .catch((error: unknown): Outcome => ({ kind: 'unknown', code: 'INTERNAL', reason: messageOf(error) }))
  const { kind, code } = outcome
  log.info({ receiver: notification.receiver, target, outcome: kind, code }, 'a test message was sent')
  return {
    target,
    outcome: kind,
    code,
    reason: outcome.reason ?? '',
    tookMs: now() - startedAt,
    ...(findings.length > 0 ? { findings } : {}),
  }
}

/** Pure but for its key, which must be new: a provider that knows a key would answer for the test before. */
function testNotification(receiver: string, externalUrl: string, now: number): Notification {
  const labels = { alertname: 'TocsinTest', severity: 'info' }
  const annotations = {
    summary: `A test of the receiver ${receiver}: nothing is wrong. 测试消息，无需处理。`,
  }
  return {
    ...{ idempotencyKey: `test-${randomUUID()}`, test: true, receiver, status: 'firing', reason: 'first notification' },
    ...{ groupKey: '{}:{alertname="TocsinTest"}', groupLabels: { alertname: 'TocsinTest' }, routeLabels: {} },
    ...{ commonLabels: labels, commonAnnotations: annotations, externalUrl, decidedAt: now },
    alerts: [
      {
        ...{ status: 'firing', fingerprint: '0000000000000000', labels, annotations },
        ...{ startsAt: now, generatorUrl: '' },
      },
    ],
  }
}
