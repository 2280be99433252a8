/** The loop over a real store and channels made for the test; time is an argument, calls end when the test says so. */
import {
  type ChannelTraits,
  channelSchemas,
  type Notification,
  type Outcome,
  type Receipt,
  type RegisteredChannel,
} from '@tocsin/channels'
import { silentLogger } from '@tocsin/kit'
import { parseRouterConfig, type RouterFiles } from '@tocsin/rules'
import { createActs } from '../../act/act.ts'
import { withActions } from '../../act/complete.ts'
import { createIntake } from '../../intake/accept.ts'
import type { Alert, Ending } from '../../model/alert.ts'
import { AUDIBLE, type Verdict } from '../../model/verdict.ts'
import type { PostedSilence } from '../../muting/silence-edits.ts'
import type { Aftermath } from '../../store/port.ts'
import { openRouterStore } from '../../store/sqlite.ts'
import { createAudiences } from '../audience.ts'
import { createDeliverer } from '../deliver/deliver.ts'
import { fallBackLate } from '../fallback.ts'
import { type LiveConfig, readConfig } from '../live-config.ts'
import { createReceipts } from '../receipts.ts'
import { tick } from '../tick.ts'
import { createTurns } from '../turns.ts'

export const NOW = 1_700_000_000_000
const CHAT: ChannelTraits = {
  updateOnChange: false,
  updateIntervalMs: 0,
  repeats: true,
  sendResolved: true,
  keepsOpening: false,
}

/** A receiver of this name has a robot's limit, and its messages can name five groups. */
export const ROBOT = 'robot'
/** A receiver of this name can show who has taken an alert. */
export const CARD = 'card'
/** A receiver of this name sends to two numbers, is told later what became of it, and has a budget of four messages a day. */
export const PHONE = 'phone'
const NUMBERS = ['+8613800000001', '+8613800000002']
const DAY_MS = 86_400_000
const TRAITS: Readonly<Record<string, ChannelTraits>> = {
  [ROBOT]: { ...CHAT, rateLimit: { key: ROBOT, limit: 20, windowMs: 60_000 } },
  [PHONE]: {
    ...CHAT,
    budget: { perRecipient: { limit: 3, windowMs: DAY_MS }, perReceiver: { limit: 4, windowMs: DAY_MS } },
  },
  [CARD]: { ...CHAT, showsAcknowledgement: true },
}
/** Signs links. */
const KEY = Buffer.alloc(32, 7)

export type Answer = () => Promise<Outcome>
const sent: Answer = async () => ({ kind: 'sent', code: 'OK' })
export const never: Answer = () => new Promise(() => {})

/** Receivers of these names are rooms and mailboxes. */
const DISTURBS: Readonly<Record<string, ChannelTraits['disturbs']>> = { room: 'mentions', mail: 'silent' }

