/** What every channel promises, whatever its provider: run by each channel's own test, over a real server. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Notification, Outcome, SendContext } from './contract.ts'
import {
  AT,
  alertOf,
  groupOf,
  HOSTILE,
  hostileNotification,
  notificationOf,
  resolvedOf,
} from './testing/notifications.ts'

/** A provider as the contract needs it, on a free port, whatever it speaks. `S` is one message as it came in. */
interface ContractProvider<S> {
  /** What `settings` puts into the channel's configuration. */
  readonly address: string
  readonly seen: readonly S[]
  /** How it answers from now on; at the start it accepts. */
  behave(how: Behaviour): void
  close(): Promise<void>
}

export type Behaviour =
  | { readonly kind: 'accept' }
  /** Takes the message, and never answers. */
  | { readonly kind: 'silent' }
  /** Takes the message, and resets the connection. */
  | { readonly kind: 'reset' }
  /** By the protocol's own status, with words of its own. */
  | { readonly kind: 'refuse'; readonly status: number; readonly said: string }

/** What all providers of one protocol have in common. */
export interface Protocol<S> {
  start(): Promise<ContractProvider<S>>
  readonly refusals: readonly (readonly [status: number, kind: Outcome['kind']])[]
  readonly codeOf: (status: number) => string
  /** What is the same in every try of one notification. */
  keyOf(seen: S): unknown
  /** All that people may read of it. */
  textOf(seen: S): string
}

export interface ContractCase<S> {
  /** The settings as in router.yml, for a provider at this address. */
  settings(address: string): Readonly<Record<string, unknown>>
  /** What must never be seen outside the call. */
  readonly secrets: readonly string[]
  /** Throws when a message passes what the provider takes. */
  checkLimits(seen: S): void
  /** A state in which a recovery is news; null where the channel remembers nothing. */
  readonly stateBeforeEnd: SendContext['priorState']
  /** What a test message says, where the usual mark may not be sent. */
  readonly marks?: Readonly<Record<string, string>>
}

const RESET_CODES = ['ECONNRESET', 'EPIPE', 'ERROR', 'ECONNECTION']

export function contextOf(notification: Notification, change: Partial<SendContext> = {}): SendContext {
  return { notification, priorState: null, done: [], now: AT, ...change }
}

export function runContract<C, S>(channel: Channel<C>, protocol: Protocol<S>, given: ContractCase<S>): void {
  let provider: ContractProvider<S>
  beforeEach(async () => {
    provider = await protocol.start()
  })
  afterEach(() => provider.close())

  const configFor = (address: string, change: Readonly<Record<string, unknown>> = {}) =>
    channel.schema().parse({ ...given.settings(address), ...change })
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
      const config = configFor(provider.address)
      const keys = []
      for (const _try of [1, 2]) {
        expect((await send(config, contextOf(firing))).outcome.kind).toBe('sent')
        const last = provider.seen.at(-1)
        keys.push(last && protocol.keyOf(last))
      }
      expect(keys[0]).toContain(firing.idempotencyKey)
      expect(keys[1]).toBe(keys[0])
    })

    test.each(protocol.refusals)('status %i is %s', async (status, kind) => {
      provider.behave({ kind: 'refuse', status, said: 'no' })
      const { outcome } = await send(configFor(provider.address), contextOf(firing))
      expect(outcome).toMatchObject({ kind, code: protocol.codeOf(status) })
    })

    test('no answer in time is unknown', async () => {
      provider.behave({ kind: 'silent' })
      const { outcome } = await send(configFor(provider.address, { timeout: '1s' }), contextOf(firing))
      expect(outcome).toMatchObject({ kind: 'unknown', code: 'ETIMEDOUT' })
    })

    test('a connection that is reset after the message is unknown', async () => {
      provider.behave({ kind: 'reset' })
      const { outcome } = await send(configFor(provider.address), contextOf(firing))
      expect(outcome.kind).toBe('unknown')
      expect(RESET_CODES).toContain(outcome.code)
    })

    test('a refused connection is retry: nothing was sent', async () => {
      const gone = await protocol.start()
      await gone.close()
      const { outcome } = await send(configFor(gone.address), contextOf(firing))
      expect(outcome).toMatchObject({ kind: 'retry', code: 'ECONNREFUSED' })
    })

    test('a provider that repeats secrets does not spread them', async () => {
      for (const [status] of protocol.refusals) {
        provider.behave({ kind: 'refuse', status, said: given.secrets.join(' and ') })
        const { outcome } = await send(configFor(provider.address), contextOf(firing))
        expect(outcome.kind).not.toBe('sent')
      }
    })

    test.each([
      ['zh', '【测试】'],
      ['en', '[TEST]'],
    ])('a test says so where people look first (%s)', async (language, usual) => {
      const mark = given.marks?.[language] ?? usual
      const config = configFor(provider.address, { language })
      expect((await send(config, contextOf({ ...firing, test: true }))).outcome.kind).toBe('sent')
      await send(config, contextOf(firing))
      const [test, real] = provider.seen.map((seen) => protocol.textOf(seen))
      expect(test).toContain(mark)
      expect(real).not.toContain(mark)
    })

    test('the end of it is told', async () => {
      const resolved = notificationOf([resolvedOf(alertOf())])
      const context = contextOf(resolved, { priorState: given.stateBeforeEnd })
      const { outcome } = await send(configFor(provider.address), context)
      expect(outcome.kind).toBe('sent')
      expect(provider.seen).toHaveLength(1)
    })

    test.each(['zh', 'en'])(
      'fifty alerts, none with annotations, and enormous ones stay within the limits (%s)',
      async (language) => {
        const config = configFor(provider.address, { language })
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
      const config = configFor(provider.address)
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
          const last = provider.seen.at(-1)
          const read = last ? protocol.textOf(last) : ''
          expect(read).not.toBe('')
          expect(read.isWellFormed() && !read.includes('\uFFFD') && !read.includes('\\ud83d')).toBe(true)
        }),
        { numRuns: 25 },
      )
    })
  })
}
