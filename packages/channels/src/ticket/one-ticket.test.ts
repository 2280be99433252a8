/**
 * One ticket for each group, whatever fails and whenever the router dies: lives of a ticket, driven as the delivery loop
 * drives them (prepare, commit, call, commit), with a fault at every call, over real HTTP against systems as documented.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChannelState, Notification } from '../contract.ts'
import { AT, alertOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { type Provider, type Reply, type Seen, startProvider } from '../testing/provider.ts'
import { ticketChannel } from './index.ts'
import { fakeGithub } from './testing/fake-github.ts'
import { fakeJira } from './testing/fake-jira.ts'
import { fakeWebhook } from './testing/fake-webhook.ts'
import { fakeZentao } from './testing/fake-zentao.ts'
import type { Tracker } from './testing/tracker.ts'

/** `before`: the system has not acted on the call. `late`: it acts a while after the caller has given up. */
const FAULTS = [
  'killed before',
  'killed after',
  'reset before',
  'reset after',
  '500 before',
  '500 after',
  'late',
] as const
type Fault = (typeof FAULTS)[number]
type Event = 'fire' | 'news' | 'end'

interface Case {
  readonly name: string
  readonly tracker: () => Tracker
  readonly settings: (url: string) => object
  readonly faults: readonly Fault[]
}

const jira = { system: 'jira', project: 'OPS', issue_type: 'Bug', token: 'jira-token-1' }
const zentao = { system: 'zentao', username: 'tocsin', password: 'zentao-password', product: 1 }
const cases: readonly Case[] = [
  {
    name: 'webhook',
    tracker: fakeWebhook,
    settings: (url) => ({ url, reopen_window: '1d' }),
    // Its adapter must know a ticket from the moment it exists.
    faults: FAULTS.filter((fault) => fault !== 'late'),
  },
  {
    name: 'Jira Cloud',
    tracker: () => fakeJira({ api: 'cloud', lagMs: 120_000 }),
    settings: (url) => ({ ...jira, url, api: 'cloud', username: 'bot@acme.example' }),
    faults: FAULTS,
  },
  {
    name: 'Jira Data Center',
    tracker: () => fakeJira({ api: 'datacenter', lagMs: 5_000 }),
    settings: (url) => ({ ...jira, url, api: 'datacenter' }),
    faults: FAULTS,
  },
  {
    name: 'GitHub',
    tracker: () => fakeGithub({ push: true }),
    settings: (url) => ({ system: 'github', url, token: 'ghp_secret_1', repository: 'acme/shop' }),
    faults: FAULTS,
  },
  {
    name: 'GitHub without push access',
    tracker: () => fakeGithub({ push: false }),
    settings: (url) => ({ system: 'github', url, token: 'ghp_secret_1', repository: 'acme/shop' }),
    faults: FAULTS,
  },
  {
    name: 'ZenTao 1.0',
    tracker: () => fakeZentao({ api: 'v1', dropsSteps: true }),
    settings: (url) => ({ ...zentao, url }),
    faults: FAULTS,
  },
  {
    name: 'ZenTao 2.0',
    tracker: () => fakeZentao({ api: 'v2' }),
    settings: (url) => ({ ...zentao, url, api: 'v2' }),
    faults: FAULTS,
  },
]

const LATE_MS = 15_000
const firing = notificationOf([alertOf()])
const over = notificationOf([resolvedOf(alertOf())])
const LIFE: readonly Event[] = ['fire', 'news', 'end', 'fire', 'end']

/** Milliseconds of virtual time that a delivery may take; a day is what the router gives it. */
const PATIENCE_MS = 3_600_000

let provider: Provider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

interface World {
  readonly tracker: Tracker
  /** How many calls were made so far. */
  readonly calls: () => number
  live(event: Event): Promise<void>
}

/** `faults`: number of the call from 0 on → what happens to it. */
function worldOf({ tracker: start, settings }: Case, faults: ReadonlyMap<number, Fault>): World {
  const tracker = start()
  const config = ticketChannel.schema().parse({ ...settings(provider.url), timeout: '2s' })
  let now = AT
  let calls = 0
  let dead = false
  let state: ChannelState = null
  let revision = 0
  let late: { readonly at: number; readonly request: Seen }[] = []
  const act = (request: Seen): Reply => {
    tracker.clock.now = now
    for (const one of late.filter(({ at }) => at <= now)) tracker.handle(one.request)
    late = late.filter(({ at }) => at > now)
    return tracker.handle(request)
  }
  provider.reply((request) => {
    const fault = faults.get(calls++)
    if (dead) return { kind: 'reset' }
    if (fault === 'late') {
      late.push({ at: now + LATE_MS, request })
      return { kind: 'reset' }
    }
    if (fault?.startsWith('killed')) dead = true
    const answered = fault?.endsWith('before') ? undefined : act(request)
    if (fault?.startsWith('500')) return { kind: 'answer', status: 502, body: 'bad gateway' }
    return fault === undefined && answered ? answered : { kind: 'reset' }
  })

  async function live(event: Event): Promise<void> {
    revision++
    const idempotencyKey = `i1-${revision}`
    const notification: Notification = { ...(event === 'end' ? over : firing), idempotencyKey }
    for (const deadline = now + PATIENCE_MS; ; ) {
      if (now > deadline) throw new Error(`never delivered: ${event}, ${JSON.stringify(state)}`)
      const context = { notification, priorState: state, done: [], now }
      state = ticketChannel.prepare(config, context)
      const result = await ticketChannel.send(config, context)
      const { outcome } = result
      const killed = dead
      dead = false
      now += Math.max(1_000, outcome.kind === 'retry' ? (outcome.afterMs ?? 0) : 0)
      if (killed) continue
      state = JSON.parse(JSON.stringify(result.newState))
      if (outcome.kind === 'reject') throw new Error(`refused: ${outcome.reason}`)
      if (outcome.kind === 'sent') return
    }
  }
  return { tracker, calls: () => calls, live }
}

async function liveWith(one: Case, events: readonly Event[], faults: ReadonlyMap<number, Fault>): Promise<World> {
  const world = worldOf(one, faults)
  for (const event of events) {
    await world.live(event)
    const { tickets } = world.tracker
    expect(tickets.map(({ open }) => open)).toEqual([event !== 'end'])
  }
  return world
}

describe.each(cases)('$name', (one) => {
  test('each fault at each call of a life: one ticket, open while it fires', async () => {
    const { calls } = await liveWith(one, LIFE, new Map())
    const count = calls()
    expect(count).toBeGreaterThan(4)
    for (const fault of one.faults) {
      for (let call = 0; call < count; call++) {
        await liveWith(one, LIFE, new Map([[call, fault]])).catch((error: unknown) => {
          throw new Error(`${fault} at call ${call} of ${count}`, { cause: error })
        })
      }
    }
  }, 60_000)

  test('any faults in any life', async () => {
    const lives = fc.array(fc.constantFrom<Event>('news', 'end'), { maxLength: 5 })
    const faults = fc.array(fc.tuple(fc.nat(30), fc.constantFrom(...one.faults)), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(lives, faults, async (wishes, at) => {
        await liveWith(one, ['fire', ...eventsOf(wishes)], new Map(at))
      }),
      { numRuns: 20 },
    )
  }, 60_000)
})

/** What is over can only begin again. */
function eventsOf(wishes: readonly Event[]): Event[] {
  return wishes.map((event, index) => (wishes[index - 1] === 'end' ? 'fire' : event))
}