/** `file`: where the database lies; without it, in memory. `people`: people.yml. */
export async function world(answers: Readonly<Record<string, Answer>>, yaml: string, file = ':memory:', people = '') {
  const files: RouterFiles = {
    readText: (name) =>
      name === 'people.yml' && people !== ''
        ? { ok: true, text: people }
        : { ok: false, message: 'there is none', missing: true },
    glob: () => [],
  }
  const calls: Notification[] = []
  const together: number[] = []
  const breaks: string[] = []
  const sentTo: string[][] = []
  const told: (() => Promise<Receipt[]>)[] = []
  const verdicts: Record<string, Verdict> = {}
  const decided: string[] = []
  const posted: PostedSilence[] = []
  const ended: string[] = []
  const dead: string[] = []
  const fellBack: string[] = []
  const onAftermath = (aftermath: Aftermath): void => {
    dead.push(...aftermath.dead.map(({ receiver, code }) => `${receiver} ${code}`))
    fellBack.push(...aftermath.fellBack.map(({ receiver, to }) => `${receiver} → ${to}`))
  }
  const [schema] = Object.values(channelSchemas())
  if (!schema) throw new Error('no channel is registered')
  const fake = (receiver: string): RegisteredChannel => ({
    type: 'fake',
    schema: () => schema,
    traits: () => CHAT,
    describe: () => `fake ${receiver}`,
    prepare: () => null,
    preview: () => [],
    calls: () => 1,
    digests: receiver === ROBOT,
    digestSize: (_config, waiting) => Math.min(waiting.length, 5),
    send: async (_config, { notification, together: all, done, overBudget = [] }) => {
      calls.push(notification)
      together.push(all?.length ?? 1)
      if (receiver !== PHONE) return { outcome: await (answers[receiver] ?? sent)(), newState: null }
      const outcome = await (answers[receiver] ?? sent)()
      const to = NUMBERS.filter((one) => !done.includes(one) && !overBudget.includes(one))
      sentTo.push(to)
      return {
        outcome,
        newState: { asked: 0 },
        recipients: to.map((recipient) => ({ recipient, outcome })),
        receiptsAt: now + 5_000,
      }
    },
    receipts: async (_config, { priorState }) => {
      const answer = await told.shift()?.()
      return { receipts: answer ?? [], newState: priorState, askAgainAt: answer ? undefined : now + 30_000 }
    },
  })
  let version = 0
  const liveOf = (text: string): LiveConfig => {
    const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({}), files })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const live = { ...readConfig(parsed.config, []), version: ++version }
    const receivers = parsed.config.receivers.map(({ name, delivery }) => {
      const channel = fake(name)
      return [
        name,
        [
          {
            index: 0,
            channel,
            config: {},
            traits: { ...(TRAITS[name] ?? CHAT), disturbs: DISTURBS[name] ?? 'rings' },
            delivery,
            target: channel.describe({}),
          },
        ],
      ] as const
    })
    return { ...live, receivers: new Map(receivers) }
  }
  const store = await openRouterStore({
    file,
    onFatal: (error) => {
      throw error
    },
  })
  let now = NOW
  let live = liveOf(yaml)
  const inTurn = createTurns()
  const warnings: string[] = []
  const logged = { ...silentLogger(), warn: (_facts: unknown, message?: string) => void warnings.push(message ?? '') }
  const intake = createIntake({ store, known: new Map(), now: () => now, onTransitions: () => {}, wake: () => {} })
  const externalUrl = 'http://router'
  const links = { signer: { key: KEY, instance: store.instance }, externalUrl }
  const explain = (alert: Alert): Verdict => verdicts[alert.labels['alertname'] ?? ''] ?? AUDIBLE
  const acts = createActs({
    ...{ store, inTurn, signer: links.signer, wake: () => {} },
    silences: { post: async (wanted) => ({ kind: 'saved', id: `silence-${posted.push(wanted)}` }) },
    listSilences: () => [],
    context: () => ({ live, externalUrl, grafanaUrl: undefined, heldUntil: 0, explain }),
  })
  const audiences = createAudiences({ live: () => live, calendars: () => new Map() })
  const deliverer = createDeliverer({
    store,
    live: () => live,
    now: () => now,
    random: () => 1,
    log: silentLogger(),
    wake: () => {},
    onBreaker: (target, open) => breaks.push(`${target} ${open ? 'open' : 'closed'}`),
    complete: (notification, at, about) => withActions(audiences.complete(notification, at, about), about, links, at),
    waitsFor: audiences.waitsFor,
    onAftermath,
    observe: ({ receiver, channel, outcome }) => ended.push(`${receiver} ${channel} ${outcome}`),
  })
  const receipts = createReceipts({
    ...{ store, live: () => live, now: () => now, onAftermath, wake: () => {}, log: silentLogger() },
  })
  const report = (names: readonly string[], ending: () => Ending) =>
    intake.accept(
      names.map((alertname) => ({
        labels: { alertname, team: alertname.split('-')[0] ?? '' },
        annotations: {},
        generatorUrl: '',
        startsAt: NOW,
        ending: ending(),
      })),
    )
  return {
    store,
    calls,
    together,
    breaks,
    /** The numbers of each call of `PHONE`. */
    sentTo,
    /** What its provider will tell, one answer for each question; where there is none, nothing is known yet. */
    told,
    receipts,
    live: () => live,
    verdicts,
    decided,
    ended,
    fire: (...names: string[]) => report(names, () => ({ kind: 'expires', at: now + 3_600_000 })),
    /** For days. */
    burn: (...names: string[]) => report(names, () => ({ kind: 'expires', at: now + 7 * 86_400_000 })),
    end: (...names: string[]) => report(names, () => ({ kind: 'stated', at: now })),
    acts,
    warnings,
    /** Silences that links asked for. */
    posted,
    tick: () =>
      inTurn(() =>
        tick({
          ...{ store, live, externalUrl, grafanaUrl: undefined, now, heldUntil: 0, explain, log: logged },
          onDecided: (receiver, reason) => decided.push(`${receiver} ${reason}`),
        }),
      ),
    dead,
    fellBack,
    /** What is late goes to others. Gives when something is late next. */
    fallBackLate: () => fallBackLate({ store, live: () => live, now: () => now, onAftermath, log: silentLogger() }),
    startDue: () => deliverer.startDue(),
    /** Starts what is due until nothing more can be started, and lets the calls that end do so. */
    deliver: async () => {
      for (let turn = 0; turn < 50; turn++) {
        await deliverer.startDue()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    after: (ms: number) => {
      now += ms
    },
    now: () => now,
    reload: async (text: string) => {
      const next = liveOf(text)
      await inTurn(async () => {
        await store.rerouteAll(next.routes, now, next.version)
        live = next
      })
      await store.releaseHeld(now)
    },
    states: async () => (await store.deliveryViews(1_000)).map(({ receiver, state }) => `${receiver} ${state}`),
  }
}
