/** What every channel promises, whatever its provider: run by each channel's own test, over a real server. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Notification, SendContext } from './contract.ts'
import {
  AT,
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  notificationOf,
  resolvedOf,
} from './testing/notifications.ts'
import { answer, type Provider, type Reply, type Seen, startProvider } from './testing/provider.ts'

export interface ContractCase {
  /** The settings as in router.yml, for a provider at this address. */
  settings(url: string): Readonly<Record<string, unknown>>
  /** What must never be seen outside the call. */
  readonly secrets: readonly string[]
  /** The answer of a provider that accepts. */
  accept(request: Seen): Reply
  /** Throws when a request passes what the provider takes. */
  checkLimits(request: Seen): void
  /** A state in which a recovery is news; null where the channel remembers nothing. */
  readonly stateBeforeEnd: SendContext['priorState']
}

const RESET_CODES = ['ECONNRESET', 'EPIPE', 'ERROR']

export function runContract<C>(channel: Channel<C>, given: ContractCase): void {
  let provider: Provider
  beforeEach(async () => {
    provider = await startProvider()
    provider.reply(given.accept)
  })
  afterEach(() => provider.close())

  const configFor = (url: string, change: Readonly<Record<string, unknown>> = {}) =>
    channel.schema.parse({ ...given.settings(url), ...change })
  const contextOf = (notification: Notification, change: Partial<SendContext> = {}): SendContext => {
    return { notification, priorState: null, done: [], now: AT, ...change }
  }
  const firing = notificationOf([alertOf()])
  const send = async (config: C, context: SendContext) => {
    const result = await channel.send(config, context)
    const shown = JSON.stringify([
      result.outcome,
      result.newState,
      (result.recipients ?? []).map(({ outcome }) => outcome),
      channel.describe(config),
      channel.prepare(config, context),
      channel.traits(config),
    ])
    for (const secret of given.secrets) expect(shown).not.toContain(secret)
    provider.seen.forEach(given.checkLimits)
    return result
  }

  describe(`${channel.type}: the contract of a channel`, () => {
    test('accepted is sent, with a key that stays the same in the next try', async () => {
      const config = configFor(provider.url)
      const keys = []
      for (const _try of [1, 2]) {
        expect((await send(config, contextOf(firing))).outcome.kind).toBe('sent')
        keys.push(provider.seen.at(-1)?.headers['idempotency-key'])
      }
      expect(keys[0]).toContain(firing.idempotencyKey)
      expect(keys[1]).toBe(keys[0])
    })

    test.each([
      [500, 'retry'],
      [502, 'retry'],
      [503, 'retry'],
      [429, 'retry'],
      [408, 'retry'],
      [302, 'reject'],
      [400, 'reject'],
      [401, 'reject'],
      [403, 'reject'],
    ])('HTTP %i is %s', async (status, kind) => {
      provider.reply(() => answer(status, 'no JSON', { location: 'http://127.0.0.1:1/' }))
      const { outcome } = await send(configFor(provider.url), contextOf(firing))
      expect(outcome).toMatchObject({ kind, code: `HTTP ${status}` })
    })

    test('429 waits as long as the provider says, in seconds or as a date', async () => {
      for (const value of ['7', new Date(AT + 7_000).toUTCString()]) {
        provider.reply(() => answer(429, {}, { 'retry-after': value }))
        const { outcome } = await send(configFor(provider.url), contextOf(firing))
        expect(outcome).toMatchObject({ kind: 'retry', afterMs: 7_000 })
      }
    })

    test('no answer in time is unknown', async () => {
      provider.reply(() => ({ kind: 'silent' }))
      const { outcome } = await send(configFor(provider.url, { timeout: '150ms' }), contextOf(firing))
      expect(outcome).toMatchObject({ kind: 'unknown', code: 'ETIMEDOUT' })
    })

    test('a connection that is reset after the request is unknown', async () => {
      provider.reply(() => ({ kind: 'reset' }))
      const { outcome } = await send(configFor(provider.url), contextOf(firing))
      expect(outcome.kind).toBe('unknown')
      expect(RESET_CODES).toContain(outcome.code)
    })

    test('a refused connection is retry: nothing was sent', async () => {
      const gone = await startProvider()
      await gone.close()
      const { outcome } = await send(configFor(gone.url), contextOf(firing))
      expect(outcome).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' })
    })

    test('a provider that repeats secrets does not spread them', async () => {
      const said = given.secrets.join(' and ')
      for (const status of [200, 400, 500]) {
        provider.reply(() => answer(status, { errcode: 40058, errmsg: said, code: said, message: said, error: said }))
        const { outcome } = await send(configFor(provider.url), contextOf(firing))
        expect(outcome.kind).not.toBe('sent')
      }
    })

    test('an answer without end is cut, and still counts by its status', async () => {
      provider.reply(() => answer(500, 'x'.repeat(2_000_000)))
      const { outcome } = await send(configFor(provider.url), contextOf(firing))
      expect(outcome).toMatchObject({ kind: 'retry', code: 'HTTP 500' })
    })

    test('the end of it is told', async () => {
      const resolved = notificationOf([resolvedOf(alertOf())])
      const context = contextOf(resolved, { priorState: given.stateBeforeEnd })
      const { outcome } = await send(configFor(provider.url), context)
      expect(outcome.kind).toBe('sent')
      expect(provider.seen).toHaveLength(1)
    })

    test.each(['zh', 'en'])(
      'fifty alerts, none with annotations, and enormous ones stay within the limits (%s)',
      async (language) => {
        const config = configFor(provider.url, { language })
        const bare = alertOf({ labels: {}, annotations: {}, generatorUrl: '' })
        const huge = '压测👩‍👩‍👧‍👦 long '.repeat(3_000)
        const cases = [
          groupOf(50),
          groupOf(50, 20),
          notificationOf([bare]),
          notificationOf([bare, bare]),
          hostileNotification(huge),
        ]
        for (const notification of [...cases, ...HOSTILE.map(hostileNotification)]) {
          expect((await send(config, contextOf(notification))).outcome.kind).toBe('sent')
        }
        const link = `https://runbooks.example/${'x'.repeat(3_000)}`
        const linked = alertOf({ annotations: { runbook_url: link, dashboard_url: link }, generatorUrl: link })
        expect((await send(config, contextOf(notificationOf([linked])))).outcome.kind).toBe('sent')
      },
    )

    test('texts of any length and script stay within the limits and whole characters', async () => {
      const config = configFor(provider.url)
      const text = fc.string({
        unit: fc.constantFrom('告', '警', 'é', 'a', '\n', '<@', '👩‍👩‍👧‍👦', '🇨🇳'),
        maxLength: 3_000,
      })
      const input = fc.record({
        summary: text,
        description: text,
        value: text,
        service: text,
        count: fc.integer({ min: 1, max: 12 }),
      })
      await fc.assert(
        fc.asyncProperty(input, async ({ summary, description, value, service, count }) => {
          const alerts = Array.from({ length: count }, (_, index) =>
            alertOf({
              labels: { alertname: 'A', service, n: `${index}` },
              annotations: { summary, description, value },
            }),
          )
          expect((await send(config, contextOf(notificationOf(alerts)))).outcome.kind).toBe('sent')
          const body = JSON.stringify(provider.seen.at(-1)?.body)
          expect(body.isWellFormed() && !body.includes('\uFFFD') && !body.includes('\\ud83d')).toBe(true)
        }),
        { numRuns: 25 },
      )
    })
  })
}
