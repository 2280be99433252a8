/** The contract for channels whose provider speaks HTTP, and what only HTTP has. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Behaviour, type ContractCase, contextOf, type Protocol, runContract } from './contract.case.ts'
import type { Channel } from './contract.ts'
import { AT, alertOf, notificationOf } from './testing/notifications.ts'
import { answer, type Provider, type Reply, type Seen, startProvider } from './testing/provider.ts'

export interface HttpContractCase extends ContractCase<Seen> {
  /** The answer of a provider that accepts. */
  accept(request: Seen): Reply
  /** The answer to a call beside the message (for a token), however the provider behaves; such a call counts as none. */
  beside?(request: Seen): Reply | undefined
  /** A 2xx is a success, whatever it says. */
  readonly judgesByStatus?: boolean
  /** Where the key is no `Idempotency-Key`. */
  keyOf?(request: Seen): unknown
  /** Where what people read is not in the body. */
  textOf?(request: Seen): string
}

function httpProtocol({ accept, beside, keyOf, textOf }: HttpContractCase): Protocol<Seen> {
  const replyOf = (how: Behaviour, request: Seen): Reply => {
    if (how.kind === 'accept') return accept(request)
    if (how.kind !== 'refuse') return how
    const { status, said } = how
    // A redirect leads to where nobody listens.
    const headers = status < 400 ? { location: 'http://127.0.0.1:1/' } : {}
    return answer(status, said === 'no' ? 'no JSON' : repeating(said), headers)
  }
  return {
    async start() {
      const provider = await startProvider()
      const seen: Seen[] = []
      const answering = (reply: (request: Seen) => Reply) =>
        provider.reply((request) => {
          const other = beside?.(request)
          if (!other) seen.push(request)
          return other ?? reply(request)
        })
      answering(accept)
      return {
        address: provider.url,
        seen,
        behave: (how) => answering((request) => replyOf(how, request)),
        close: () => provider.close(),
      }
    },
    refusals: [
      [500, 'retry'],
      [502, 'retry'],
      [503, 'retry'],
      [429, 'retry'],
      [408, 'retry'],
      [302, 'reject'],
      [400, 'reject'],
      [401, 'reject'],
      [403, 'reject'],
    ],
    codeOf: (status) => `HTTP ${status}`,
    keyOf: keyOf ?? (({ headers }) => headers['idempotency-key']),
    textOf: textOf ?? (({ body }) => JSON.stringify(body)),
  }
}

/** In every field that a channel may take words from. */
function repeating(said: string) {
  return { errcode: 40058, errmsg: said, code: said, message: said, error: said }
}

export function runHttpContract<C>(channel: Channel<C>, given: HttpContractCase): void {
  runContract(channel, httpProtocol(given), given)

  describe(`${channel.type}: the contract over HTTP`, () => {
    let provider: Provider
    beforeEach(async () => {
      provider = await startProvider()
    })
    afterEach(() => provider.close())
    const answers = (reply: Reply) => provider.reply((request) => given.beside?.(request) ?? reply)
    const send = () =>
      channel.send(channel.schema().parse(given.settings(provider.url)), contextOf(notificationOf([alertOf()])))

    test('429 waits as long as the provider says, in seconds or as a date', async () => {
      for (const value of ['7', new Date(AT + 7_000).toUTCString()]) {
        answers(answer(429, {}, { 'retry-after': value }))
        expect((await send()).outcome).toMatchObject({ kind: 'retry', afterMs: 7_000 })
      }
    })

    test('a success counts as the channel judges it, and the secrets that it repeats are not spread', async () => {
      answers(answer(200, repeating(given.secrets.join(' and '))))
      const result = await send()
      expect(result.outcome.kind === 'sent').toBe(given.judgesByStatus ?? false)
      const { recipients, ...shown } = result
      const text = JSON.stringify([shown, recipients?.map(({ outcome }) => outcome)])
      for (const secret of given.secrets) expect(text).not.toContain(secret)
    })

    test('an answer without end is cut, and still counts by its status', async () => {
      answers(answer(500, 'x'.repeat(2_000_000)))
      expect((await send()).outcome).toMatchObject({ kind: 'retry', code: 'HTTP 500' })
    })
  })
}
